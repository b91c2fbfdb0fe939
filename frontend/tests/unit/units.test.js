import { afterEach, expect, test } from "vitest";
import { roundTicks } from "../../js/chart/ticks.js";
import { formatValue } from "../../js/format.js";
import { isFahrenheit, ratioOf, shownUnit, toKept, toShown } from "../../js/units.js";

afterEach(() => {
  isFahrenheit.value = false;
});

test("a temperature is shown in the chosen unit, anything else as it is", () => {
  expect(formatValue("en", "temperature_c", 20)).toBe("20.0");
  isFahrenheit.value = true;
  expect(formatValue("en", "temperature_c", 20)).toBe("68.0");
  expect(formatValue("en", "co2_ppm", 20)).toBe("20");
  expect(shownUnit("temperature_c", "°C")).toBe("°F");
  expect(shownUnit("co2_ppm", "ppm")).toBe("ppm");
});

test("what is typed is kept in °C, and a difference has no zero of its own", () => {
  isFahrenheit.value = true;
  expect(toKept("temperature_c", toShown("temperature_c", 21.5))).toBeCloseTo(21.5);
  expect(0.9 / ratioOf("temperature_c")).toBeCloseTo(0.5);
  expect(ratioOf("humidity_pct")).toBe(1);
});

test("an axis in °F has round numbers", () => {
  isFahrenheit.value = true;
  const ticks = roundTicks("temperature_c", 18, 24, 1).map((value) => toShown("temperature_c", value));
  expect(ticks.map((value) => Math.round(value * 1000) / 1000)).toEqual([66, 68, 70, 72, 74]);
});

test("an axis in the kept unit has its own ticks", () => {
  expect(roundTicks("temperature_c", 18, 20, 0.5)).toEqual([18, 18.5, 19, 19.5, 20]);
});
