import { onPrediction } from "../store.js";

/** A live chart is drawn at most this often; one without news once a second, since now moves. */
const DRAW_MS = 50;
const IDLE_MS = 1000;
/** Each chart works for at most this share of the time: one that takes long is drawn less often. */
const SHARE = 0.1;

/**
 * Draw on news, at most every 50 ms, and once a second for the time that passes; not while nobody looks.
 * @param {import("./history.js").RoomHistory[]} histories @param {() => void} draw
 * @returns {() => void} Ends it.
 */
export function keepDrawing(histories, draw) {
  let timer = 0;
  let next_ms = 0;
  const drawNow = () => {
    timer = 0;
    if (document.hidden) return;
    const began_ms = performance.now();
    draw();
    // After the canvas, which is drawn when all is said.
    queueMicrotask(() => {
      next_ms = began_ms + Math.max(DRAW_MS, (performance.now() - began_ms) / SHARE);
    });
  };
  const soon = () => {
    if (!timer) timer = window.setTimeout(drawNow, Math.max(0, next_ms - performance.now()));
  };
  const ends = [...histories.map(({ version }) => version.subscribe(soon)), onPrediction(soon)];
  const idle = window.setInterval(soon, IDLE_MS);
  return () => {
    for (const end of ends) end();
    window.clearInterval(idle);
    window.clearTimeout(timer);
  };
}
