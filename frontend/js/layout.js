/**
 * Where the rooms of a site stand, in metres: x to the right, y downwards. Pure, and the same for the same rooms.
 *
 * Rooms with a plan stand there. The others stand beside them, on floor 0: on both sides of a corridor, those
 * outdoors in front of the building.
 */

/**
 * @typedef {import("./wire.js").Config} Config
 * @typedef {{x: number, y: number, width: number, depth: number}} Rect
 * @typedef {"north" | "south"} Side
 * @typedef {Rect & {key: string, floor: number, isOutdoor: boolean, doorSide: Side}} Placed
 */

const ROOM = { width: 4, depth: 3.5 };
const GARDEN = { width: 6, depth: 4 };
const CORRIDOR = 1.8;
/** Between two blocks of rooms, and between what is planned and what is not. */
const GAP = 2;
/** Columns of a block for as many rooms as the square of it, so that a building is a third wider than deep. */
const COLUMNS_SQUARE = 1.54;

/** @param {string[]} keys `site/room` of one site @param {Config} config @returns {Placed[]} By floor, row and column. */
export function layoutOf(keys, config) {
  /** @param {string} key */
  const saved = (key) => config.rooms?.[key] ?? {};
  const sorted = keys.toSorted((a, b) => (saved(a).order ?? 0) - (saved(b).order ?? 0) || a.localeCompare(b));
  const isOutdoor = (/** @type {string} */ key) => saved(key).kind === "outdoor";
  const planned = sorted.flatMap((key) => {
    const { plan } = saved(key);
    if (!plan) return [];
    const { x_m: x, y_m: y, width_m: width, depth_m: depth, floor = 0 } = plan;
    return [
      { key, x, y, width, depth, floor, isOutdoor: isOutdoor(key), doorSide: /** @type {Side} */ ("south") },
    ];
  });
  const free = sorted.filter((key) => !saved(key).plan);
  const indoor = indoors(
    free.filter((key) => !isOutdoor(key)),
    planned,
  );
  const outdoor = outdoors(free.filter(isOutdoor), [...planned, ...indoor]);
  return [...planned, ...indoor, ...outdoor].sort((a, b) => a.floor - b.floor || a.y - b.y || a.x - b.x);
}

/** @param {string[]} keys @param {Placed[]} planned @returns {Placed[]} */
function indoors(keys, planned) {
  const ground = planned.filter(({ floor }) => floor === 0);
  const bounds = boundsOf(ground.length > 0 ? ground : planned);
  const left = ground.length > 0 ? bounds.x + bounds.width + GAP : bounds.x;
  const columns = Math.max(1, Math.round(Math.sqrt(COLUMNS_SQUARE * keys.length)));
  return keys.map((key, at) => {
    const row = Math.floor(at / columns);
    const isSouth = row % 2 === 1;
    const block = Math.floor(row / 2) * (2 * ROOM.depth + CORRIDOR + GAP);
    return {
      ...{ key, ...ROOM, floor: 0, isOutdoor: false, doorSide: isSouth ? "north" : "south" },
      x: left + (at % columns) * ROOM.width,
      y: bounds.y + block + (isSouth ? ROOM.depth + CORRIDOR : 0),
    };
  });
}

/** @param {string[]} keys @param {Placed[]} placed @returns {Placed[]} */
function outdoors(keys, placed) {
  const ground = placed.filter(({ floor }) => floor === 0);
  const { x, y, depth } = boundsOf(ground.length > 0 ? ground : placed);
  return keys.map((key, at) => ({
    ...{ key, ...GARDEN, floor: 0, isOutdoor: true, doorSide: "north" },
    x: x + at * (GARDEN.width + 1),
    y: ground.length > 0 ? y + depth + GAP : y,
  }));
}

/** The smallest rectangle around some. @param {Rect[]} rects @returns {Rect} Nothing, at the origin, around none. */
export function boundsOf(rects) {
  if (rects.length === 0) return { x: 0, y: 0, width: 0, depth: 0 };
  const [x, y] = [Math.min(...rects.map((one) => one.x)), Math.min(...rects.map((one) => one.y))];
  const right = Math.max(...rects.map((one) => one.x + one.width));
  const bottom = Math.max(...rects.map((one) => one.y + one.depth));
  return { x, y, width: right - x, depth: bottom - y };
}
