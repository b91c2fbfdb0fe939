import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { connection } from "../connection.js";
import { formatTime } from "../format.js";
import { locale, t } from "../i18n.js";
import { transport } from "../link.js";
import { isLost, lostAt_ms, now_ms, phase } from "../store.js";
import { later } from "./later.jsx";
import { milliseconds } from "./words.js";

const Details = later(async () => (await import("./ConnectionDetails.jsx")).ConnectionDetails);

/** Moves when the connection changes. */
const changes = signal(0);
connection.on("change", () => {
  changes.value += 1;
});

const open = signal(false);

/** What is known of the connection, in a word; a click shows the rest. */
export function ConnectionPill() {
  changes.value;
  now_ms.value;
  const state = stateOf();
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  useEffect(() => closeOnLeaving(box.current), []);
  return (
    <div class="pill-box" ref={box}>
      <button
        type="button"
        class={`control pill pill-${state.kind}`}
        aria-expanded={open.value}
        aria-controls="connection-details"
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <span class="dot" aria-hidden="true" />
        <span class="pill-word" role="status">
          {state.word}
        </span>
        {connection.latency_ms !== null && (
          <span class="pill-latency muted">{milliseconds(connection.latency_ms)}</span>
        )}
      </button>
      {open.value && <Details word={state.word} />}
    </div>
  );
}

/** @typedef {{kind: "live" | "slow" | "trying" | "off", word: string}} PillState */

/** @returns {PillState} */
function stateOf() {
  const way = transport(connection.state);
  // A connection that is back is not live before it has caught up.
  if (way === "websocket" && !isLost.value) return { kind: "live", word: t("connection-websocket") };
  if (way !== "none" && !isLost.value) return { kind: "slow", word: t(`connection-${way}`) };
  if (phase.value === "ready" && !connection.state.wanted) {
    return { kind: "off", word: t("connection-stopped") };
  }
  if (way !== "none" || !isLost.value) return { kind: "trying", word: t("connection-connecting") };
  return {
    kind: "off",
    word: t("connection-offline", { time: formatTime(locale.value, lostAt_ms.value ?? 0) }),
  };
}

/** @param {HTMLElement | null} box */
function closeOnLeaving(box) {
  /** @param {Event} event */
  const outside = (event) => {
    if (!box?.contains(/** @type {Node} */ (event.target))) open.value = false;
  };
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    if (event.key !== "Escape" || !open.value) return;
    open.value = false;
    box?.querySelector("button")?.focus();
  };
  document.addEventListener("pointerdown", outside);
  document.addEventListener("focusin", outside);
  document.addEventListener("keydown", onKey);
  return () => {
    document.removeEventListener("pointerdown", outside);
    document.removeEventListener("focusin", outside);
    document.removeEventListener("keydown", onKey);
  };
}
