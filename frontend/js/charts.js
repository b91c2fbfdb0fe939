/** The older names of live charts, thin over the store and the connection. */

import { connection } from "./connection.js";
import { feedReading } from "./store.js";
import { wsManager } from "./websocket-manager.js";

/** @typedef {import("./wire.js").Reading} Reading */

/** Charts move by WebSocket; polling stands in for it by itself. */
export const USE_WEBSOCKET = true;

/** Connect and follow the readings. */
export function initWebSocketMode() {
  connection.subscribe("charts", ["measurements", "predictions"]);
  wsManager.connect();
}

/** Draw one reading, as it comes with the topic `measurements`. @param {Reading} reading */
export function handleWebSocketMeasurement(reading) {
  feedReading(reading);
}
