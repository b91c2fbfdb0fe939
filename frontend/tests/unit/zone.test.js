import { expect, test } from "vitest";
import {
  instantOf,
  instantOfMinute,
  isElsewhere,
  isoOf,
  minuteOf,
  ticksOf,
  wallOf,
  zoneOf,
} from "../../js/zone.js";

const PARIS = "Europe/Paris";
const HOUR_MS = 3600e3;
const at = (/** @type {string} */ text) => Date.parse(text);
/** @param {string} zone @param {string} start @param {string} end @param {number} step_ms */
const ticks = (zone, start, end, step_ms) =>
  ticksOf(zone, at(start), at(end), step_ms).map((ts_ms) => isoOf(zone, ts_ms).slice(5, 16));

test("a site's zone is its own, else the machine's, else the browser's", () => {
  const config = {
    sites: { a: { timezone: "Asia/Tokyo" }, b: { timezone: null }, c: { timezone: "Moon/Sea" } },
  };
  expect(["a", "b", "c"].map((site) => zoneOf(config, "America/New_York", site))).toEqual([
    "Asia/Tokyo",
    "America/New_York",
    "America/New_York",
  ]);
  expect(zoneOf(config, null, "b")).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
});

test.each([
  ["2026-11-23T08:00", "2026-11-23T07:00:00Z", "an ordinary winter's morning"],
  ["2026-07-01T00:00", "2026-06-30T22:00:00Z", "a summer's midnight"],
  ["2026-03-29T02:30", "2026-03-29T01:30:00Z", "what the clock never shows is later"],
  ["2026-10-25T02:30", "2026-10-25T00:30:00Z", "what it shows twice is the first"],
  ["2026-10-25T03:00", "2026-10-25T02:00:00Z", "after the hour that came twice"],
])("in Paris %s is %s: %s", (minute, instant) => {
  expect(instantOfMinute(PARIS, minute)).toBe(at(instant));
});

test("an input shows what the clock of the site shows", () => {
  expect(minuteOf(PARIS, at("2026-11-23T07:00:59Z"))).toBe("2026-11-23T08:00");
  expect(minuteOf("Asia/Kolkata", at("2026-11-23T20:00:00Z"))).toBe("2026-11-24T01:30");
});

test.each([
  [PARIS, "2026-11-23T08:00:00.250+01:00"],
  ["America/St_Johns", "2026-11-23T03:30:00.250-03:30"],
  ["UTC", "2026-11-23T07:00:00.250+00:00"],
])("the time in %s is written with its offset", (zone, text) => {
  expect(isoOf(zone, at("2026-11-23T07:00:00.250Z"))).toBe(text);
});

test.each([
  [PARIS, "2026-03-28T12:00Z", 0],
  [PARIS, "2026-10-24T12:00Z", 1],
  ["Australia/Lord_Howe", "2026-04-04T00:00Z", 0.5],
  ["Australia/Lord_Howe", "2026-10-03T00:00Z", 0],
  ["Asia/Kolkata", "2026-10-24T12:00Z", 0],
])(
  "in %s around %s every instant is found again from what the clock shows, but for %d h",
  (zone, day, hours) => {
    const lost = [];
    for (let ts_ms = at(day); ts_ms < at(day) + 36 * HOUR_MS; ts_ms += HOUR_MS / 4)
      if (instantOf(zone, wallOf(zone, ts_ms)) !== ts_ms) lost.push(ts_ms);
    expect(lost).toHaveLength(4 * hours);
  },
);

test("days begin at the site's midnights, also where one is of 23 or of 25 hours", () => {
  expect(ticks(PARIS, "2026-03-28T12:00Z", "2026-03-31T12:00Z", 24 * HOUR_MS)).toEqual([
    "03-29T00:00",
    "03-30T00:00",
    "03-31T00:00",
  ]);
  expect(ticksOf("America/New_York", at("2026-11-23T12:00Z"), at("2026-11-24T12:00Z"), 24 * HOUR_MS)).toEqual(
    [at("2026-11-24T05:00Z")],
  );
});

test("hours of the day stay where the clock has them when it is put on or back", () => {
  expect(ticks(PARIS, "2026-03-28T23:00Z", "2026-03-29T22:00Z", 6 * HOUR_MS)).toEqual([
    "03-29T00:00",
    "03-29T06:00",
    "03-29T12:00",
    "03-29T18:00",
    "03-30T00:00",
  ]);
  expect(ticks(PARIS, "2026-10-25T00:00Z", "2026-10-25T02:00Z", HOUR_MS)).toEqual([
    "10-25T02:00",
    "10-25T02:00",
    "10-25T03:00",
  ]);
});

test("minutes count from the hour of the zone, not from that of UTC", () => {
  expect(ticks("Asia/Kolkata", "2026-11-23T06:00Z", "2026-11-23T08:00Z", HOUR_MS)).toEqual([
    "11-23T12:00",
    "11-23T13:00",
  ]);
  expect(ticks(PARIS, "2026-11-23T22:52Z", "2026-11-23T23:12Z", HOUR_MS / 6)).toEqual([
    "11-24T00:00",
    "11-24T00:10",
  ]);
});

test("ticks of months and years stand on their firsts", () => {
  expect(ticks(PARIS, "2026-01-15T00:00Z", "2026-08-15T00:00Z", 60 * 24 * HOUR_MS)).toEqual([
    "03-01T00:00",
    "05-01T00:00",
    "07-01T00:00",
  ]);
  expect(ticks(PARIS, "2024-02-01T00:00Z", "2026-02-15T00:00Z", 365 * 24 * HOUR_MS)).toEqual([
    "01-01T00:00",
    "01-01T00:00",
  ]);
});

test("two zones are one where their clocks always agree", () => {
  const now_ms = at("2026-11-23T12:00Z");
  expect(isElsewhere("Europe/Berlin", PARIS, now_ms)).toBe(false);
  expect(isElsewhere("Africa/Lagos", PARIS, now_ms)).toBe(true);
  expect(isElsewhere("UTC", PARIS, now_ms)).toBe(true);
});
