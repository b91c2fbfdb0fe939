import { expect, test } from "vitest";
import { drawnOf, twinRooms } from "../../js/twin/drawn.js";
import { fittedOf, numberOf, strengthOf, withModule } from "../../js/twin/modules.js";

/** @typedef {import("../../js/wire.js").Module} Module */

const ROOM = "maison/bureau";
const KEY = `${ROOM}/window1`;
const NONE = new Map();

/** @param {Module["state"]} state @param {Partial<Module>} [change] @returns {Module} */
const said = (state, change) => ({
  ...{ site: "maison", room: "bureau", module: "window1", kind: "window", state },
  ...{ at: "2026-11-23T02:00:00.000Z", asked: false },
  ...change,
});
/** @param {Module[]} messages @param {Map<string, string>} [wishes] */
const one = (messages, wishes = NONE) => fittedOf({}, messages, wishes)[0];

test("without a driver a module is as people said last", () => {
  expect(one([said("open", { asked: true })])).toMatchObject({
    state: "open",
    isReported: false,
    asked: null,
  });
});

test("what a device reports holds, and what was asked for stands beside it while it differs", () => {
  const asked = said("open", { asked: true, at: "2026-11-23T03:00:00.000Z" });
  expect(one([said("closed"), asked])).toMatchObject({
    ...{ state: "closed", isReported: true, asked: "open", asked_ms: Date.parse(asked.at) },
  });
  expect(one([said("open"), asked])).toMatchObject({ state: "open", asked: null });
});

test("what was just asked for is shown before anybody confirmed it, except over a report", () => {
  const wishes = new Map([[KEY, "open"]]);
  expect(one([said("closed", { asked: true })], wishes)).toMatchObject({ state: "open", asked: null });
  expect(one([said("closed")], wishes)).toMatchObject({ state: "closed", asked: "open" });
});

test("a module that was only configured is known, its state is not", () => {
  const config = { modules: { [KEY]: { kind: /** @type {const} */ ("window"), name: "South" } } };
  expect(fittedOf(config, [], NONE)).toMatchObject([{ key: KEY, name: "South", state: null, asked: null }]);
});

test.each([
  ["window", true, "open"],
  ["window", "on", "open"],
  ["window", 0.5, "open"],
  ["door", 0, "closed"],
  ["door", false, "closed"],
  ["radiator", true, "on"],
  ["purifier", "off", "off"],
  ["ventilation", "low", "low"],
  ["ventilation", true, "on"],
  ["ventilation", 0, "off"],
  ["ventilation", 3, "3"],
])("a %s that reports %j is %s", (kind, state, word) => {
  expect(one([said(state, { kind: /** @type {Module["kind"]} */ (kind) })])?.state).toBe(word);
});

test.each([
  [null, null],
  ["off", 0],
  ["closed", 0],
  ["low", 1],
  ["high", 2],
  ["open", 2],
  ["on", 2],
  ["3", 2],
])("%s is drawn with strength %s", (state, strength) => expect(strengthOf(state)).toBe(strength));

test("modules are in order of kind and number", () => {
  const modules = ["window10", "window2", "radiator1"].map((module) =>
    said("open", { module, kind: module.startsWith("w") ? "window" : "radiator" }),
  );
  expect(fittedOf({}, modules, NONE).map(({ module }) => module)).toEqual([
    "window2",
    "window10",
    "radiator1",
  ]);
  expect(numberOf({ kind: "window", module: "window10" })).toBe(10);
  expect(numberOf({ kind: "window", module: "fenetre" })).toBe(0);
});

test("one more module gets the first number that nobody has, and all else stays", () => {
  const config = { places: { a: "b/c" }, modules: { [KEY]: { kind: /** @type {const} */ ("window") } } };
  const changed = withModule(config, ROOM, "window", "", [`${ROOM}/window2`]);
  expect(changed.modules).toEqual({ ...config.modules, [`${ROOM}/window3`]: { kind: "window", name: null } });
  expect(changed.places).toBe(config.places);
});

/** @param {string} key @returns {Pick<import("../../js/rooms.js").Room, "name" | "siteName" | "title">} */
const names = (key) => ({ name: key, siteName: "Maison", title: key });

test("a room without a device is there if it has a plan or a module, and is offline", () => {
  const config = {
    rooms: { "maison/hall": { plan: { x_m: 0, y_m: 0, width_m: 3, depth_m: 2 } }, "maison/old": {} },
  };
  const fitted = fittedOf(config, [said("open"), said("open", { site: "check" })], NONE);
  const rooms = twinRooms([], config, fitted, names);
  expect(rooms.map(({ key }) => key)).toEqual(["maison/hall", ROOM]);
  const { rooms: drawn, floors } = drawnOf(rooms, config, fitted, [], null);
  expect(drawn.map(({ level }) => level)).toEqual(["offline", "offline"]);
  expect(drawn.find(({ key }) => key === ROOM)?.modules).toMatchObject([
    { key: KEY, kind: "window", strength: 2 },
  ]);
  expect(floors.map(({ floor }) => floor)).toEqual([0]);
});

test("one floor is drawn alone", () => {
  const plan = { x_m: 0, y_m: 0, width_m: 3, depth_m: 2 };
  const config = { rooms: { "maison/a": { plan }, "maison/b": { plan: { ...plan, floor: 1 } } } };
  const rooms = twinRooms([], config, [], names);
  const devices = [{ site: "maison", room: "b", device: "x" }];
  expect(drawnOf(rooms, config, [], devices, null).floors).toHaveLength(2);
  const { rooms: drawn } = drawnOf(rooms, config, [], devices, 1);
  expect(drawn.map(({ key, devices }) => [key, devices.length])).toEqual([["maison/b", 1]]);
});
