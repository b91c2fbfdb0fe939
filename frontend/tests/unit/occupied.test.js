import { expect, test } from "vitest";
import { occupiedSpans, weekdayWords } from "../../js/occupied.js";

const PARIS = "Europe/Paris";
const OFFICE = { days: [1, 2, 3, 4, 5], start: "08:00", end: "18:00" };
const at = (/** @type {string} */ text) => Date.parse(text);
/** @param {import("../../js/wire.js").Hours} hours @param {string} start @param {string} end */
const spans = (hours, start, end) =>
  occupiedSpans(hours, PARIS, at(start), at(end)).map(({ from_ms, to_ms }) =>
    [from_ms, to_ms].map((ts_ms) => new Date(ts_ms).toISOString().slice(0, 16)),
  );

test("the hours of a day are those of the site's clock, cut to the period", () => {
  expect(spans(OFFICE, "2026-11-23T12:00Z", "2026-11-24T12:00Z")).toEqual([
    ["2026-11-23T12:00", "2026-11-23T17:00"],
    ["2026-11-24T07:00", "2026-11-24T12:00"],
  ]);
});

test("a weekend has none of them", () => {
  expect(spans(OFFICE, "2026-11-20T17:00Z", "2026-11-23T07:00Z")).toEqual([]);
  expect(spans({ ...OFFICE, days: [7] }, "2026-11-20T17:00Z", "2026-11-23T07:00Z")).toHaveLength(1);
});

test("a day may end at midnight and may be of 25 hours", () => {
  const always = { days: [7], start: "00:00", end: "24:00" };
  expect(spans(always, "2026-10-24T12:00Z", "2026-10-26T12:00Z")).toEqual([
    ["2026-10-24T22:00", "2026-10-25T23:00"],
  ]);
});

test.each([
  ["en", [1, 2, 3, 4, 5], "Mon–Fri"],
  ["de", [7, 1, 2], "Mo, Di, So"],
  ["fr", [1, 2, 3, 6, 7], "lun.–mer., sam., dim."],
])("in %s weekdays %j are %s", (language, days, words) => {
  expect(weekdayWords(language, days)).toBe(words);
});
