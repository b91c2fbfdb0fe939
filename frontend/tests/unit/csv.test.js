import { expect, test } from "vitest";
import { csvOf } from "../../js/csv.js";

test("a file has a line for each point that is drawn, and none for a gap", () => {
  const ts_ms = [0, 1000, 2000];
  const place = { site: "s", room: "r" };
  const line = { ...place, device: "d", hue: 0, dash: 0, ts_ms, value: [400, null, 410.5] };
  const forecast = {
    ts_ms: [2000, 3000],
    median: [410.5, 420],
    low: [410.5, 415],
    high: [410.5, 430],
    coverage: 0.9,
  };
  const scene = {
    lines: [line],
    forecast,
    alerts: [],
    start_ms: 0,
    end_ms: 9,
    now_ms: 5,
    range: /** @type {any} */ ([0, 1]),
  };
  const rows = csvOf([{ quantity: "co2_ppm", unit: "ppm", scene }], place, () => "America/St_Johns")
    .trimEnd()
    .split("\r\n");
  const [head, ...cells] = rows.map((row) => row.split(","));
  expect(head).toEqual("time_utc,time_local,site,room,device,quantity,unit,kind,value,low,high".split(","));
  expect(cells.map(([time, , ...rest]) => [time, ...rest].join())).toEqual([
    "1970-01-01T00:00:00.000Z,s,r,d,co2_ppm,ppm,measured,400,,",
    "1970-01-01T00:00:02.000Z,s,r,d,co2_ppm,ppm,measured,410.5,,",
    "1970-01-01T00:00:03.000Z,s,r,,co2_ppm,ppm,forecast,420,415,430",
  ]);
  for (const [utc = "", local = ""] of cells) {
    expect(local).toMatch(/^1969-12-31T20:30:0\d\.000-03:30$/);
    expect(Date.parse(local)).toBe(Date.parse(utc));
  }
});
