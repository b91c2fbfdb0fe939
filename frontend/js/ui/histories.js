import { useEffect, useMemo, useRef } from "preact/hooks";
import { RoomHistory } from "../chart/history.js";

/**
 * @typedef {import("../url-state.js").View["period"]} Period
 * @typedef {[RoomHistory, ...RoomHistory[]]} Histories The first is the room's own.
 */

/**
 * The histories of rooms, loaded while they are shown: one more or one less does not load the others again.
 * @param {[string, ...string[]]} keys `site/room` @param {string | null} quantity Null: all. @param {Period} period
 * @returns {Histories}
 */
export function useHistories(keys, quantity, period) {
  const open = useRef(/** @type {Map<string, RoomHistory>} */ (new Map()));
  const named = keys.map((key) => `${key} ${quantity} ${JSON.stringify(period)}`);
  const histories = useMemo(
    () =>
      named.map((name, at) => open.current.get(name) ?? new RoomHistory(keys[at] ?? "", quantity, period)),
    [named.join()],
  );
  useEffect(() => {
    const before = open.current;
    open.current = new Map(histories.map((history, at) => [named[at] ?? "", history]));
    for (const history of histories) if (![...before.values()].includes(history)) history.open();
    for (const history of before.values()) if (!histories.includes(history)) history.close();
  }, [histories]);
  useEffect(
    () => () => {
      for (const history of open.current.values()) history.close();
    },
    [],
  );
  return /** @type {Histories} */ (histories);
}
