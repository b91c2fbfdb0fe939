/** Which time a chart shows. Pure. */

/** @typedef {import("../url-state.js").View["period"]} Period */

/** How far back and ahead each range looks. */
const SPANS_MS = {
  live: { back: 30 * 60e3, ahead: 30 * 60e3 },
  "1h": { back: 3600e3, ahead: 3600e3 },
  "24h": { back: 24 * 3600e3, ahead: 3600e3 },
  "7d": { back: 7 * 86400e3, ahead: 0 },
  "30d": { back: 30 * 86400e3, ahead: 0 },
};

/** @param {Period} period @param {number} now_ms */
export function spanOf(period, now_ms) {
  if (typeof period === "object") return { start_ms: period.from_ms, end_ms: period.to_ms };
  const { back, ahead } = SPANS_MS[period];
  return { start_ms: now_ms - back, end_ms: now_ms + ahead };
}
