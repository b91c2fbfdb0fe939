import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { connection } from "../connection.js";
import { formatAgo, formatNumber, formatSpan, formatTime } from "../format.js";
import { locale, t } from "../i18n.js";
import { transport } from "../link.js";
import { isLost, lostAt_ms, now_ms, phase } from "../store.js";

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
      {open.value && <Details state={state} />}
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

/** @param {{state: PillState}} props */
function Details({ state }) {
  const { heardAt_ms, point, framesReceived, resumed } = connection;
  const silence_ms = performance.now() - heardAt_ms;
  return (
    <div class="popover" id="connection-details">
      <p>
        <strong>{state.word}</strong>
      </p>
      <dl>
        <Row
          name="detail-latency"
          value={connection.latency_ms === null ? "–" : milliseconds(connection.latency_ms)}
        />
        <Row name="detail-heard" value={heardAt_ms === 0 ? "–" : formatAgo(locale.value, silence_ms)} />
        <Row name="detail-resumed" value={resumed === null ? "–" : t(`resumed-${resumed}`)} />
        <Row name="detail-frames" value={formatNumber(locale.value, framesReceived)} />
        <Row name="detail-point" value={point ? String(point.seq) : "–"} />
        <Row name="detail-trying" value={tryingNow()} />
      </dl>
      <button type="button" class="control" onClick={() => connection.restart()}>
        {t("reconnect")}
      </button>
    </div>
  );
}

/** @param {{name: string, value: string}} props */
function Row({ name, value }) {
  return (
    <div class="detail">
      <dt class="muted">{t(name)}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function tryingNow() {
  const { wanted, socket, socketFailures, retryAt_ms, closing } = connection.state;
  if (!wanted) return t("trying-stopped");
  if (socket === "refused") return t("trying-refused", { reason: closing?.name ?? "" });
  if (socket === "opening") return t("trying-websocket", { attempt: socketFailures + 1 });
  if (socket !== "waiting" || retryAt_ms === null) return t("trying-nothing");
  const span = formatSpan(locale.value, Math.max(0, retryAt_ms - performance.now()));
  if (closing) return t("trying-told", { span, reason: closing.name });
  return t("trying-later", { span, attempt: socketFailures + 1 });
}

/** @param {number} latency_ms */
function milliseconds(latency_ms) {
  return `${formatNumber(locale.value, latency_ms < 10 ? latency_ms : Math.round(latency_ms))}\u00a0ms`;
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
