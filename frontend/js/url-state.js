/**
 * What a page shows, in its address: `?room=maison/bureau&quantity=co2_ppm&range=1h`, or instead of a range
 * `&from=2026-11-23T08:00Z&to=2026-11-23T18:00Z`; `&compare=maison/salon,maison/cuisine`. On the overview
 * `?site=maison` shows that site alone. Back works.
 */

import { inAddress, searchOf } from "./address.js";

/**
 * @typedef {"live" | "1h" | "24h" | "7d" | "30d"} Range Back from now.
 * @typedef {{from_ms: number, to_ms: number}} Span Between two instants.
 * @typedef {object} View
 * @property {string | null} site Null: all. @property {string | null} room `site/room`
 * @property {string | null} quantity @property {Range | Span} period @property {string[]} compare
 */

/** @type {Range[]} */
export const RANGES = ["live", "1h", "24h", "7d", "30d"];
/** Rooms that are shown together, the first among them: each has a colour of its own. */
export const ROOMS_LIMIT = 8;

/** @param {string} search @returns {View} What is unknown or absent falls back. */
export function parseView(search) {
  const query = new URLSearchParams(search);
  const room = query.get("room");
  const compared = (query.get("compare") ?? "").split(",").filter((key) => key && key !== room);
  return {
    site: query.get("site"),
    room,
    quantity: query.get("quantity"),
    period: parseSpan(query) ?? RANGES.find((range) => range === query.get("range")) ?? "live",
    compare: [...new Set(compared)].slice(0, ROOMS_LIMIT - 1),
  };
}

/** @param {URLSearchParams} query @returns {Span | null} */
function parseSpan(query) {
  const [from_ms, to_ms] = ["from", "to"].map((name) => Date.parse(query.get(name) ?? ""));
  return from_ms !== undefined && to_ms !== undefined && from_ms < to_ms ? { from_ms, to_ms } : null;
}

/** @param {View} view @returns {string} */
export function formatView({ site, room, quantity, period, compare }) {
  const query = new URLSearchParams();
  if (site) query.set("site", site);
  if (room) query.set("room", room);
  if (quantity) query.set("quantity", quantity);
  if (typeof period === "object") {
    query.set("from", toTheMinute(period.from_ms));
    query.set("to", toTheMinute(period.to_ms));
  } else if (period !== "live") query.set("range", period);
  if (compare.length > 0) query.set("compare", compare.join(","));
  return searchOf(query);
}

/** @param {number} ts_ms */
function toTheMinute(ts_ms) {
  return `${new Date(ts_ms).toISOString().slice(0, 16)}Z`;
}

/**
 * `show` shows something else, and the Back button returns; `settle` says in the address what is shown already.
 */
export const { view, show, settle } = inAddress(parseView, formatView);
