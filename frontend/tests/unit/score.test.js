import { expect, test } from "vitest";
import { bandsOf, goalOf, levelOf, scoreOf } from "../../js/score.js";

const CO2 = [600, 800, 1200, 1500];
/** @type {[number, number][]} */
const TEMPERATURE = [
  [20, 24],
  [19, 26],
  [18, 27],
  [16, 30],
];

test.each([
  [0, 100],
  [300, 100],
  [600, 90],
  [800, 70],
  [1200, 50],
  [1500, 30],
  [3000, 0],
  [9000, 0],
])("%i ppm of CO₂ scores %i", (value, score) => {
  expect(scoreOf(value, CO2)).toBe(score);
});

test("the golden reading's VOC scores 71: halves are rounded up", () => {
  expect(scoreOf(210, [65, 220, 660, 2200])).toBe(71);
});

test.each([
  [22, 100],
  [24, 90],
  [20, 90],
  [26, 70],
  [19, 70],
  [16, 30],
  [30, 30],
  [12, 0],
  [36, 0],
  [-20, 0],
])("%i °C scores %i: too cold is as bad as too warm", (value, score) => {
  expect(scoreOf(value, TEMPERATURE)).toBe(score);
});

test.each([
  [90, "excellent"],
  [89, "good"],
  [70, "good"],
  [50, "fair"],
  [30, "poor"],
  [29, "severe"],
])("a score of %i is %s", (score, level) => {
  expect(levelOf(score)).toBe(level);
});

test("bands lie on both sides of a quantity that can be too low", () => {
  expect(bandsOf(CO2).map(({ high, level }) => [high, level])).toEqual([
    [600, "excellent"],
    [800, "good"],
    [1200, "fair"],
    [1500, "poor"],
    [Number.POSITIVE_INFINITY, "severe"],
  ]);
  expect(bandsOf(TEMPERATURE).map(({ low, level }) => [low, level])).toEqual([
    [Number.NEGATIVE_INFINITY, "severe"],
    [16, "poor"],
    [18, "fair"],
    [19, "good"],
    [20, "excellent"],
    [24, "good"],
    [26, "fair"],
    [27, "poor"],
    [30, "severe"],
  ]);
});

test("the goal is good, then excellent, on the side where the value lies", () => {
  expect(goalOf(500, CO2)).toBeNull();
  expect(goalOf(700, CO2)).toEqual({ level: "excellent", limit: 600, isBelow: true });
  expect(goalOf(5000, CO2)).toEqual({ level: "good", limit: 800, isBelow: true });
  expect(goalOf(27.5, TEMPERATURE)).toEqual({ level: "good", limit: 26, isBelow: true });
  expect(goalOf(17, TEMPERATURE)).toEqual({ level: "good", limit: 19, isBelow: false });
});
