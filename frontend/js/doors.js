/** Names that people use in the browser's console: modules do not leak theirs, so they are put on `window`. */

import { API_BASE_URL, API_ENDPOINTS } from "./api.js";
import { handleWebSocketMeasurement, initWebSocketMode, USE_WEBSOCKET } from "./charts.js";
import { wsManager } from "./websocket-manager.js";

Object.assign(window, {
  wsManager,
  API_BASE_URL,
  API_ENDPOINTS,
  USE_WEBSOCKET,
  initWebSocketMode,
  handleWebSocketMeasurement,
});
