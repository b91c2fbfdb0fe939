/** When people are in a room: the hours that count. Pure. */

import { dayNames } from "./days.js";
import { DAY_MS, dayOf, instantOf, wallOf } from "./zone.js";

/** @typedef {import("./wire.js").Hours} Hours @typedef {{from_ms: number, to_ms: number}} Span */

/**
 * The occupied hours within a period, by the clock of a zone.
 * @param {Hours} hours @param {string} zone @param {number} start_ms @param {number} end_ms @returns {Span[]}
 */
export function occupiedSpans({ days, start, end }, zone, start_ms, end_ms) {
  const spans = [];
  const last_ms = wallOf(zone, end_ms);
  for (let day_ms = dayOf(wallOf(zone, start_ms)); day_ms <= last_ms; day_ms += DAY_MS) {
    if (!days.includes(weekdayOf(day_ms))) continue;
    const [from_ms = 0, to_ms = 0] = [start, end].map((time) => instantOf(zone, day_ms + clockMs(time)));
    const span = { from_ms: Math.max(from_ms, start_ms), to_ms: Math.min(to_ms, end_ms) };
    if (span.from_ms < span.to_ms) spans.push(span);
  }
  return spans;
}

/** ISO: 1 is Monday. @param {number} wall_ms */
const weekdayOf = (wall_ms) => new Date(wall_ms).getUTCDay() || 7;

/** Since midnight. @param {string} time `HH:MM`, at the latest `24:00`. */
function clockMs(time) {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return (hours * 60 + minutes) * 60e3;
}

/** Weekdays as people write them: `Mon–Fri, Sun`. @param {string} language @param {number[]} days ISO. */
export function weekdayWords(language, days) {
  const names = dayNames(language, "short");
  const name = (/** @type {number} */ day) => names[day - 1] ?? "";
  /** @type {number[][]} */
  const runs = [];
  for (const day of days.toSorted((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  return runs
    .flatMap((run) => (run.length > 2 ? `${name(run[0] ?? 1)}–${name(run.at(-1) ?? 1)}` : run.map(name)))
    .join(", ");
}
