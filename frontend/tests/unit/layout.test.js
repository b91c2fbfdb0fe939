import { expect, test } from "vitest";
import { boundsOf, layoutOf } from "../../js/layout.js";
import { moved, offsetOf, orbitAround } from "../../js/twin/camera.js";
import { deviceSpot, spotOf } from "../../js/twin/places.js";
import { formatTwin, parseTwin } from "../../js/twin/twin-view.js";

/** @typedef {import("../../js/layout.js").Placed} Placed */

/** @param {number} count */
const keys = (count) =>
  Array.from({ length: count }, (_, at) => `maison/room-${String(at).padStart(3, "0")}`);

/** @param {Placed} a @param {Placed} b */
const overlap = (a, b) =>
  a.floor === b.floor &&
  Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 0.001 &&
  Math.min(a.y + a.depth, b.y + b.depth) - Math.max(a.y, b.y) > 0.001;

/** @param {Placed[]} placed */
const overlaps = (placed) => placed.flatMap((a, at) => placed.slice(at + 1).filter((b) => overlap(a, b)));

test.each([1, 2, 3, 6, 7, 50, 200])(
  "%i rooms without a plan stand apart, in a shape that fits a screen",
  (count) => {
    const placed = layoutOf(keys(count), {});
    expect(placed).toHaveLength(count);
    expect(overlaps(placed)).toEqual([]);
    const { width, depth } = boundsOf(placed);
    if (count > 2) expect(width / depth).toBeGreaterThan(0.7);
    if (count > 2) expect(width / depth).toBeLessThan(3);
  },
);

test("the layout is the same whatever order the rooms come in", () => {
  expect(layoutOf(keys(9).reverse(), {})).toEqual(layoutOf(keys(9), {}));
});

test("doors open onto the corridor between two rows", () => {
  const placed = layoutOf(keys(6), {});
  expect(placed.map(({ doorSide }) => doorSide)).toEqual([
    "south",
    "south",
    "south",
    "north",
    "north",
    "north",
  ]);
  const [first, fourth] = [placed[0], placed[3]];
  expect((fourth?.y ?? 0) - (first?.y ?? 0) - (first?.depth ?? 0)).toBeCloseTo(1.8);
});

test("rooms with a plan stand there, the others beside them, those outdoors in front", () => {
  const plan = { x_m: 2, y_m: 1, width_m: 5, depth_m: 4, floor: 0 };
  const config = {
    rooms: {
      "maison/room-001": { plan },
      "maison/room-002": { plan: { ...plan, floor: 1 } },
      "maison/garden": { kind: "outdoor" },
    },
  };
  const placed = layoutOf([...keys(4), "maison/garden"], config);
  const by = Object.fromEntries(placed.map((one) => [one.key, one]));
  expect(by["maison/room-001"]).toMatchObject({ x: 2, y: 1, width: 5, depth: 4, floor: 0 });
  expect(by["maison/room-002"]).toMatchObject({ x: 2, y: 1, floor: 1 });
  expect(by["maison/room-000"]?.x).toBe(9);
  expect(by["maison/garden"]).toMatchObject({ isOutdoor: true, floor: 0, x: 2 });
  expect(by["maison/garden"]?.y).toBeGreaterThan(Math.max(...keys(4).map((key) => by[key]?.y ?? 0)));
  expect(overlaps(placed)).toEqual([]);
});

test("rooms stand in the order that a person chose", () => {
  const config = { rooms: { "maison/room-002": { order: -1 } } };
  expect(layoutOf(keys(3), config)[0]?.key).toBe("maison/room-002");
});

test("what is in a room stays in it, windows face the door, and those of a kind share their wall", () => {
  for (const room of layoutOf(keys(4), {})) {
    const [door, first, second] = [
      spotOf(room, "door", 0, 1),
      spotOf(room, "window", 0, 2),
      spotOf(room, "window", 1, 2),
    ];
    expect([door.where, first.where].sort()).toEqual(["north", "south"]);
    expect(first.x + first.length / 2).toBeLessThan(second.x - second.length / 2);
    const spots = [
      door,
      first,
      second,
      spotOf(room, "purifier", 0, 1),
      deviceSpot(room, 0, 2),
      deviceSpot(room, 1, 2),
    ];
    for (const { x, y } of spots) {
      expect(x).toBeGreaterThan(room.x);
      expect(x).toBeLessThan(room.x + room.width);
      expect(y).toBeGreaterThanOrEqual(room.y);
      expect(y).toBeLessThanOrEqual(room.y + room.depth);
    }
  }
});

test.each([
  ["", { site: null, floor: null, isPlan: false, room: null }],
  [
    "?site=maison&floor=-1&view=plan&room=maison/bureau",
    { site: "maison", floor: -1, isPlan: true, room: "maison/bureau" },
  ],
])("the address %j says what is shown", (search, view) => {
  expect(parseTwin(search)).toEqual(view);
  expect(formatTwin(view)).toBe(search);
});

test("what an address can't mean is left out", () => {
  expect(parseTwin("?floor=up&view=4d")).toEqual({ site: null, floor: null, isPlan: false, room: null });
});

test("the camera sees all of a building, a wide one from further away on a narrow screen", () => {
  const fov = 0.5;
  /** @type {[number, number, number][]} */
  const corners = [-10, 10].flatMap((x) => [-4, 4].map((z) => [x, 0, z]));
  const [wide, narrow] = [orbitAround(corners, fov, 2), orbitAround(corners, fov, 0.5)];
  expect(narrow.distance).toBeGreaterThan(wide.distance * 1.5);
  expect(Math.hypot(...offsetOf(wide))).toBeCloseTo(wide.distance);
  expect(wide.distance).toBeGreaterThan(8);
});

test("the camera goes neither below the ground nor through the roof, nor out of sight", () => {
  const orbit = { azimuth: 0, polar: 1, distance: 10 };
  const limits = { least: 3, most: 40 };
  expect(moved(orbit, { polar: 9 }, limits).polar).toBeLessThan(Math.PI / 2);
  expect(moved(orbit, { polar: -9 }, limits).polar).toBeGreaterThan(0);
  expect(moved(orbit, { factor: 100 }, limits).distance).toBe(40);
  expect(moved(orbit, { factor: 0.01, azimuth: 1 }, limits)).toMatchObject({ azimuth: 1, distance: 3 });
});
