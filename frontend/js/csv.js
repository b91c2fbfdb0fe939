/** What charts draw as one CSV file: a line for every point that is drawn, gaps left out. Pure. */

import { isoOf } from "./zone.js";

/** @typedef {import("./chart/scene.js").Scene} Scene */

const HEAD = [
  "time_utc",
  "time_local",
  "site",
  "room",
  "device",
  "quantity",
  "unit",
  "kind",
  "value",
  "low",
  "high",
];

/**
 * @param {{quantity: string, unit: string, scene: Scene}[]} charts
 * @param {{site: string, room: string}} place Whose forecast it is.
 * @param {(site: string) => string} zoneAt The zone of a site.
 * @returns {string} With line ends as RFC 4180 has them.
 */
export function csvOf(charts, { site, room }, zoneAt) {
  const rows = charts.flatMap(({ quantity, unit, scene: { lines, forecast } }) => {
    const measured = lines.flatMap((line) =>
      line.ts_ms.flatMap((ts_ms, at) => {
        const value = line.value[at] ?? null;
        const place = [line.site, line.room, line.device];
        return value === null
          ? []
          : [[...times(ts_ms, zoneAt(line.site)), ...place, quantity, unit, "measured", value, "", ""]];
      }),
    );
    const isMeasured = (/** @type {number} */ at_ms) => lines.some(({ ts_ms }) => ts_ms.includes(at_ms));
    const ahead = forecast?.ts_ms.flatMap((ts_ms, at) => {
      const { median, low, high } = forecast;
      if (isMeasured(ts_ms)) return []; // where it begins
      return [
        [
          ...times(ts_ms, zoneAt(site)),
          site,
          room,
          "",
          quantity,
          unit,
          "forecast",
          median[at],
          low[at],
          high[at],
        ],
      ];
    });
    return [...measured, ...(ahead ?? [])];
  });
  return [HEAD, ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

/** In UTC and as the clock on the wall shows it. @param {number} ts_ms @param {string} zone @returns {[string, string]} */
function times(ts_ms, zone) {
  return [new Date(ts_ms).toISOString(), isoOf(zone, ts_ms)];
}
