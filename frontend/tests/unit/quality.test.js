import { expect, test } from "vitest";
import { foretold, formatView, lineOf, parseView, sceneOf, verdictOf } from "../../js/quality.js";

/** @typedef {import("../../js/wire.js").Prediction} Prediction */

const MINUTE_MS = 60e3;
const START_MS = Date.parse("2026-11-24T12:00:00Z");

/** @param {number} minute @param {number} median @returns {Prediction} */
function prediction(minute, median) {
  const forecast = {
    ...{ horizon_s: [300, 3600], median: [0, median], low: [0, median - 10], high: [0, median + 10] },
    coverage: 0.9,
  };
  return {
    ...{ device: "bureau1", site: "maison", room: "bureau", model: "stack/2" },
    made_at: new Date(START_MS + minute * MINUTE_MS).toISOString(),
    forecasts: { co2_ppm: forecast },
  };
}

/** @param {Prediction[]} predictions @param {number} step_ms */
const hour = (predictions, step_ms) =>
  foretold(predictions, "co2_ppm", 3600, START_MS, START_MS + 120 * MINUTE_MS, step_ms);

test("a forecast stands at the instant that it was made for, within what is shown", () => {
  const points = hour(
    [prediction(2, 502), prediction(-61, 400), prediction(0, 500), prediction(61, 600)],
    1000,
  );
  expect(points).toEqual([
    { ts_ms: START_MS + 60 * MINUTE_MS, median: 500, low: 490, high: 510 },
    { ts_ms: START_MS + 62 * MINUTE_MS, median: 502, low: 492, high: 512 },
  ]);
});

test("of many forecasts for one step the last is drawn", () => {
  const points = hour(
    [prediction(0, 500), prediction(1, 501), prediction(4, 504), prediction(5, 505)],
    5 * MINUTE_MS,
  );
  expect(points.map(({ median }) => median)).toEqual([504, 505]);
});

test("nothing is drawn of a quantity or a horizon that was not forecast", () => {
  expect(foretold([prediction(0, 500)], "pm25_ugm3", 3600, 0, Date.now(), 1000)).toEqual([]);
  expect(foretold([prediction(0, 500)], "co2_ppm", 900, 0, Number.MAX_VALUE, 1000)).toEqual([]);
});

test("where no forecasts were made the line has a gap", () => {
  const points = hour(
    [0, 1, 2, 30, 31].map((minute) => prediction(minute, minute)),
    1000,
  );
  expect(lineOf(points, 0.9).median).toEqual([0, 1, 2, null, 30, 31]);
  expect(lineOf([], 0.9).ts_ms).toEqual([]);
});

test("the chart begins where the first forecast that is drawn was made", () => {
  const ts_ms = [-30, 0, 60, 119].map((minute) => START_MS + minute * MINUTE_MS);
  const lines = new Map([["co2_ppm", [{ device: "bureau1", ts_ms, value: [900, 500, 510, 520] }]]]);
  const known = { lines, end_ms: START_MS + 120 * MINUTE_MS, coverage: 0.9, limits: null };
  const place = { site: "maison", room: "bureau" };
  const scene = sceneOf(place, "co2_ppm", 3600, { ...known, predictions: [prediction(0, 505)] });
  expect(scene.start_ms).toBe(START_MS);
  expect(scene.lines[0]?.value).toEqual([500, 510, 520]);
  expect(scene.forecast?.median).toEqual([505]);
  const without = sceneOf(place, "co2_ppm", 3600, { ...known, predictions: [] });
  expect(without.forecast).toBeNull();
  expect(without.lines[0]?.value).toEqual([900, 500, 510, 520]);
});

test.each([
  [{ skill: 0.35, covered: 0.9 }, "better", "kept"],
  [{ skill: 0.02, covered: 0.8 }, "same", "narrow"],
  [{ skill: -0.2, covered: 0.99 }, "worse", "wide"],
  [{ skill: null, covered: 0.88 }, "same", "kept"],
])("%o is %s than no change, its band %s", (of, change, band) => {
  const error = { ...of, quantity: "co2_ppm", horizon_s: 3600, count: 900, mae: 1, mae_no_change: 1 };
  expect(verdictOf(error, 0.9)).toEqual({ isFew: false, change, band });
  expect(verdictOf({ ...error, count: 20 }, 0.9).isFew).toBe(true);
});

test.each(["", "?room=maison/bureau&device=bureau1&quantity=co2_ppm&minutes=15"])(
  "what is shown is read from the address as it was written there: %s",
  (search) => {
    expect(formatView(parseView(search))).toBe(search);
  },
);

test("a horizon that is not forecast is the longest", () => {
  expect(parseView("?minutes=7").horizon_s).toBe(3600);
});
