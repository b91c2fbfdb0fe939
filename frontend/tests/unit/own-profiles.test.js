import { expect, test } from "vitest";
import { wrongIn } from "../../js/arrangement.js";
import {
  areLimits,
  copyOf,
  freeProfile,
  profileNames,
  tableOf,
  withoutProfile,
} from "../../js/own-profiles.js";

const CO2 = { limits: [600, 800, 1200, 1500], source: "HCSP" };
const PM25 = { limits: [5, 15, 35, 55], source: "WHO" };
const PROFILES = {
  default: { name: "IAQverse", own: false, quantities: { co2_ppm: CO2, pm25_ugm3: PM25 } },
  uba: {
    name: "UBA",
    own: false,
    quantities: { co2_ppm: { limits: [800, 1000, 1400, 2000], source: "UBA" }, pm25_ugm3: PM25 },
  },
  "own-1": { name: "Ours", own: true, quantities: { co2_ppm: CO2, pm25_ugm3: PM25 } },
};
/** @type {import("../../js/wire.js").Config} */
const CONFIG = {
  building: { name: "Home" },
  profile: "own-1",
  rooms: { "a/b": { profile: "own-1" }, "a/c": { profile: "uba" } },
  profiles: { "own-1": { name: "Ours", limits: { co2_ppm: [500, 700, 900, 1100] } } },
};

test("shipped profiles and one's own are named, the default first", () => {
  expect(profileNames(PROFILES, CONFIG)).toEqual([
    ["default", "IAQverse"],
    ["uba", "UBA"],
    ["own-1", "Ours"],
  ]);
});

test("what one's own profile says nothing of is as by default", () => {
  expect(tableOf(PROFILES, CONFIG, "own-1")).toEqual({
    co2_ppm: { limits: [500, 700, 900, 1100], source: "", isOwn: true },
    pm25_ugm3: { ...PM25, isOwn: false },
  });
});

test("a copy has what differs from the default", () => {
  const copy = copyOf(PROFILES, CONFIG, "uba", "Mine");
  expect(copy).toEqual({ name: "Mine", limits: { co2_ppm: [800, 1000, 1400, 2000] } });
  expect(freeProfile(CONFIG)).toBe("own-2");
});

test("rooms whose profile goes use the default", () => {
  const { profile, profiles, rooms } = withoutProfile(CONFIG, "own-1");
  expect([profile, profiles, rooms]).toEqual([
    "default",
    {},
    { "a/b": { profile: null }, "a/c": { profile: "uba" } },
  ]);
});

test.each([
  [[1, 2, 3, 4], true],
  [[1, 2, 2, 4], false],
  [[0, 1, 2, 3], false],
  [
    [
      [20, 24],
      [19, 26],
      [18, 27],
      [16, 30],
    ],
    true,
  ],
  [
    [
      [20, 24],
      [20, 26],
      [18, 27],
      [16, 30],
    ],
    false,
  ],
  [
    [
      [24, 20],
      [19, 26],
      [18, 27],
      [16, 30],
    ],
    false,
  ],
])("whether %j are limits: %s", (limits, are) => {
  expect(areLimits(/** @type {import("../../js/wire.js").Limits} */ (limits))).toBe(are);
  const profiles = { mine: { name: "Mine", limits: { x: /** @type {number[]} */ (limits) } } };
  expect(wrongIn({ ...CONFIG, profiles })).toHaveLength(are ? 0 : 1);
});
