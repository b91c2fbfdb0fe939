/** How good forecasts were: what was forecast beside what came, and what their errors mean. Pure. */

import { searchOf } from "./address.js";
import { drawnLines, valueRange } from "./chart/scene.js";

/**
 * @typedef {import("./wire.js").Prediction} Prediction
 * @typedef {import("./wire.js").RealisedError} RealisedError
 * @typedef {import("./chart/scene.js").ForecastLine} ForecastLine
 * @typedef {{ts_ms: number, median: number, low: number, high: number}} Foretold What was forecast for an instant.
 *
 * @typedef {object} View
 * @property {string | null} room `site/room` @property {string | null} device @property {string | null} quantity
 * @property {number} horizon_s
 *
 * @typedef {object} Verdict
 * @property {boolean} isFew Too few forecasts have come due to say anything.
 * @property {"better" | "same" | "worse"} change Than to assume that nothing changes.
 * @property {"narrow" | "kept" | "wide"} band
 */

/** How far ahead forecasts are made. */
export const HORIZONS_S = [300, 900, 1800, 3600];
/** The figures are of so long. */
export const DAY_MS = 24 * 3600e3;
/** The line of forecasts has at most so many points. */
const POINTS = 600;
/** So more of them need not be fetched. */
export const STEP_S = DAY_MS / 1000 / POINTS;
/** Fewer forecasts than this say nothing yet: those of a quarter of an hour are nearly one and the same. */
const FEW = 50;
/** A share of the error, or of the truths within the band, that is worth a word. */
const NOTABLE = 0.05;
/** Forecasts further apart than this many of their usual distances leave a gap. */
const GAP_DISTANCES = 3;

/**
 * What was forecast that long before, by time; of those for one step only the last: a day has thousands.
 * @param {Prediction[]} predictions @param {string} quantity @param {number} horizon_s
 * @param {number} start_ms @param {number} end_ms @param {number} step_ms
 * @returns {Foretold[]}
 */
export function foretold(predictions, quantity, horizon_s, start_ms, end_ms, step_ms) {
  /** @type {Map<number, Foretold>} */
  const bySteps = new Map();
  for (const { made_at, forecasts } of predictions) {
    const forecast = forecasts[quantity];
    const at = forecast?.horizon_s.indexOf(horizon_s) ?? -1;
    const [median, low, high] = [forecast?.median[at], forecast?.low[at], forecast?.high[at]];
    const ts_ms = Date.parse(made_at) + horizon_s * 1000;
    if (median === undefined || low === undefined || high === undefined) continue;
    if (ts_ms < start_ms || ts_ms > end_ms) continue;
    const step = Math.floor(ts_ms / step_ms);
    if (ts_ms >= (bySteps.get(step)?.ts_ms ?? 0)) bySteps.set(step, { ts_ms, median, low, high });
  }
  return [...bySteps.values()].sort((a, b) => a.ts_ms - b.ts_ms);
}

/**
 * What was forecast and what came, since the first forecast was made.
 * @param {{site: string, room: string}} place @param {string} quantity @param {number} horizon_s
 * @param {{predictions: Prediction[], lines: import("./lines.js").Lines, end_ms: number, coverage: number,
 *   limits: import("./wire.js").Limits | null | undefined}} known
 * @returns {import("./chart/scene.js").Scene}
 */
export function sceneOf(
  { site, room },
  quantity,
  horizon_s,
  { predictions, lines, end_ms, coverage, limits },
) {
  const day_ms = end_ms - DAY_MS;
  const points = foretold(predictions, quantity, horizon_s, day_ms, end_ms, DAY_MS / POINTS);
  const forecast = points.length > 0 ? lineOf(points, coverage) : null;
  const start_ms = Math.max(day_ms, (points[0]?.ts_ms ?? 0) - horizon_s * 1000);
  const drawn = drawnLines([{ site, room, lines }], quantity, start_ms, end_ms);
  const range = valueRange(drawn, forecast, limits);
  return { lines: drawn, forecast, alerts: [], start_ms, end_ms, now_ms: end_ms, range, limits };
}

/** As a line, with a gap where nothing was forecast. @param {Foretold[]} points @param {number} coverage @returns {ForecastLine} */
export function lineOf(points, coverage) {
  const gap_ms = GAP_DISTANCES * usualDistance_ms(points);
  /** @type {ForecastLine} */
  const line = { ts_ms: [], median: [], low: [], high: [], coverage };
  for (const [at, { ts_ms, median, low, high }] of points.entries()) {
    const before_ms = points[at - 1]?.ts_ms ?? ts_ms;
    if (ts_ms - before_ms > gap_ms) push(line, before_ms + 1, null, null, null);
    push(line, ts_ms, median, low, high);
  }
  return line;
}

/**
 * @param {ForecastLine} line @param {number} ts_ms
 * @param {number | null} median @param {number | null} low @param {number | null} high
 */
function push(line, ts_ms, median, low, high) {
  line.ts_ms.push(ts_ms);
  line.median.push(median);
  line.low.push(low);
  line.high.push(high);
}

/** @param {Foretold[]} points */
function usualDistance_ms(points) {
  const distances = points.slice(1).map(({ ts_ms }, at) => ts_ms - (points[at]?.ts_ms ?? 0));
  return distances.sort((a, b) => a - b)[distances.length >> 1] ?? 0;
}

/** What an error means. @param {RealisedError} error @param {number} coverage What the band promised. @returns {Verdict} */
export function verdictOf({ count, skill, covered }, coverage) {
  const change = skill ?? 0;
  return {
    isFew: count < FEW,
    change: change > NOTABLE ? "better" : change < -NOTABLE ? "worse" : "same",
    band: covered < coverage - NOTABLE ? "narrow" : covered > coverage + NOTABLE ? "wide" : "kept",
  };
}

/** @param {string} search @returns {View} */
export function parseView(search) {
  const query = new URLSearchParams(search);
  const horizon_s = Number(query.get("minutes")) * 60;
  return {
    room: query.get("room"),
    device: query.get("device"),
    quantity: query.get("quantity"),
    horizon_s: HORIZONS_S.includes(horizon_s) ? horizon_s : 3600,
  };
}

/** @param {View} view @returns {string} */
export function formatView({ room, device, quantity, horizon_s }) {
  const query = new URLSearchParams();
  if (room) query.set("room", room);
  if (device) query.set("device", device);
  if (quantity) query.set("quantity", quantity);
  if (horizon_s !== 3600) query.set("minutes", String(horizon_s / 60));
  return searchOf(query);
}
