/** What is drawn of a site, as plain values: two that are equal look the same. Pure. */

import { boundsOf, layoutOf } from "../layout.js";
import { UNASSIGNED } from "../rooms.js";
import { roomOf, strengthOf } from "./modules.js";
import { deviceSpot, spotOf } from "./places.js";

/**
 * @typedef {import("../rooms.js").Room} Room
 * @typedef {import("../wire.js").Config} Config
 * @typedef {import("../layout.js").Placed} Placed
 * @typedef {import("../layout.js").Rect} Rect
 * @typedef {import("./modules.js").Fitted} Fitted
 *
 * @typedef {import("./places.js").Spot & {key: string, kind: Fitted["kind"], strength: 0 | 1 | 2 | null}} DrawnModule
 * @typedef {{key: string, x: number, y: number}} DrawnDevice
 * @typedef {Placed & {level: import("../wire.js").Level | "offline" | null, modules: DrawnModule[],
 *   devices: DrawnDevice[]}} DrawnRoom `level`: null where nothing that is measured has bands.
 * @typedef {{floor: number, bounds: Rect, building: Rect | null}} Floor `building`: around what is not outdoors.
 * @typedef {{rooms: DrawnRoom[], floors: Floor[], bounds: Rect}} Drawn `floors`: the lowest first.
 */

const CHECK_SITE = "check";

/**
 * All rooms of the twin: those heard of, and those that have a plan or modules but no device.
 * @param {Room[]} heard @param {Config} config @param {Fitted[]} fitted
 * @param {(key: string) => Pick<Room, "name" | "siteName" | "title">} namesOf
 * @returns {Room[]}
 */
export function twinRooms(heard, config, fitted, namesOf) {
  const known = new Set(heard.map(({ key }) => key));
  const planned = Object.entries(config.rooms ?? {}).flatMap(([key, { plan }]) => (plan ? [key] : []));
  const others = new Set(
    [...planned, ...fitted.map(({ key }) => roomOf(key))].filter((key) => !known.has(key)),
  );
  return [...heard, ...[...others].map((key) => silentRoom(key, namesOf(key), config))].filter(
    ({ site }) => site !== UNASSIGNED && site !== CHECK_SITE,
  );
}

/** @param {string} key @param {Pick<Room, "name" | "siteName" | "title">} names @param {Config} config @returns {Room} */
function silentRoom(key, names, config) {
  const [site = "", room = ""] = key.split("/");
  const { order = 0, kind } = config.rooms?.[key] ?? {};
  return {
    ...{
      key,
      site,
      room,
      ...names,
      order,
      isOutdoor: kind === "outdoor",
      online: false,
      score: null,
      level: null,
      limiting: null,
    },
    ...{ values: {}, heardAt_ms: 0, trend: null, sparkline: null },
  };
}

/**
 * @param {Room[]} rooms Of one site. @param {Config} config @param {Fitted[]} fitted
 * @param {{site: string, room: string, device: string}[]} devices @param {number | null} floor Null: all.
 * @returns {Drawn}
 */
export function drawnOf(rooms, config, fitted, devices, floor) {
  const byKey = new Map(rooms.map((room) => [room.key, room]));
  const drawn = layoutOf([...byKey.keys()], config).flatMap((placed) => {
    const room = byKey.get(placed.key);
    if (!room || (floor !== null && placed.floor !== floor)) return [];
    return [
      {
        ...placed,
        level: room.online ? room.level : /** @type {const} */ ("offline"),
        modules: modulesOf(
          placed,
          fitted.filter(({ key }) => roomOf(key) === room.key),
        ),
        devices: devicesOf(
          placed,
          devices.filter((one) => `${one.site}/${one.room}` === room.key).map(({ device }) => device),
        ),
      },
    ];
  });
  const floors = [...new Set(drawn.map((room) => room.floor))].map((number) => {
    const here = drawn.filter((room) => room.floor === number);
    const indoors = here.filter(({ isOutdoor }) => !isOutdoor);
    return { floor: number, bounds: boundsOf(here), building: indoors.length > 0 ? boundsOf(indoors) : null };
  });
  return { rooms: drawn, floors, bounds: boundsOf(drawn) };
}

/** @param {Placed} room @param {Fitted[]} fitted @returns {DrawnModule[]} */
function modulesOf(room, fitted) {
  return fitted.map(({ key, kind, state }) => {
    const same = fitted.filter((other) => other.kind === kind);
    const at = same.findIndex((other) => other.key === key);
    return { key, kind, strength: strengthOf(state), ...spotOf(room, kind, at, same.length) };
  });
}

/** @param {Placed} room @param {string[]} names @returns {DrawnDevice[]} */
function devicesOf(room, names) {
  return names
    .sort()
    .map((name, at) => ({ key: `${room.key}/${name}`, ...deviceSpot(room, at, names.length) }));
}
