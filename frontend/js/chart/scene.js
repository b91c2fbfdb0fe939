/** What a chart draws, computed from what is known. Pure. */

/**
 * @typedef {import("../lines.js").Line} Line
 * @typedef {import("../wire.js").Limits} Limits
 * @typedef {import("../wire.js").Prediction} Prediction
 *
 * @typedef {{ts_ms: number[], median: number[], low: number[], high: number[], coverage: number}} ForecastLine
 *
 * @typedef {object} Scene
 * @property {Line[]} lines @property {ForecastLine | null} forecast
 * @property {number} start_ms @property {number} end_ms @property {number} now_ms
 * @property {[number, number]} range Of the value axis.
 */

/** A forecast that is older than this is no longer one. */
const STALE_MS = 30 * 60e3;

/** How far back and ahead each range looks. */
export const SPANS_MS = {
  live: { back: 30 * 60e3, ahead: 30 * 60e3 },
  "1h": { back: 3600e3, ahead: 3600e3 },
  "24h": { back: 24 * 3600e3, ahead: 3600e3 },
  "7d": { back: 7 * 86400e3, ahead: 0 },
  "30d": { back: 30 * 86400e3, ahead: 0 },
};

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
 * @param {number} start_ms
 * @returns {[number, number]}
 */
export function valueRange(lines, forecast, limits, start_ms) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  /** @param {number | null | undefined} value */
  const take = (value) => {
    if (value === null || value === undefined) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const { ts_ms, value } of lines) {
    for (let at = ts_ms.length - 1; at >= 0 && (ts_ms[at] ?? 0) >= start_ms; at -= 1) take(value[at]);
  }
  forecast?.low.forEach(take);
  forecast?.high.forEach(take);
  if (low > high) return [0, 100];
  const span = Math.max(high - low, Math.abs(high) * 0.05, 1);
  const upper = (limits ?? []).map((limit) => (typeof limit === "number" ? limit : limit[1]));
  const next = upper.find((limit) => limit > high);
  const room = Math.max(span, Math.abs(high) * 0.25);
  const top = next !== undefined && next - high <= room ? next + span * 0.06 : high + span * 0.12;
  return [Math.max(low - span * 0.12, low >= 0 ? 0 : Number.NEGATIVE_INFINITY), top];
}
