/** The days of the week, Monday first (ISO 8601). Pure: the language is given. */

import { DAY_MS } from "./zone.js";

const A_MONDAY_MS = Date.UTC(2024, 0, 1);

/** @param {string} language @param {"long" | "short"} weekday @returns {string[]} */
export function dayNames(language, weekday) {
  const format = new Intl.DateTimeFormat(language, { weekday, timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => format.format(A_MONDAY_MS + day * DAY_MS));
}
