/** Actions and alerts of now and of the past as one list: joined, filtered, in order. Pure. */

import { searchOf } from "./address.js";
import { GROUP_OF, isOver, kindOf, quantityOf } from "./item.js";

/**
 * @typedef {import("./item.js").Item} Item
 * @typedef {import("./item.js").Kind} Kind
 * @typedef {import("./item.js").State} State
 * @typedef {"now" | "24h" | "7d" | "30d"} Since
 * @typedef {object} Filter What is shown; null: all.
 * @property {State | null} state @property {string | null} place `site` or `site/room`.
 * @property {Kind | null} kind @property {string | null} quantity @property {Since} since
 * @typedef {Record<import("./item.js").Group, Item[]>} Groups
 */

/** @type {Kind[]} */
export const KINDS = ["alerts", "actions"];

export const STATES = /** @type {State[]} */ (Object.keys(GROUP_OF));

/** @type {Record<Since, number>} How long ago what is over may have ended; "now" keeps what was just done. */
const SINCE_MS = { now: 3600e3, "24h": 24 * 3600e3, "7d": 7 * 86400e3, "30d": 30 * 86400e3 };
export const SINCE = /** @type {Since[]} */ (Object.keys(SINCE_MS));

/** @param {Since} since @param {number} now_ms */
export function startOf(since, now_ms) {
  return now_ms - SINCE_MS[since];
}

/**
 * The newest of what was said of each item; where the past says as much, what is known live.
 * @param {Item[]} past In any order. @param {Item[]} live
 * @returns {Item[]}
 */
export function joined(past, live) {
  /** @type {Map<string, Item>} */
  const newest = new Map();
  for (const item of [...past, ...live]) {
    if (item.updated_at >= (newest.get(item.id)?.updated_at ?? "")) newest.set(item.id, item);
  }
  return [...newest.values()];
}

/** @param {Item[]} items @param {Filter} filter @param {number} now_ms @returns {Item[]} */
export function chosen(items, { state, place, kind, quantity, since }, now_ms) {
  const start = new Date(startOf(since, now_ms)).toISOString();
  return items.filter(
    (item) =>
      (state === null || item.state === state) &&
      (place === null || place === item.site || place === `${item.site}/${item.room}`) &&
      (kind === null || kind === kindOf(item)) &&
      (quantity === null || quantity === quantityOf(item)) &&
      (!isOver(item) || item.updated_at >= start),
  );
}

/** Alerts before actions while they are open, the newest first. @param {Item[]} items @returns {Groups} */
export function grouped(items) {
  /** @type {Groups} */
  const groups = { waiting: [], taken: [], over: [] };
  for (const item of items) groups[GROUP_OF[item.state]]?.push(item);
  const byKind = (/** @type {Item} */ a, /** @type {Item} */ b) =>
    KINDS.indexOf(kindOf(a)) - KINDS.indexOf(kindOf(b)) || b.raised_at.localeCompare(a.raised_at);
  groups.waiting.sort(byKind);
  groups.taken.sort(byKind);
  groups.over.sort((a, b) => b.updated_at.localeCompare(a.updated_at));
  return groups;
}

/** @param {string} search @returns {Filter} What is unknown or absent falls back. */
export function parseFilter(search) {
  const query = new URLSearchParams(search);
  return {
    state: oneOf(STATES, query.get("state")),
    place: query.get("room") ?? query.get("site"),
    kind: oneOf(KINDS, query.get("kind")),
    quantity: query.get("quantity"),
    since: oneOf(SINCE, query.get("since")) ?? "now",
  };
}

/** @template {string} T @param {T[]} known @param {string | null} wanted */
function oneOf(known, wanted) {
  return known.find((one) => one === wanted) ?? null;
}

/** @param {Filter} filter @returns {string} */
export function formatFilter({ state, place, kind, quantity, since }) {
  const query = new URLSearchParams();
  if (place) query.set(place.includes("/") ? "room" : "site", place);
  if (kind) query.set("kind", kind);
  if (state) query.set("state", state);
  if (quantity) query.set("quantity", quantity);
  if (since !== "now") query.set("since", since);
  return searchOf(query);
}
