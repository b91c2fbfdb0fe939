import { expect, test } from "vitest";
import {
  formatError,
  formatMoment,
  formatShare,
  formatSince,
  formatSpan,
  formatTick,
  formatTime,
  formatValue,
  formatWithUnit,
  formatZone,
} from "../../js/format.js";
import { sparkPath } from "../../js/ui/spark-path.js";

test.each([
  ["en", "co2_ppm", 1184.4, "1,184"],
  ["de", "co2_ppm", 1184.4, "1.184"],
  ["fr", "temperature_c", 22, "22,0"],
  ["en", "pm25_ugm3", 4.26, "4.3"],
  ["en", "pm25_ugm3", 14.26, "14"],
])("in %s, %s of %d is written %s", (language, quantity, value, text) => {
  expect(formatValue(language, quantity, value)).toBe(text);
});

test("a unit follows its number and never breaks from it", () => {
  expect(formatWithUnit("en", "co2_ppm", 800, "ppm")).toBe("800\u00a0ppm");
});

test.each([
  [4000, "4 seconds"],
  [119_000, "119 seconds"],
  [120_000, "2 minutes"],
  [3_600_000, "60 minutes"],
  [10_800_000, "3 hours"],
  [200_000_000, "2 days"],
  [-5, "0 seconds"],
])("%d ms is said as %s", (span_ms, text) => {
  expect(formatSpan("en", span_ms)).toBe(text);
});

test("two figures say how far off something was, and nothing is less than none", () => {
  const errors = [128.4, 34.2, 3.14, 0.052].map((error) => formatError("en", error, ""));
  expect(errors).toEqual(["128", "34", "3.1", "0.05"]);
  expect(formatShare("en", -0.001)).toBe("0%");
  expect(formatShare("en", -0.2)).toBe("-20%");
});

test("a time of another day has its date", () => {
  const now_ms = new Date(2026, 10, 23, 12, 0).getTime();
  expect(formatSince("en", now_ms - 3600e3, now_ms)).toBe("11:00");
  expect(formatSince("en", now_ms - 3 * 86400e3, now_ms)).toBe("Nov 20, 12:00");
});

test("a time is told by the clock of a zone", () => {
  const now_ms = Date.parse("2026-11-23T12:00Z");
  const zone = "Asia/Tokyo";
  expect(formatTime("en", now_ms, zone)).toBe("21:00");
  expect(formatSince("fr", now_ms - 21 * 3600e3, now_ms, zone)).toBe("23 nov., 00:00");
  expect(formatMoment("en", now_ms, zone)).toBe("Nov 23, 21:00:00");
  expect(formatTick("en", Date.parse("2026-11-22T15:00Z"), 6 * 3600e3, true, zone)).toBe("00:00\nNov 23");
  expect(formatZone("fr", now_ms, "Europe/Paris")).toBe("UTC+1");
});

test("an axis is written in the page's language, with 24 hours", () => {
  const ts_ms = new Date(2026, 10, 23, 0, 50).getTime();
  expect(formatTick("en", ts_ms, 600e3, false)).toBe("00:50");
  expect(formatTick("fr", ts_ms, 600e3, true)).toBe("00:50\n23 nov.");
  expect(formatTick("de", ts_ms, 86400e3, false)).toBe("23. Nov.");
});

test("a sparkline breaks where nothing was heard for more than ten minutes", () => {
  const now_ms = 3600e3;
  const path = sparkPath({ ts_ms: [0, 60e3, 1800e3, 1860e3], score: [50, 60, 70, 70] }, now_ms, 180, 32);
  expect(path.match(/M/g)).toHaveLength(2);
  const slow = { ts_ms: [0, 900e3, 1800e3, 2700e3], score: [50, 60, 70, 70] };
  expect(sparkPath(slow, now_ms, 180, 32).match(/M/g)).toHaveLength(1);
  expect(sparkPath({ ts_ms: [0], score: [50] }, now_ms, 180, 32)).toBe("");
});
