import { expect, test } from "vitest";
import { levelShares } from "../../js/shares.js";

const NONE = { excellent: 0, good: 0, fair: 0, poor: 0, severe: 0, offline: 0 };

test("a score holds until the next one, silence is silence", () => {
  const line = { ts_ms: [0, 25, 50], value: [95, 75, null] };
  expect(levelShares([line], 0, 100, 10)).toEqual({ ...NONE, excellent: 0.25, good: 0.25, offline: 0.5 });
});

test("the last score holds for as long as it may, and what lies before the period counts from its beginning", () => {
  expect(levelShares([{ ts_ms: [-50, 50], value: [95, 20] }], 0, 100, 25)).toEqual({
    ...NONE,
    ...{ excellent: 0.5, severe: 0.25, offline: 0.25 },
  });
});

test("of several devices the worst counts", () => {
  const lines = [
    { ts_ms: [0], value: [95] },
    { ts_ms: [50], value: [40] },
  ];
  expect(levelShares(lines, 0, 100, 100)).toEqual({ ...NONE, excellent: 0.5, poor: 0.5 });
});

test("without devices all is silence", () => {
  expect(levelShares([], 0, 100, 100)).toEqual({ ...NONE, offline: 1 });
});

test("only what counts is shared", () => {
  const line = { ts_ms: [0, 25, 50], value: [95, 75, 20] };
  const counted = [
    { from_ms: 10, to_ms: 30 },
    { from_ms: 40, to_ms: 60 },
  ];
  expect(levelShares([line], 0, 100, 100, counted)).toEqual({
    ...NONE,
    ...{ excellent: 15 / 40, good: 15 / 40, severe: 10 / 40 },
  });
  expect(levelShares([line], 0, 100, 100, [])).toEqual(NONE);
});
