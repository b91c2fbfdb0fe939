import { expect, test } from "vitest";
import {
  deviceRows,
  isFound,
  isSame,
  parseOffset,
  parseOffsets,
  savedOf,
  silencesOf,
  withDevice,
} from "../../js/inventory.js";

const NOW_MS = Date.parse("2026-11-26T12:00:00Z");
const PLACE = { site: "maison", room: "bureau", device: "bureau1" };
const KEY = "maison/bureau/bureau1";

/** @param {object} [change] */
const answer = (change) => ({
  ...{ ...PLACE, name: "bureau1", retired: false, last_seen_at: "2026-11-26T11:59:00.000Z" },
  ...{ step_s: 60, fresh_s: 180, is_fresh: true, quantities: ["co2_ppm"], ...change },
});
/** @param {object} [change] */
const live = (change) => ({
  ...{ ...PLACE, fresh_s: 180, heardAt_ms: NOW_MS - 1000 },
  values: { co2_ppm: { value: 650, sent: 645, ts_ms: NOW_MS - 1000, heardAt_ms: NOW_MS - 1000 } },
  ...change,
});
/** @param {string} rule @param {import("../../js/wire.js").AlertState} [state] */
const alert = (rule, state = "firing") => ({
  ...{ id: rule, site: "maison", room: "bureau", rule, state, because: { key: "", arguments: {} } },
  ...{ raised_at: "", updated_at: "" },
});
/** @param {Parameters<typeof deviceRows>} given */
const states = (...given) => deviceRows(...given).map(({ state }) => state);

test("a device has what was answered and what is live", () => {
  const config = { devices: { [KEY]: { name: "Desk", calibration: { humidity_pct: -2 } } } };
  const [row] = deviceRows([answer()], [live()], [], config, NOW_MS);
  expect(row).toMatchObject({ name: "Desk", step_s: 60, heardAt_ms: NOW_MS - 1000, state: "live" });
  expect(row?.quantities).toEqual(["co2_ppm", "humidity_pct"]);
});

test.each([
  ["faulty", [live()], [alert("stuck-co2_ppm--bureau1")]],
  ["faulty", [live()], [alert("range-co2_ppm--bureau1", "acknowledged")]],
  ["live", [live()], [alert("stuck-co2_ppm--bureau1", "resolved")]],
  ["live", [live()], [alert("stuck-co2_ppm--bureau10"), alert("offline--bureau1"), alert("co2_ppm-high")]],
  ["silent", [live({ heardAt_ms: NOW_MS - 181_000 })], []],
  ["silent", [], []],
])("it is %s", (state, devices, alerts) => {
  expect(states([answer()], devices, alerts, {}, NOW_MS)).toEqual([state]);
});

test("a device without a room comes first, and no more once it was given one", () => {
  const stray = { site: "unassigned", room: "unassigned", device: "zeta" };
  const devices = [live(), live(stray)];
  expect(states([answer()], devices, [], {}, NOW_MS)).toEqual(["unplaced", "live"]);
  expect(states([answer()], devices, [], { places: { zeta: "maison/bureau" } }, NOW_MS)).toEqual(["live"]);
});

test("a retired device is known by its answer alone", () => {
  const config = { devices: { [KEY]: { retired: true } } };
  const [row] = deviceRows([answer({ last_seen_at: null })], [], [], config, NOW_MS);
  expect(row).toMatchObject({ state: "retired", heardAt_ms: 0, values: {} });
});

test("a search needs every word in a name", () => {
  expect(isFound("", ["Desk"])).toBe(true);
  expect(isFound("desk MAI", ["Desk", "Maison"])).toBe(true);
  expect(isFound("desk attic", ["Desk", "Maison"])).toBe(false);
});

test.each([
  ["", 0],
  [" 1,5 ", 1.5],
  ["−2", -2],
  ["+.5", 0.5],
  ["3.", 3],
  ["1,5,2", Number.NaN],
  ["-", Number.NaN],
  ["1e3", Number.NaN],
  ["two", Number.NaN],
])("%j is the offset %d", (text, offset) => {
  expect(parseOffset(text)).toBe(offset);
});

test("an offset of nothing is none", () => {
  expect(parseOffsets({ co2_ppm: "-15", temperature_c: "0", humidity_pct: "" })).toEqual({ co2_ppm: -15 });
});

test("saving a device changes nothing else, also nothing that this page knows nothing of", () => {
  const config = { profile: "default", devices: { [KEY]: { retired: true, colour: "red" }, "a/b/c": {} } };
  const saved = { name: "Desk", calibration: { co2_ppm: 5 } };
  const changed = withDevice(config, KEY, saved);
  expect(changed).toEqual({
    profile: "default",
    devices: {
      [KEY]: { retired: true, colour: "red", name: "Desk", calibration: { co2_ppm: 5 } },
      "a/b/c": {},
    },
  });
  expect(savedOf(changed, KEY)).toEqual(saved);
  expect(withDevice(config, KEY, { ...saved, name: "" }).devices?.[KEY]?.name).toBe(null);
});

test("two savings are the same if names and offsets are", () => {
  const saved = { name: "Desk", calibration: { co2_ppm: 5 } };
  expect(isSame(saved, { name: "Desk", calibration: { co2_ppm: 5, humidity_pct: 0 } })).toBe(true);
  expect(isSame(saved, { name: "Desk", calibration: {} })).toBe(false);
  expect(isSame(saved, { ...saved, name: "" })).toBe(false);
});

test("a device is silent where none of its quantities was measured for longer than it counts as heard of", () => {
  const lines = [
    { ts_ms: [0, 10, 20, 100], mean: [1, 1, null, 1] },
    { ts_ms: [40, 50], mean: [1, 1] },
  ];
  const known = { start_ms: 0, step_ms: 0, fresh_ms: 30, heardAt_ms: 100, now_ms: 110 };
  expect(silencesOf(lines, known)).toEqual({ from_ms: 0, silences: [{ from_ms: 50, to_ms: 100 }] });
  expect(silencesOf(lines, { ...known, step_ms: 40, now_ms: 170 }).silences).toEqual([
    { from_ms: 100, to_ms: 170 },
  ]);
  expect(silencesOf([], known).silences).toEqual([]);
  expect(silencesOf([], { ...known, heardAt_ms: -500 }).silences).toEqual([{ from_ms: 0, to_ms: 110 }]);
});
