/** @typedef {import("./wire.js").Prediction} Prediction */

/** A change that is worth a word, as a share of the value. */
const RISE = 0.02;

/**
 * The highest value that is forecast, if it is clearly above the one of now.
 * @param {Prediction | null | undefined} prediction @param {string} quantity @param {number} value Of now.
 * @param {number} now_ms
 * @returns {{value: number, at_ms: number} | null}
 */
export function peakOf(prediction, quantity, value, now_ms) {
  const forecast = prediction?.forecasts[quantity];
  if (!prediction || !forecast) return null;
  const made_ms = Date.parse(prediction.made_at);
  let peak = null;
  for (const [at, median] of forecast.median.entries()) {
    const at_ms = made_ms + (forecast.horizon_s[at] ?? 0) * 1000;
    if (at_ms > now_ms && median > (peak?.value ?? value * (1 + RISE))) peak = { value: median, at_ms };
  }
  return peak;
}
