/** Where in a room its modules and devices are drawn, in metres of the site's plan. Pure. */

/**
 * @typedef {import("../layout.js").Placed} Placed
 * @typedef {import("./modules.js").Fitted} Fitted
 *
 * @typedef {"north" | "south" | "west" | "east" | "floor"} Where
 * @typedef {{x: number, y: number, length: number, where: Where}} Spot The middle, and how long it is along the wall.
 */

/** @type {Record<import("../wire.js").ModuleKind, number>} */
const LENGTHS = { window: 1.5, door: 0.9, ventilation: 0.9, radiator: 1.2, purifier: 0.5 };
/** What stands on the floor keeps so far from walls. */
const INSET = 0.55;

/** @param {Placed} room @param {Fitted["kind"]} kind @returns {Where} */
function whereOf(room, kind) {
  if (kind === "door") return room.doorSide;
  if (kind === "window") return room.doorSide === "south" ? "north" : "south";
  if (kind === "radiator") return "west";
  return kind === "ventilation" ? "east" : "floor";
}

/**
 * Where a module is: those of a kind share their wall evenly.
 * @param {Placed} room @param {Fitted["kind"]} kind @param {number} at Which of its kind. @param {number} count Of its kind.
 * @returns {Spot}
 */
export function spotOf(room, kind, at, count) {
  const { x, y, width, depth, doorSide } = room;
  const where = whereOf(room, kind);
  const share = (at + 0.5) / count;
  const along = where === "west" || where === "east" ? depth : width;
  const length = Math.min(LENGTHS[kind], (0.7 * along) / count);
  if (where === "west") return { where, length, x, y: y + depth * share };
  if (where === "east") return { where, length, x: x + width, y: y + depth * share };
  if (where === "north") return { where, length, x: x + width * share, y };
  if (where === "south") return { where, length, x: x + width * share, y: y + depth };
  const inset = Math.min(INSET, depth / 4);
  const isSouth = doorSide === "south";
  return { where, length, x: x + (width * (at + 0.35)) / count, y: isSouth ? y + depth - inset : y + inset };
}

/** Where a device is: in a row along the side with the windows. @param {Placed} room @param {number} at @param {number} count */
export function deviceSpot({ x, y, width, depth, doorSide }, at, count) {
  const inset = Math.min(INSET + 0.1, depth / 4);
  return { x: x + (width * (at + 1)) / (count + 1), y: doorSide === "south" ? y + inset : y + depth - inset };
}
