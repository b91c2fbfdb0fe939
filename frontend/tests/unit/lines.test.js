import { expect, test } from "vitest";
import {
  addPoint,
  again_ms,
  alignLines,
  historyTo,
  joinLive,
  linesOf,
  meets,
  POINTS_LIMIT,
  silence_ms,
} from "../../js/lines.js";

/** @param {string} device @param {number[]} ts_ms @param {(number | null)[]} mean @returns {any} */
function series(device, ts_ms, mean) {
  return { site: "s", room: "r", device, quantity: "co2_ppm", ts_ms, mean, min: mean, max: mean };
}

/** @param {any[]} all @returns {any} */
function reply(all) {
  return { through: { epoch: "1", seq: 10 }, step_s: 0, start_ms: 0, end_ms: 9999, series: all };
}

/** @param {number} seq @param {number} ts_ms @param {number} co2_ppm */
const live = (seq, ts_ms, co2_ppm) => ({ seq, ts_ms, values: { co2_ppm } });

test("live readings continue the history exactly where it ends", () => {
  const lines = linesOf(reply([series("a", [1000, 6000], [400, 410])]));
  const recent = [live(9, 6000, 410), live(10, 6000, 410), live(11, 11000, 420), live(12, 16000, 430)];
  joinLive(lines, "co2_ppm", 10, [{ device: "a", fresh_s: 15, recent }], 0);
  expect(lines.get("co2_ppm")).toEqual([
    { device: "a", ts_ms: [1000, 6000, 11000, 16000], value: [400, 410, 420, 430] },
  ]);
});

test("a bucket's mean stands in its middle, that of now in the middle of what there is of it", () => {
  const buckets = { ...reply([series("a", [0, 4000, 8000], [1, null, 3])]), step_s: 4, end_ms: 9000 };
  expect(linesOf(buckets).get("co2_ppm")).toEqual([
    { device: "a", ts_ms: [2000, 6000, 8500], value: [1, null, 3] },
  ]);
  expect(linesOf(buckets, "start").get("co2_ppm")?.[0]?.ts_ms).toEqual([0, 4000, 8000]);
});

test("two readings for one instant are one point, the later wins", () => {
  const line = { device: "a", ts_ms: [1000, 2000], value: [1, 2] };
  addPoint(line, 2000, 5, 15000);
  expect(line).toEqual({ device: "a", ts_ms: [1000, 2000], value: [1, 5] });
});

test("a reading that comes out of order takes its place by time", () => {
  const line = { device: "a", ts_ms: [1000, 3000], value: [1, 3] };
  addPoint(line, 2000, 2, 15000);
  expect(line.ts_ms).toEqual([1000, 2000, 3000]);
  expect(line.value).toEqual([1, 2, 3]);
});

test("a silence longer than the device's own is a gap", () => {
  const line = { device: "a", ts_ms: [1000], value: [1] };
  addPoint(line, 15000, 2, 15000);
  addPoint(line, 60000, 3, 15000);
  expect(line.value).toEqual([1, 2, null, 3]);
  expect(line.ts_ms).toEqual([1000, 15000, 15001, 60000]);
});

test("a bucket is not a gap", () => {
  expect(silence_ms(15, 0)).toBe(15000);
  expect(silence_ms(15, 180)).toBe(360000);
});

test("two devices with the same instants are two lines", () => {
  const lines = linesOf(reply([series("a", [1000], [1]), series("b", [1000], [2])]));
  joinLive(lines, "co2_ppm", 10, [{ device: "c", fresh_s: 15, recent: [live(11, 1000, 3)] }], 0);
  expect(lines.get("co2_ppm")?.map(({ device, value }) => [device, value])).toEqual([
    ["a", [1]],
    ["b", [2]],
    ["c", [3]],
  ]);
});

test("all quantities of a reading are drawn where all are wanted", () => {
  const lines = linesOf(reply([series("a", [1000], [400])]));
  const recent = [{ seq: 11, ts_ms: 2000, values: { co2_ppm: 410, humidity_pct: 50 } }];
  joinLive(lines, null, 10, [{ device: "a", fresh_s: 15, recent }], 0);
  expect(lines.get("co2_ppm")?.[0]?.value).toEqual([400, 410]);
  expect(lines.get("humidity_pct")?.[0]?.value).toEqual([50]);
});

test("other quantities of a reading are not drawn", () => {
  const lines = linesOf(reply([]));
  joinLive(lines, "pm25_ugm3", 0, [{ device: "a", fresh_s: 15, recent: [live(11, 1000, 3)] }], 0);
  expect(lines.size).toBe(0);
});

test("a history of another stream says nothing of this one's readings", () => {
  expect(historyTo({ epoch: "1", seq: 900 }, { epoch: "1", seq: 950 })).toBe(900);
  expect(historyTo({ epoch: "1", seq: 900 }, { epoch: "2", seq: 5 })).toBe(0);
  expect(historyTo({ epoch: "1", seq: 900 }, null)).toBe(0);
  expect(historyTo(null, { epoch: "1", seq: 5 })).toBe(0);
});

test("a history is whole when it reaches what was seen live and what is known to be missing", () => {
  const through = { epoch: "1", seq: 100 };
  expect(meets(through, { epoch: "1", seq: 100 }, 100)).toBe(true);
  expect(meets(through, { epoch: "1", seq: 101 }, 0)).toBe(false);
  expect(meets(through, { epoch: "1", seq: 50 }, 101)).toBe(false);
  expect(meets(through, { epoch: "2", seq: 5 }, 0)).toBe(false);
  expect(meets(through, null, 0)).toBe(true);
});

test("a store that stays behind is asked less and less often, but every ten seconds", () => {
  expect([1, 2, 3, 4, 5, 2000].map(again_ms)).toEqual([1000, 2000, 4000, 8000, 10000, 10000]);
});

test("a line is bounded", () => {
  /** @type {import("../../js/lines.js").Line} */
  const line = { device: "a", ts_ms: [], value: [] };
  for (let at = 0; at < 3 * POINTS_LIMIT; at += 1) addPoint(line, at * 1000, at, 15000);
  expect(line.ts_ms.length).toBeLessThanOrEqual(POINTS_LIMIT);
  expect(line.ts_ms.at(-1)).toBe((3 * POINTS_LIMIT - 1) * 1000);
});

test("lines without points do not end the axis of the others", () => {
  const none = { ts_ms: [], value: [] };
  expect(alignLines([])).toEqual([[]]);
  expect(alignLines([none, { ts_ms: [1000, 2000], value: [1, 2] }, none])).toEqual([
    [1, 2],
    [undefined, undefined],
    [1, 2],
    [undefined, undefined],
  ]);
});

test("lines of different times share one axis: undefined is no point, null is a gap", () => {
  expect(
    alignLines([
      { ts_ms: [1000, 2000, 3000], value: [1, null, 3] },
      { ts_ms: [2000, 4000], value: [7, 8] },
    ]),
  ).toEqual([
    [1, 2, 3, 4],
    [1, null, 3, undefined],
    [undefined, 7, undefined, 8],
  ]);
});
