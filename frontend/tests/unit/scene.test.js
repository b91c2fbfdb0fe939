import { expect, test } from "vitest";
import { alertSpans, drawnLines, forecastOf, readAt, valueAt, valueRange } from "../../js/chart/scene.js";
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
  expect(valueRange([line], null, [600, 800, 1200, 1500])?.[1]).toBeGreaterThan(800);
  const calm = { device: "a", ts_ms: [0, 1], value: [810, 820] };
  expect(valueRange([calm], null, [600, 800, 1200, 1500])?.[1]).toBeLessThan(1000);
});

test("the value axis never begins below nothing", () => {
  const line = { device: "a", ts_ms: [10, 11], value: [3, 5] };
  const [low, high] = valueRange([line], null, null) ?? [];
  expect(low).toBe(2.76);
  expect(high).toBeLessThan(10);
  expect(valueRange([], null, null)).toBeNull();
});

test("lines are drawn no further than the period, with a hue for each room and a dash for each device", () => {
  const line = { device: "a", ts_ms: [0, 10, 20, 30], value: [1, 2, 3, 4] };
  const rooms = [
    { site: "s", room: "r", lines: new Map([["co2_ppm", [line, { ...line, device: "b" }]]]) },
    { site: "s", room: "q", lines: new Map([["co2_ppm", [line]]]) },
    { site: "s", room: "p", lines: new Map() },
  ];
  const drawn = drawnLines(rooms, "co2_ppm", 10, 20);
  expect(drawn.map(({ room, device, hue, dash }) => [room, device, hue, dash])).toEqual([
    ["r", "a", 0, 0],
    ["r", "b", 0, 1],
    ["q", "a", 1, 1],
  ]);
  expect(drawn[0]).toMatchObject({ ts_ms: [10, 20], value: [2, 3] });
  expect(drawnLines(rooms, "co2_ppm", 40, 50)[0]?.ts_ms).toEqual([]);
});

test("a line has a value where it is drawn, and none in a gap or outside", () => {
  const line = { ts_ms: [100, 200, 201, 500, 600], value: [1, 2, null, 5, 6] };
  const asked = [99, 100, 140, 160, 300, 550, 560, 700, 701];
  expect(asked.map((ts_ms) => valueAt(line, ts_ms))).toEqual([null, 1, 1, 2, null, 5, 6, 6, null]);
  expect(valueAt({ ts_ms: [], value: [] }, 5)).toBeNull();
});

test("a forecast is read at its own instants", () => {
  const forecast = { ts_ms: [100], median: [5], low: [4], high: [6], coverage: 0.9 };
  /** @type {any} */
  const scene = { lines: [], forecast };
  expect(readAt(scene, 100)).toEqual({ values: [], forecast: { median: 5, low: 4, high: 6 } });
  expect(readAt(scene, 101).forecast).toBeNull();
});

test("an alert is one span, from its beginning to its end or to now", () => {
  /** @param {string} id @param {string} state @param {string} updated_at @returns {any} */
  const said = (id, state, updated_at) => ({
    ...{ id, state, updated_at: `2026-11-23T${updated_at}Z`, raised_at: `2026-11-23T${id}Z` },
    because: { key: "quantity_above", arguments: { quantity: "co2_ppm" } },
  });
  const at_ms = (/** @type {number} */ hour) => Date.UTC(2026, 10, 23, hour);
  const all = [
    said("08:00:00", "firing", "08:00:00"),
    said("03:00:00", "resolved", "05:00:00"),
    said("03:00:00", "firing", "03:00:00"),
    said("01:00:00", "resolved", "02:00:00"),
  ];
  const spans = alertSpans(all, "co2_ppm", at_ms(4), at_ms(9), at_ms(9));
  expect(spans).toEqual([
    { start_ms: at_ms(3), end_ms: at_ms(5) },
    { start_ms: at_ms(8), end_ms: at_ms(9) },
  ]);
  expect(alertSpans(all, "humidity_pct", at_ms(4), at_ms(9), at_ms(9))).toEqual([]);
});
