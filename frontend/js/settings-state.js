/** What the settings page shows, in its address: `?site=maison`, `?room=maison/bureau`. */

import { inAddress, searchOf } from "./address.js";

/** @typedef {{site: string | null, room: string | null}} View The site whose rooms are shown, the one that is open. */

/** @param {string} search @returns {View} */
export function parseView(search) {
  const query = new URLSearchParams(search);
  const room = query.get("room");
  return { room, site: room?.split("/")[0] ?? query.get("site") };
}

/** @param {View} view */
export function formatView({ site, room }) {
  const query = new URLSearchParams();
  if (room) query.set("room", room);
  else if (site) query.set("site", site);
  return searchOf(query);
}

export const { view, show } = inAddress(parseView, formatView);
