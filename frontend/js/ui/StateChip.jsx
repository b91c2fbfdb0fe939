/** @typedef {import("../item.js").State} State */

import { t } from "../i18n.js";

/** @type {Record<State, string>} A shape for each state, beside its word. */
const GLYPHS = {
  firing: "M6 .8 11.4 11H.6ZM5.3 4.4v3h1.4v-3Zm0 4v1.3h1.4V8.4Z",
  proposed: "M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1Z",
  acknowledged: "M4.6 10.2 1 6.6l1.5-1.5 2.1 2.1 5-5L11 3.8Z",
  snoozed: "M6 .8a5.2 5.2 0 1 0 0 10.4A5.2 5.2 0 0 0 6 .8Zm-.7 2.4h1.4v2.6l2 1.2-.7 1.1-2.7-1.6Z",
  done: "M4.6 10.2 1 6.6l1.5-1.5 2.1 2.1 5-5L11 3.8Z",
  resolved: "M4.6 10.2 1 6.6l1.5-1.5 2.1 2.1 5-5L11 3.8Z",
  expired: "M1 5h10v2H1Z",
  withdrawn: "M1 5h10v2H1Z",
};

/** How far an action or an alert is, as shape and word; filled while nobody took it on. @param {{state: State}} props */
export function StateChip({ state }) {
  return (
    <span class={`chip state-${state}`}>
      <svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true">
        <path d={GLYPHS[state]} fill="currentColor" fill-rule="evenodd" />
      </svg>
      {t(`state-${state}`)}
    </span>
  );
}
