import { building, devicesOf, rooms, serverNow_ms } from "../store.js";
import { forecastOf, SPANS_MS, valueRange } from "./scene.js";

/**
 * What is to be drawn at this instant. The forecast is that of the device whose value the room shows.
 * @param {import("./model.js").ChartModel} model
 * @returns {import("./scene.js").Scene}
 */
export function sceneOf({ site, room, quantity, range, lines }) {
  const now_ms = serverNow_ms();
  const { back, ahead } = SPANS_MS[range];
  const start_ms = now_ms - back;
  const end_ms = now_ms + ahead;
  const shown = rooms.peek().find(({ key }) => key === `${site}/${room}`)?.values[quantity]?.device;
  const prediction = devicesOf(site, room).find(({ device }) => device === shown)?.prediction ?? null;
  const line = lines.find(({ device }) => device === shown);
  const forecast = ahead > 0 ? forecastOf(prediction, quantity, line, now_ms, end_ms) : null;
  const limits = building.peek().quantities[quantity]?.limits;
  return { lines, forecast, start_ms, end_ms, now_ms, range: valueRange(lines, forecast, limits, start_ms) };
}
