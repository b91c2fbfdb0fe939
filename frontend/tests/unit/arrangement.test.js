import { expect, test } from "vitest";
import {
  freeModule,
  isWithoutDevices,
  modulesOf,
  reordered,
  roomsOfSite,
  sitesOf,
  withoutRoom,
  wrongIn,
} from "../../js/arrangement.js";

/** @type {import("../../js/wire.js").Config} */
const CONFIG = {
  building: { name: "Home" },
  sites: { home: {}, check: {} },
  rooms: { "home/b": { name: "Attic", order: 2 }, "home/c": { order: 1 }, "shop/d": {} },
  modules: {
    "home/b/window-1": { kind: "window" },
    "home/b/door-1": { kind: "door" },
    "home/bb/window-1": { kind: "window" },
  },
  devices: { "home/c/x": {} },
  places: { lost: "shop/d" },
};

test("sites are all that there is a room of, but for those that pages hide", () => {
  expect(sitesOf(CONFIG, ["barn/e", "unassigned/unassigned", "check/check"])).toEqual([
    "barn",
    "home",
    "shop",
  ]);
});

test("rooms stand as people arranged them, the others by name", () => {
  expect(roomsOfSite(CONFIG, ["home/z", "home/a", "shop/q"], "home")).toEqual([
    "home/a",
    "home/z",
    "home/c",
    "home/b",
  ]);
});

test("a room that moves takes its neighbour's place, and no further than the ends", () => {
  const keys = ["a", "b", "c"];
  expect([...reordered(keys, "b", -1).keys()]).toEqual(["b", "a", "c"]);
  expect([...reordered(keys, "b", 1).entries()]).toEqual([
    ["a", 1],
    ["c", 2],
    ["b", 3],
  ]);
  expect([...reordered(keys, "a", -1).keys()]).toEqual(keys);
});

test("a new module has a key that none has", () => {
  expect(modulesOf(CONFIG, "home/b")).toEqual(["home/b/door-1", "home/b/window-1"]);
  expect(freeModule(CONFIG, "home/b", "window")).toBe("home/b/window-2");
  expect(freeModule(CONFIG, "home/c", "window")).toBe("home/c/window-1");
});

test("a room without devices can go, with what it was fitted with", () => {
  expect(["home/b", "home/c", "shop/d"].map((room) => isWithoutDevices(CONFIG, room))).toEqual([
    true,
    false,
    false,
  ]);
  const { rooms, modules } = withoutRoom(CONFIG, "home/b");
  expect(Object.keys(rooms)).toEqual(["home/c", "shop/d"]);
  expect(Object.keys(modules)).toEqual(["home/bb/window-1"]);
});

test("what can't be is said before it is sent", () => {
  expect(wrongIn(CONFIG)).toEqual([]);
  const hours = { days: [], start: "18:00", end: "08:00" };
  const wrong = wrongIn({ ...CONFIG, building: { name: " " }, rooms: { "home/b": { occupied: hours } } });
  expect(wrong.map(({ path, key }) => `${path.join(".")} ${key}`)).toEqual([
    "building.name empty",
    "rooms.home/b.occupied days",
    "rooms.home/b.occupied hours",
  ]);
});
