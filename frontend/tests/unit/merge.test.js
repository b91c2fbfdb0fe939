import { expect, test } from "vitest";
import { changedPaths, isEqual, merge, valueAt, withValue } from "../../js/merge.js";

const BASE = {
  building: { name: "Home" },
  rooms: {
    "a/b": { name: "B", kind: "office", plan: { x_m: 0, y_m: 0 }, occupied: null },
    "a/c": { name: null },
  },
  modules: { "a/b/window-1": { name: null, kind: "window" } },
};

/** @param {...[string, unknown]} changes By path with dots. */
const changed = (...changes) =>
  changes.reduce((document, [path, value]) => withValue(document, path.split("."), value), BASE);

test("what only one of two changed is joined", () => {
  const mine = changed(["building.name", "Mine"], ["rooms.a/d", { name: "D" }]);
  const theirs = changed(["rooms.a/b.name", "Theirs"], ["modules.a/b/window-1", undefined]);
  const { merged, conflicts } = merge(BASE, mine, theirs);
  expect(conflicts).toEqual([]);
  expect(merged).toEqual({
    building: { name: "Mine" },
    rooms: { ...BASE.rooms, "a/b": { ...BASE.rooms["a/b"], name: "Theirs" }, "a/d": { name: "D" } },
    modules: {},
  });
});

test("two fields of one room are joined", () => {
  const { merged, conflicts } = merge(
    BASE,
    changed(["rooms.a/b.name", "Mine"]),
    changed(["rooms.a/b.kind", "bedroom"]),
  );
  expect(conflicts).toEqual([]);
  expect(merged.rooms["a/b"]).toMatchObject({ name: "Mine", kind: "bedroom" });
});

test("what both changed is a conflict, and mine stays until a person chooses", () => {
  const { merged, conflicts } = merge(
    BASE,
    changed(["building.name", "Mine"]),
    changed(["building.name", "Theirs"]),
  );
  expect(conflicts).toEqual([{ path: ["building", "name"], mine: "Mine", theirs: "Theirs" }]);
  expect(merged.building.name).toBe("Mine");
});

test("the same change of both is none to argue about", () => {
  const both = changed(["building.name", "Ours"]);
  expect(merge(BASE, both, both)).toEqual({ merged: both, conflicts: [] });
});

test("a place on the plan is never half of one and half of another", () => {
  const { conflicts } = merge(BASE, changed(["rooms.a/b.plan.x_m", 3]), changed(["rooms.a/b.plan.y_m", 4]));
  expect(conflicts.map(({ path }) => path)).toEqual([["rooms", "a/b", "plan"]]);
});

test("what one took away and the other changed is a conflict", () => {
  const path = "modules.a/b/window-1";
  const { merged, conflicts } = merge(BASE, changed([path, undefined]), changed([`${path}.name`, "Left"]));
  expect(conflicts).toEqual([
    { path: path.split("."), mine: undefined, theirs: { name: "Left", kind: "window" } },
  ]);
  expect(merged.modules).toEqual({});
});

test("what both added under the same key is joined by field", () => {
  const { merged, conflicts } = merge(
    BASE,
    changed(["rooms.a/e", { name: "E" }]),
    changed(["rooms.a/e", { name: "E", order: 2 }]),
  );
  expect(conflicts).toEqual([]);
  expect(valueAt(merged, ["rooms", "a/e"])).toEqual({ name: "E", order: 2 });
});

test("only what differs is changed, a new or lost thing once", () => {
  expect(changedPaths(BASE, structuredClone(BASE))).toEqual([]);
  const after = changed(
    ["rooms.a/b.plan", null],
    ["rooms.a/d", { name: "D", order: 1 }],
    ["modules.a/b/window-1", undefined],
  );
  expect(changedPaths(BASE, after).map((path) => path.join("."))).toEqual([
    "rooms.a/b.plan",
    "rooms.a/d",
    "modules.a/b/window-1",
  ]);
});

test("a value is set without touching the document it was in", () => {
  const before = structuredClone(BASE);
  expect(valueAt(changed(["sites.a.timezone", "Europe/Paris"]), ["sites", "a", "timezone"])).toBe(
    "Europe/Paris",
  );
  expect(valueAt(changed(["rooms.a/c", undefined]), ["rooms"])).not.toHaveProperty("a/c");
  expect(BASE).toEqual(before);
  expect(isEqual({ days: [1, 2] }, { days: [2, 1] })).toBe(false);
});
