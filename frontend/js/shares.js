/** How long a room's air was of each level. Pure. */

import { LEVELS, levelOf } from "./score.js";

/** @typedef {import("./wire.js").Level} Level @typedef {import("./lines.js").Line} Line */

/**
 * The share of a period for each level and for silence (`offline`). A score holds until the next of its device;
 * at any time the worst device counts.
 * @param {Pick<Line, "ts_ms" | "value">[]} lines The scores of a room's devices, null where one was silent.
 * @param {number} start_ms @param {number} end_ms
 * @param {number} hold_ms How long the last score of a device holds.
 * @param {import("./occupied.js").Span[]} [counted] What of the period counts; of nothing there are no shares.
 * @returns {Record<Level | "offline", number>}
 */
export function levelShares(
  lines,
  start_ms,
  end_ms,
  hold_ms,
  counted = [{ from_ms: start_ms, to_ms: end_ms }],
) {
  const spans = lines.flatMap((line) => spansOf(line, start_ms, end_ms, hold_ms));
  const edges = new Set([...counted, ...spans].flatMap(({ from_ms, to_ms }) => [from_ms, to_ms]));
  const counted_ms = counted.reduce((sum, { from_ms, to_ms }) => sum + to_ms - from_ms, 0);
  const times = [...edges].sort((a, b) => a - b);
  const shares = { excellent: 0, good: 0, fair: 0, poor: 0, severe: 0, offline: 0 };
  for (const [at, to_ms] of times.entries()) {
    const from_ms = times[at - 1];
    const holds = (/** @type {import("./occupied.js").Span} */ span) =>
      from_ms !== undefined && span.from_ms <= from_ms && span.to_ms >= to_ms;
    if (from_ms === undefined || !counted.some(holds)) continue;
    const scores = spans.filter(holds);
    const level = scores.length > 0 ? levelOf(Math.min(...scores.map(({ score }) => score))) : "offline";
    shares[level] += (to_ms - from_ms) / counted_ms;
  }
  return shares;
}

/**
 * @param {Pick<Line, "ts_ms" | "value">} line @param {number} start_ms @param {number} end_ms
 * @param {number} hold_ms
 */
function spansOf({ ts_ms, value }, start_ms, end_ms, hold_ms) {
  return ts_ms.flatMap((at_ms, at) => {
    const score = value[at] ?? null;
    const from_ms = Math.max(at_ms, start_ms);
    const to_ms = Math.min(ts_ms[at + 1] ?? at_ms + hold_ms, end_ms);
    return score === null || to_ms <= from_ms ? [] : [{ from_ms, to_ms, score }];
  });
}

/** Best first, silence last. @type {(Level | "offline")[]} */
export const SHARED_LEVELS = [...LEVELS, "offline"];
