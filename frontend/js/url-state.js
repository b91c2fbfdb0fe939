/** What the page shows, in its address: `?room=maison/bureau&quantity=co2_ppm&range=1h`. Back works. */

import { signal } from "@preact/signals";

/**
 * @typedef {"live" | "1h" | "24h" | "7d" | "30d"} Range
 * @typedef {{room: string | null, quantity: string | null, range: Range}} View
 */

/** @type {Range[]} */
export const RANGES = ["live", "1h", "24h", "7d", "30d"];

/** @param {string} search @returns {View} What is unknown or absent falls back. */
export function parseView(search) {
  const query = new URLSearchParams(search);
  return {
    room: query.get("room"),
    quantity: query.get("quantity"),
    range: RANGES.find((range) => range === query.get("range")) ?? "live",
  };
}

/** @param {View} view @returns {string} Empty, or beginning with `?`; slashes stay readable. */
export function formatView({ room, quantity, range }) {
  const query = new URLSearchParams();
  if (room) query.set("room", room);
  if (quantity) query.set("quantity", quantity);
  if (range !== "live") query.set("range", range);
  const text = query.toString().replaceAll("%2F", "/");
  return text && `?${text}`;
}

/** @type {import("@preact/signals").Signal<View>} */
export const view = signal(parseView(globalThis.location?.search ?? ""));

/** Show something else; the Back button returns. @param {Partial<View>} change */
export function show(change) {
  const next = { ...view.value, ...change };
  const search = formatView(next);
  if (search === formatView(view.value)) return;
  view.value = next;
  history.pushState(null, "", window.location.pathname + search);
}

globalThis.addEventListener?.("popstate", () => {
  view.value = parseView(window.location.search);
});
