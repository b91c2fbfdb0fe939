/** What the twin shows, in its address: `?site=maison&floor=1&view=plan&room=maison/bureau`. Back works. */

import { inAddress, searchOf } from "../address.js";

/**
 * @typedef {{site: string | null, floor: number | null, isPlan: boolean, room: string | null}} TwinView
 *   Null: the room's site, or the first; all floors; no room.
 */

/** @param {string} search @returns {TwinView} What is unknown or absent falls back. */
export function parseTwin(search) {
  const query = new URLSearchParams(search);
  const floor = query.get("floor") ?? "";
  return {
    site: query.get("site"),
    floor: /^-?\d{1,3}$/.test(floor) ? Number(floor) : null,
    isPlan: query.get("view") === "plan",
    room: query.get("room"),
  };
}

/** @param {TwinView} view */
export function formatTwin({ site, floor, isPlan, room }) {
  const query = new URLSearchParams();
  if (site) query.set("site", site);
  if (floor !== null) query.set("floor", String(floor));
  if (isPlan) query.set("view", "plan");
  if (room) query.set("room", room);
  return searchOf(query);
}

export const { view, show } = inAddress(parseTwin, formatTwin);
