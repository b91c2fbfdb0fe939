import { useRef } from "preact/hooks";
import { isIn, sitesOf } from "../rooms.js";
import { rooms } from "../store.js";
import { view } from "../url-state.js";

/**
 * The room in the address, else the one that was worst when the page was opened: a chart does not jump.
 * @param {string | null} inAddress `site/room` @param {import("../rooms.js").Room[]} among
 * @returns {import("../rooms.js").Room | null} Null when there is none of that name.
 */
export function useShownRoom(inAddress = view.value.room, among = rooms.value) {
  const first = useRef(/** @type {string | null} */ (null));
  if (!among.some(({ key }) => key === first.current)) first.current = among[0]?.key ?? null;
  const wanted = inAddress ?? first.current;
  return among.find(({ key }) => key === wanted) ?? null;
}

/** The site in the address, if there is one of that name; null: all. */
export function shownSite() {
  const { site } = view.value;
  return sitesOf(rooms.value).some(([known]) => known === site) ? site : null;
}

/** The rooms of the site that is shown, or all; worst first. */
export function shownRooms() {
  return rooms.value.filter(isIn(shownSite()));
}
