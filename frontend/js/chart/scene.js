/** What a chart draws, computed from what is known. Pure. */

/**
 * @typedef {import("../lines.js").Line} Line
 * @typedef {import("../wire.js").Limits} Limits
 * @typedef {import("../wire.js").Prediction} Prediction
 *
 * @typedef {(number | null)[]} Values Null: a gap.
 * @typedef {{ts_ms: number[], median: Values, low: Values, high: Values, coverage: number}} ForecastLine
 *
 * @typedef {Line & {site: string, room: string, hue: number, dash: number}} DrawnLine A hue for every room.
 * @typedef {{start_ms: number, end_ms: number}} AlertSpan
 *
 * @typedef {object} Scene
 * @property {DrawnLine[]} lines @property {ForecastLine | null} forecast @property {AlertSpan[]} alerts
 * @property {number} start_ms @property {number} end_ms @property {number} now_ms
 * @property {[number, number] | null} range Of the value axis; null while nothing is drawn.
 * @property {Limits | null | undefined} [limits] Of the bands behind the lines: the first room's.
 */

/** Dashes tell lines apart without colour; `Swatch` draws the same. */
export const DASHES = [[], [2, 3], [10, 4], [10, 4, 2, 4], [5, 3], [16, 4], [2, 6], [10, 3, 2, 3, 2, 3]];
/** A forecast that is older than this is no longer one. */
const STALE_MS = 30 * 60e3;

/**
 * The lines of one or several rooms, no longer than what is shown.
 * @param {{site: string, room: string, lines: import("../lines.js").Lines}[]} rooms @param {string} quantity
 * @param {number} start_ms @param {number} end_ms
 * @returns {DrawnLine[]}
 */
export function drawnLines(rooms, quantity, start_ms, end_ms) {
  return rooms.flatMap(({ site, room, lines }, hue) =>
    (lines.get(quantity) ?? []).map((line, at) => ({
      ...cut(line, start_ms, end_ms),
      site,
      room,
      hue,
      dash: hue + at,
    })),
  );
}

/** @param {Line} line @param {number} start_ms @param {number} end_ms @returns {Line} */
function cut({ device, ts_ms, value }, start_ms, end_ms) {
  const first = ts_ms.findIndex((at_ms) => at_ms >= start_ms);
  const from = first === -1 ? ts_ms.length : first;
  const to = ts_ms.findLastIndex((at_ms) => at_ms <= end_ms) + 1;
  return { device, ts_ms: ts_ms.slice(from, to), value: value.slice(from, to) };
}

/**
 * What is drawn at an instant: of each line the nearer of the two points beside it, nothing in a gap or outside;
 * a line that goes on is taken to reach as far as between its last two points.
 * @param {Scene} scene @param {number} ts_ms
 */
export function readAt({ lines, forecast }, ts_ms) {
  const [median, low, high] = forecast
    ? [forecast.median, forecast.low, forecast.high].map((value) =>
        valueAt({ ts_ms: forecast.ts_ms, value }, ts_ms),
      )
    : [];
  const isForecast = typeof median === "number" && typeof low === "number" && typeof high === "number";
  return {
    values: lines.map((line) => valueAt(line, ts_ms)),
    forecast: isForecast ? { median, low, high } : null,
  };
}

/** @param {{ts_ms: number[], value: (number | null)[]}} line @param {number} at_ms */
export function valueAt({ ts_ms, value }, at_ms) {
  const before = ts_ms.findLastIndex((ts) => ts <= at_ms);
  const [left_ms, right_ms] = [ts_ms[before], ts_ms[before + 1]];
  const [left = null, right = null] = [value[before], value[before + 1]];
  if (left_ms === undefined) return null;
  if (left_ms === at_ms) return left;
  if (right_ms === undefined)
    return at_ms - left_ms <= left_ms - (ts_ms[before - 1] ?? left_ms) ? left : null;
  if (left === null || right === null) return null;
  return at_ms - left_ms <= right_ms - at_ms ? left : right;
}

/**
 * When alerts on a quantity fired.
 * @param {import("../wire.js").Alert[]} said Any states of any alerts. @param {string} quantity
 * @param {number} start_ms @param {number} end_ms @param {number} now_ms
 * @returns {AlertSpan[]} By their beginning.
 */
export function alertSpans(said, quantity, start_ms, end_ms, now_ms) {
  /** @type {Map<string, import("../wire.js").Alert>} */
  const last = new Map();
  for (const alert of said) {
    if (alert.because.arguments.quantity !== quantity) continue;
    if (alert.updated_at >= (last.get(alert.id)?.updated_at ?? "")) last.set(alert.id, alert);
  }
  return [...last.values()]
    .map(({ state, raised_at, updated_at }) => ({
      start_ms: Date.parse(raised_at),
      end_ms: state === "resolved" ? Date.parse(updated_at) : now_ms,
    }))
    .filter((span) => span.end_ms >= start_ms && span.start_ms <= end_ms)
    .sort((a, b) => a.start_ms - b.start_ms);
}

/**
 * The forecast as a line that begins at the last measured point.
 * @param {Prediction | null} prediction @param {string} quantity @param {Line | undefined} line
 * @param {number} now_ms @param {number} end_ms Nothing later is drawn.
 * @returns {ForecastLine | null} Null when it says nothing of what comes after the last measured point.
 */
export function forecastOf(prediction, quantity, line, now_ms, end_ms) {
  const forecast = prediction?.forecasts[quantity];
  if (!prediction || !forecast) return null;
  const made_ms = Date.parse(prediction.made_at);
  if (now_ms - made_ms > STALE_MS) return null;
  const last = line?.value.findLastIndex((value) => value !== null) ?? -1;
  const anchor_ms = line?.ts_ms[last] ?? made_ms;
  const anchor = line?.value[last] ?? null;
  const points = forecast.horizon_s
    .map((horizon_s, at) => ({
      ts_ms: made_ms + horizon_s * 1000,
      median: forecast.median[at] ?? 0,
      low: forecast.low[at] ?? 0,
      high: forecast.high[at] ?? 0,
    }))
    .filter(({ ts_ms }) => ts_ms > anchor_ms && ts_ms <= end_ms + 5 * 60e3);
  if (points.length === 0) return null;
  if (anchor !== null) points.unshift({ ts_ms: anchor_ms, median: anchor, low: anchor, high: anchor });
  return {
    ts_ms: points.map(({ ts_ms }) => ts_ms),
    median: points.map(({ median }) => median),
    low: points.map(({ low }) => low),
    high: points.map(({ high }) => high),
    coverage: forecast.coverage,
  };
}

/**
 * The value axis: all that is drawn, and the next limit above it where that does not flatten the line.
 * @param {Line[]} lines @param {ForecastLine | null} forecast @param {Limits | null | undefined} limits
 * @returns {[number, number] | null}
 */
export function valueRange(lines, forecast, limits) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  /** @param {number | null | undefined} value */
  const take = (value) => {
    if (value === null || value === undefined) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const { value } of lines) value.forEach(take);
  forecast?.low.forEach(take);
  forecast?.high.forEach(take);
  if (low > high) return null;
  const span = Math.max(high - low, Math.abs(high) * 0.05, 1);
  const upper = (limits ?? []).map((limit) => (typeof limit === "number" ? limit : limit[1]));
  const next = upper.find((limit) => limit > high);
  const room = Math.max(span, Math.abs(high) * 0.25);
  const top = next !== undefined && next - high <= room ? next + span * 0.06 : high + span * 0.12;
  return [Math.max(low - span * 0.12, low >= 0 ? 0 : Number.NEGATIVE_INFINITY), top];
}
