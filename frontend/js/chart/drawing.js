import { onPrediction } from "../store.js";

/** A live chart is drawn at most this often; one without news once a second, since now moves. */
const DRAW_MS = 50;
const IDLE_MS = 1000;

/**
 * Draw on news, at most every 50 ms, and once a second for the time that passes; not while nobody looks.
 * @param {import("./history.js").RoomHistory[]} histories @param {() => void} draw
 * @returns {() => void} Ends it.
 */
export function keepDrawing(histories, draw) {
  let timer = 0;
  let drawnAt_ms = 0;
  const drawNow = () => {
    timer = 0;
    if (document.hidden) return;
    drawnAt_ms = performance.now();
    draw();
  };
  const soon = () => {
    if (!timer) timer = window.setTimeout(drawNow, Math.max(0, drawnAt_ms + DRAW_MS - performance.now()));
  };
  const ends = [...histories.map(({ version }) => version.subscribe(soon)), onPrediction(soon)];
  const idle = window.setInterval(soon, IDLE_MS);
  return () => {
    for (const end of ends) end();
    window.clearInterval(idle);
    window.clearTimeout(timer);
  };
}
