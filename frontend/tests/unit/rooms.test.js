import { expect, test } from "vitest";
import {
  byChoice,
  extendSparkline,
  inOrder,
  isIn,
  keepOrder,
  roomsOf,
  roomTitle,
  sitesOf,
} from "../../js/rooms.js";

const NOW_MS = Date.UTC(2026, 10, 23, 12, 0);
const MINUTE_MS = 60000;
const PROFILES = {
  default: profile({ co2_ppm: [600, 800, 1200, 1500], pm25_ugm3: [5, 15, 35.4, 55.4] }),
  strict: profile({ co2_ppm: [450, 500, 600, 700], pm25_ugm3: [5, 15, 35.4, 55.4] }),
};

/** @param {Record<string, number[]>} limits @returns {import("../../js/wire.js").Profile} */
function profile(limits) {
  const tables = Object.entries(limits).map(([name, four]) => [name, { limits: four, source: "" }]);
  return { name: "", own: false, quantities: Object.fromEntries(tables) };
}

/**
 * @param {string} room @param {string} device @param {Record<string, number>} values @param {number} [age_s]
 * @returns {import("../../js/rooms.js").Device}
 */
function device(room, device, values, age_s = 1) {
  const heardAt_ms = NOW_MS - age_s * 1000;
  const latest = Object.entries(values).map(([name, value]) => [
    name,
    { value, ts_ms: heardAt_ms, heardAt_ms },
  ]);
  return { site: "maison", room, device, fresh_s: 15, heardAt_ms, values: Object.fromEntries(latest) };
}

/** @param {import("../../js/rooms.js").Device[]} devices @param {import("../../js/wire.js").Config} [config] */
function rooms(devices, config = {}) {
  return roomsOf(devices, new Map(), config, PROFILES, NOW_MS);
}

test("a room shows per quantity its worst fresh device, and the worst of those is its score", () => {
  const [room] = rooms([
    device("bureau", "a", { co2_ppm: 600, pm25_ugm3: 35.4 }),
    device("bureau", "b", { co2_ppm: 800, pm25_ugm3: 5 }),
  ]);
  expect(room?.values.co2_ppm).toMatchObject({ value: 800, device: "b" });
  expect(room?.values.pm25_ugm3).toMatchObject({ value: 35.4, device: "a" });
  expect(room).toMatchObject({ score: 50, level: "fair", limiting: "pm25_ugm3" });
});

test("a room is scored by its own profile, else by that of the configuration", () => {
  const devices = [device("bureau", "a", { co2_ppm: 600 }), device("salon", "b", { co2_ppm: 600 })];
  /** @param {import("../../js/wire.js").Config} config */
  const scores = (config) =>
    Object.fromEntries(rooms(devices, config).map(({ room, score }) => [room, score]));
  expect(scores({})).toEqual({ bureau: 90, salon: 90 });
  const bureau = { rooms: { "maison/bureau": { profile: "strict" } } };
  expect(scores(bureau)).toEqual({ bureau: 50, salon: 90 });
  expect(scores({ ...bureau, profile: "strict" })).toEqual({ bureau: 50, salon: 50 });
  expect(scores({ profile: "strict", rooms: { "maison/bureau": { profile: "default" } } })).toEqual({
    bureau: 90,
    salon: 50,
  });
});

test("a silent device counts for nothing", () => {
  const [room] = rooms([
    device("bureau", "a", { co2_ppm: 450 }),
    device("bureau", "b", { co2_ppm: 3000 }, 16),
  ]);
  expect(room?.values.co2_ppm?.value).toBe(450);
});

test("a room of silent devices is offline, without a score, and says when it was heard of", () => {
  const [room] = rooms([device("bureau", "a", { co2_ppm: 450 }, 3600)]);
  expect(room).toMatchObject({ online: false, score: null, level: null, heardAt_ms: NOW_MS - 3600000 });
});

test("rooms come worst first, silent ones last", () => {
  const shown = rooms([
    device("good", "a", { co2_ppm: 450 }),
    device("silent", "a", { co2_ppm: 450 }, 100),
    device("bad", "a", { co2_ppm: 2000 }),
    device("unscored", "a", { pressure_hpa: 1000 }),
  ]);
  expect(shown.map(({ room }) => room)).toEqual(["bad", "good", "unscored", "silent"]);
});

test("rooms of nearly the same score do not change places with every reading", () => {
  /** @param {number} a @param {number} b @param {number} c */
  const shown = (a, b, c) =>
    rooms([
      device("a", "d", { co2_ppm: a }),
      device("b", "d", { co2_ppm: b }),
      device("c", "d", { co2_ppm: c }),
    ]);
  /** @param {import("../../js/rooms.js").Room[]} found @param {string} before */
  const order = (found, before) =>
    keepOrder(
      found,
      [...before].map((room) => `maison/${room}`),
    )
      .map(({ room }) => room)
      .join("");
  expect(order(shown(1000, 990, 450), "")).toBe("abc");
  expect(order(shown(990, 1000, 450), "abc")).toBe("abc");
  expect(order(shown(990, 1400, 450), "abc")).toBe("bac");
  expect(order(shown(990, 1400, 3000), "bac")).toBe("cba");
  expect(order(shown(1000, 450, 1050), "ab")).toBe("cab");
});

test("a room has its own name, else its token in words", () => {
  const devices = [device("salle-a-manger", "a", { co2_ppm: 450 })];
  expect(rooms(devices)[0]?.name).toBe("Salle a manger");
  const config = { rooms: { "maison/salle-a-manger": { name: "Salle à manger" } } };
  expect(rooms(devices, config)[0]?.name).toBe("Salle à manger");
});

test("a room whose name another site uses too is told by its site", () => {
  const config = {
    sites: { maison: { name: "Maison" } },
    rooms: {
      "maison/office": { name: "Office" },
      "annex/office": { name: "Office" },
      "annex/hall": { name: "Hall" },
    },
  };
  expect(roomTitle(config, "maison", "office")).toBe("Office (Maison)");
  expect(roomTitle(config, "annex", "hall")).toBe("Hall");
});

test("devices without a place make no room", () => {
  expect(rooms([{ ...device("unassigned", "a", { co2_ppm: 450 }), site: "unassigned" }])).toEqual([]);
});

test("the trend is that of the air, not of a number", () => {
  const before = { ts_ms: [NOW_MS - 15 * MINUTE_MS], score: [60] };
  const sparklines = new Map([["maison/bureau", before]]);
  /** @param {number} co2_ppm */
  const trend = (co2_ppm) =>
    roomsOf([device("bureau", "a", { co2_ppm })], sparklines, {}, PROFILES, NOW_MS)[0]?.trend;
  expect(trend(600)).toBe("improving");
  expect(trend(1000)).toBe("stable");
  expect(trend(1500)).toBe("worsening");
});

test("a sparkline has one point a minute and an hour of them", () => {
  /** @type {import("../../js/wire.js").Sparkline} */
  const sparkline = { ts_ms: [], score: [] };
  for (let second = 0; second < 7200; second += 5) extendSparkline(sparkline, second, NOW_MS + second * 1000);
  expect(sparkline.ts_ms.length).toBe(61);
  expect(sparkline.score.at(-1)).toBe(7195);
});

test("known quantities come in a fixed order, others after them by name", () => {
  expect(inOrder(["zeta", "humidity_pct", "alpha", "co2_ppm"])).toEqual([
    "co2_ppm",
    "humidity_pct",
    "alpha",
    "zeta",
  ]);
});

test("sites are those that have rooms, by name; what is asked of one is not of another", () => {
  const config = { sites: { b: { name: "Annexe" }, a: { name: "Maison" }, empty: {} } };
  const devices = ["a", "b", "b"].map((site, at) => ({ ...device(`r${at}`, "d", { co2_ppm: 500 }), site }));
  const shown = rooms(devices, config);
  expect(sitesOf(shown)).toEqual([
    ["b", "Annexe"],
    ["a", "Maison"],
  ]);
  expect(shown.filter(isIn("b"))).toHaveLength(2);
  expect(shown.filter(isIn("b/r1"))).toHaveLength(1);
  expect(shown.filter(isIn(null))).toHaveLength(3);
});

test("what is outdoors comes last, however bad its air, and stays there", () => {
  const config = { rooms: { "maison/yard": { kind: "outdoor" } } };
  const devices = [
    device("yard", "a", { pm25_ugm3: 200 }),
    device("good", "a", { co2_ppm: 450 }),
    device("silent", "a", { co2_ppm: 450 }, 100),
  ];
  const before = rooms(devices);
  expect(before.map(({ room }) => room)).toEqual(["yard", "good", "silent"]);
  const shown = rooms(devices, config);
  expect(shown.map(({ room, isOutdoor }) => [room, isOutdoor])).toEqual([
    ["good", false],
    ["silent", false],
    ["yard", true],
  ]);
  const kept = keepOrder(
    shown,
    before.map(({ key }) => key),
  );
  expect(kept.map(({ room }) => room)).toEqual(["good", "silent", "yard"]);
});

test("rooms are offered in the order that people gave them, else by name", () => {
  const config = { rooms: { "maison/a": { order: 2 }, "maison/c": { order: -1 } } };
  const shown = rooms(
    ["a", "b", "c", "d"].map((room) => device(room, "x", { co2_ppm: 500 })),
    config,
  );
  expect(byChoice(shown).map(({ room }) => room)).toEqual(["c", "b", "d", "a"]);
});
