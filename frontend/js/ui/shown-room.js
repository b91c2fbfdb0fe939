import { useRef } from "preact/hooks";
import { rooms } from "../store.js";
import { view } from "../url-state.js";

/**
 * The room in the address, else the one that was worst when the page was opened: a chart does not jump.
 * @param {string | null} inAddress `site/room`
 * @returns {import("../rooms.js").Room | null} Null when there is none of that name.
 */
export function useShownRoom(inAddress = view.value.room) {
  const first = useRef(/** @type {string | null} */ (null));
  first.current ??= rooms.value[0]?.key ?? null;
  const wanted = inAddress ?? first.current;
  return rooms.value.find(({ key }) => key === wanted) ?? null;
}
