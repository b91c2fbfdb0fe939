import { alertsOf, devicesOf, limitsIn, rooms, serverNow_ms } from "../store.js";
import { alertSpans, drawnLines, forecastOf, valueRange } from "./scene.js";
import { spanOf } from "./span.js";

/** @typedef {import("./history.js").RoomHistory} RoomHistory */

/**
 * What is to be drawn of a quantity at this instant. The forecast and the alerts are those of the first room, the
 * forecast that of the device whose value the room shows.
 * @param {[RoomHistory, ...RoomHistory[]]} histories @param {string} quantity
 * @returns {import("./scene.js").Scene}
 */
export function sceneOf(histories, quantity) {
  const [{ site, room, period, alerts }] = histories;
  const now_ms = serverNow_ms();
  const { start_ms, end_ms } = spanOf(period, now_ms);
  const lines = drawnLines(histories, quantity, start_ms, end_ms);
  const shown = rooms.peek().find(({ key }) => key === `${site}/${room}`)?.values[quantity]?.device;
  const prediction = devicesOf(site, room).find(({ device }) => device === shown)?.prediction ?? null;
  const line = lines.find((candidate) => candidate.hue === 0 && candidate.device === shown);
  const forecast = end_ms > now_ms ? forecastOf(prediction, quantity, line, now_ms, end_ms) : null;
  const limits = limitsIn(histories[0], quantity);
  return {
    ...{ lines, forecast, start_ms, end_ms, now_ms, limits },
    alerts: alertSpans([...alerts, ...alertsOf(site, room)], quantity, start_ms, end_ms, now_ms),
    range: valueRange(lines, forecast, limits),
  };
}
