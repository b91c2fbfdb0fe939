import { expect, test } from "vitest";
import { forecastOf, valueRange } from "../../js/chart/scene.js";
import { peakOf } from "../../js/forecast.js";

const MADE_MS = Date.UTC(2026, 10, 23, 12, 0);
/** @type {import("../../js/wire.js").Prediction} */
const PREDICTION = {
  device: "a",
  site: "s",
  room: "r",
  made_at: new Date(MADE_MS).toISOString(),
  model: "m",
  forecasts: {
    co2_ppm: {
      horizon_s: [300, 900, 1800],
      median: [700, 800, 900],
      low: [690, 780, 850],
      high: [710, 820, 950],
      coverage: 0.9,
    },
  },
};

test("the forecast begins at the last measured point, not at a gap", () => {
  const line = { device: "a", ts_ms: [MADE_MS - 1000, MADE_MS - 500], value: [690, null] };
  const forecast = forecastOf(PREDICTION, "co2_ppm", line, MADE_MS, MADE_MS + 1e9);
  expect(forecast?.ts_ms).toEqual([MADE_MS - 1000, MADE_MS + 300e3, MADE_MS + 900e3, MADE_MS + 1800e3]);
  expect(forecast?.low).toEqual([690, 690, 780, 850]);
});

test("what has been measured meanwhile is no longer forecast", () => {
  const line = { device: "a", ts_ms: [MADE_MS + 600e3], value: [760] };
  const forecast = forecastOf(PREDICTION, "co2_ppm", line, MADE_MS, MADE_MS + 1e9);
  expect(forecast?.median).toEqual([760, 800, 900]);
});

test("a forecast of the past, or of another quantity, is none", () => {
  const line = { device: "a", ts_ms: [MADE_MS + 1e9], value: [760] };
  expect(forecastOf(PREDICTION, "co2_ppm", line, MADE_MS, MADE_MS + 2e9)).toBeNull();
  expect(forecastOf(PREDICTION, "pm25_ugm3", undefined, MADE_MS, MADE_MS + 1e9)).toBeNull();
  expect(forecastOf(PREDICTION, "co2_ppm", undefined, MADE_MS + 3600e3, MADE_MS + 1e9)).toBeNull();
  expect(forecastOf(null, "co2_ppm", line, MADE_MS, MADE_MS + 1e9)).toBeNull();
});

test("a peak is forecast only when it is clearly above what is measured, and still to come", () => {
  expect(peakOf(PREDICTION, "co2_ppm", 650, MADE_MS)).toEqual({ value: 900, at_ms: MADE_MS + 1800e3 });
  expect(peakOf(PREDICTION, "co2_ppm", 890, MADE_MS)).toBeNull();
  expect(peakOf(PREDICTION, "co2_ppm", 650, MADE_MS + 1900e3)).toBeNull();
  expect(peakOf(null, "co2_ppm", 650, MADE_MS)).toBeNull();
});

test("the value axis shows the next limit, unless that would flatten the line", () => {
  const line = { device: "a", ts_ms: [0, 1], value: [700, 780] };
  expect(valueRange([line], null, [600, 800, 1200, 1500], 0)[1]).toBeGreaterThan(800);
  const calm = { device: "a", ts_ms: [0, 1], value: [810, 820] };
  expect(valueRange([calm], null, [600, 800, 1200, 1500], 0)[1]).toBeLessThan(1000);
});

test("the value axis leaves out what lies before the period, and never begins below nothing", () => {
  const line = { device: "a", ts_ms: [0, 10, 11], value: [99999, 3, 5] };
  const [low, high] = valueRange([line], null, null, 10);
  expect(low).toBe(2.76);
  expect(high).toBeLessThan(10);
  expect(valueRange([], null, null, 0)).toEqual([0, 100]);
});
