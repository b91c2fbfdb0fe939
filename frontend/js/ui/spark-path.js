/** @typedef {import("../wire.js").Sparkline} Sparkline */

const HOUR_MS = 3600e3;
const GAP_SHORTEST_MS = 10 * 60e3;
/** Less than this many points of score is drawn as calm, not blown up. */
const SPAN_MINIMUM = 20;

/**
 * The last hour's scores as an SVG path; a silence of ten minutes and of three usual steps is a gap.
 * @param {Sparkline} sparkline @param {number} now_ms @param {number} width @param {number} height
 */
export function sparkPath({ ts_ms, score }, now_ms, width, height) {
  const points = ts_ms.flatMap((at_ms, at) => {
    const value = score[at] ?? null;
    return value === null || at_ms < now_ms - HOUR_MS ? [] : [{ at_ms, value }];
  });
  if (points.length < 2) return "";
  const values = points.map(({ value }) => value);
  const middle = (Math.min(...values) + Math.max(...values)) / 2;
  const span = Math.max(Math.max(...values) - Math.min(...values), SPAN_MINIMUM);
  const steps_ms = points.slice(1).map(({ at_ms }, at) => at_ms - (points[at]?.at_ms ?? 0));
  const usual_ms = steps_ms.toSorted((a, b) => a - b)[Math.floor((steps_ms.length - 1) / 2)] ?? 0;
  const gap_ms = Math.max(GAP_SHORTEST_MS, 3 * usual_ms);
  let path = "";
  points.forEach(({ at_ms, value }, at) => {
    const x = width - ((now_ms - at_ms) / HOUR_MS) * width;
    const y = height / 2 - ((value - middle) / span) * (height - 6);
    const apart = at === 0 || at_ms - (points[at - 1]?.at_ms ?? 0) > gap_ms;
    path += `${apart ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return path;
}
