/** @typedef {import("../wire.js").Level} Level */

import { t } from "../i18n.js";

/** @type {Record<Level | "offline", string>} A shape for each level: colour never carries it alone. */
const GLYPHS = {
  excellent: "M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1Z",
  good: "M4.6 10.2 1 6.6l1.5-1.5 2.1 2.1 5-5L11 3.8Z",
  fair: "M1.5 1.5h9v9h-9Z",
  poor: "M6 1l5.5 10H.5Z",
  severe: "M3.7.5h4.6l3.2 3.2v4.6l-3.2 3.2H3.7L.5 8.3V3.7Z",
  offline: "M1 5h10v2H1Z",
};

/** A level as shape, word and colour. @param {{level: Level | "offline"}} props */
export function LevelChip({ level }) {
  return <Chip level={level} word={t(`level-${level}`)} />;
}

/** As good or bad as a level, in a word of its own. @param {{level: Level | "offline", word: string}} props */
export function Chip({ level, word }) {
  return (
    <span class={`chip level-${level}`}>
      <svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true">
        <path d={GLYPHS[level]} fill="currentColor" />
      </svg>
      {word}
    </span>
  );
}
