/** What the building is made of. */

import { Group, Vector3 } from "three";
import { hatchOf } from "./hatch.js";
import { moduleOf } from "./module-meshes.js";

/**
 * @typedef {import("./drawn.js").Drawn} Drawn
 * @typedef {import("./drawn.js").DrawnRoom} DrawnRoom
 * @typedef {import("./maker.js").Maker} Maker
 */

export const WALL = 1.1;
/** From one floor to the next, at least and for each metre of depth: drawn apart, so that one looks into each. */
const STOREY = { least: 4, share: 0.95 };
const SLAB = 0.12;
const MARGIN = 0.35;

/** How high a floor is drawn. @param {Drawn} drawn @param {number} floor */
export function heightOf({ floors }, floor) {
  const depth = Math.max(...floors.map(({ building }) => building?.depth ?? 0));
  return floors.findIndex((one) => one.floor === floor) * Math.max(STOREY.least, depth * STOREY.share);
}

/** Of every room, with the margin around it. @param {Drawn} drawn */
export function cornersOf(drawn) {
  return drawn.rooms.flatMap(({ x, y, width, depth, floor }) => {
    const height = heightOf(drawn, floor);
    return [x - MARGIN, x + width + MARGIN].flatMap((east) =>
      [y - MARGIN, y + depth + MARGIN].flatMap((south) =>
        [height, height + WALL].map((up) => new Vector3(east, up, south)),
      ),
    );
  });
}

/** The whole building. @param {Drawn} drawn @param {string | null} selected @param {Maker} maker @returns {Group} */
export function buildingOf(drawn, selected, maker) {
  const group = new Group();
  for (const { floor, building } of drawn.floors) {
    if (!building) continue;
    const { x, y, width, depth } = building;
    const at = [x + width / 2, heightOf(drawn, floor) - SLAB * 1.5, y + depth / 2];
    const size = [width + 2 * MARGIN, SLAB, depth + 2 * MARGIN];
    group.add(
      maker.box(at, size, maker.fill(maker.palette.raised)),
      maker.frame(at, size, maker.palette.border),
    );
  }
  for (const room of drawn.rooms) {
    const made = roomOf(room, room.key === selected, maker);
    made.position.y = heightOf(drawn, room.floor);
    group.add(made);
  }
  return group;
}

/** @param {DrawnRoom} room @param {boolean} isSelected @param {Maker} maker @returns {Group} */
function roomOf(room, isSelected, maker) {
  const { x, y, width, depth, level, isOutdoor } = room;
  const { palette } = maker;
  const group = new Group();
  const isOffline = level === "offline";
  const [at, size] = [
    [x + width / 2, -SLAB / 2, y + depth / 2],
    [width, SLAB, depth],
  ];
  const floor = maker.box(at, size, maker.fill(isOffline ? palette.card : palette.level(level)));
  floor.userData.key = room.key;
  group.add(floor);
  const line = isOffline ? palette.muted : palette.text;
  if (isOffline)
    group.add(
      maker.lines(
        hatchOf(room, 0.6).flatMap(([x1 = 0, y1 = 0, x2 = 0, y2 = 0]) => [x1, 0.01, y1, x2, 0.01, y2]),
        line,
      ),
    );
  if (!isOutdoor) group.add(...wallsOf(room, line, maker));
  else group.add(maker.frame(at, size, line));
  if (isSelected) group.add(...ringOf(room, maker));
  for (const device of room.devices) {
    const puck = maker.disc(
      [device.x, 0.1, device.y],
      0.2,
      0.2,
      maker.fill(isOffline ? palette.muted : palette.ink),
    );
    group.add(puck, maker.disc([device.x, 0.21, device.y], 0.11, 0.02, maker.fill(palette.paper)));
  }
  for (const module of room.modules) group.add(moduleOf(module, room, maker));
  return group;
}

/** Walls that one sees through, low enough to look in; of a silent room only their edges. @param {DrawnRoom} room @param {string} line @param {Maker} maker */
function wallsOf({ x, y, width, depth, level }, line, maker) {
  const frame = maker.frame([x + width / 2, WALL / 2, y + depth / 2], [width, WALL, depth], line);
  if (level === "offline") return [frame];
  const material = maker.fill(maker.palette.level(level), 0.3);
  const thin = 0.04;
  return [
    frame,
    maker.box([x + width / 2, WALL / 2, y], [width, WALL, thin], material),
    maker.box([x + width / 2, WALL / 2, y + depth], [width, WALL, thin], material),
    maker.box([x, WALL / 2, y + depth / 2], [thin, WALL, depth], material),
    maker.box([x + width, WALL / 2, y + depth / 2], [thin, WALL, depth], material),
  ];
}

/** Around the room that was chosen. @param {DrawnRoom} room @param {Maker} maker */
function ringOf({ x, y, width, depth }, maker) {
  const [thick, high] = [0.14, WALL + 0.02];
  const material = maker.fill(maker.palette.accent);
  return [
    maker.box([x + width / 2, high, y], [width + thick, thick, thick], material),
    maker.box([x + width / 2, high, y + depth], [width + thick, thick, thick], material),
    maker.box([x, high, y + depth / 2], [thick, thick, depth + thick], material),
    maker.box([x + width, high, y + depth / 2], [thick, thick, depth + thick], material),
  ];
}
