/** The HTTP interface: where it is, and one function for each request that the page makes. */

/**
 * @typedef {import("./wire.js").Accuracy} Accuracy
 * @typedef {import("./wire.js").Point} Point
 * @typedef {{actions: import("./wire.js").Action, alerts: import("./wire.js").Alert,
 *   predictions: import("./wire.js").Prediction}} Said
 * @typedef {import("./wire.js").Config} Config
 * @typedef {{path: string[], reason: string}} Fault Something wrong in a configuration.
 * @typedef {import("./wire.js").DeviceAnswer} DeviceAnswer
 * @typedef {import("./wire.js").Snapshot} Snapshot
 * @typedef {import("./wire.js").SeriesReply} SeriesReply
 * @typedef {import("./wire.js").Status} Status
 */

export const API_BASE_URL = window.location.origin;

export const API_ENDPOINTS = {
  ingest: `${API_BASE_URL}/api/ingest`,
  data: `${API_BASE_URL}/api/iaq/data`,
  snapshot: `${API_BASE_URL}/api/snapshot`,
  series: `${API_BASE_URL}/api/series`,
  poll: `${API_BASE_URL}/api/poll`,
  predictions: `${API_BASE_URL}/api/predictions`,
  actions: `${API_BASE_URL}/api/actions`,
  alerts: `${API_BASE_URL}/api/alerts`,
  accuracy: `${API_BASE_URL}/api/accuracy`,
  devices: `${API_BASE_URL}/api/devices`,
  rooms: `${API_BASE_URL}/api/rooms`,
  status: `${API_BASE_URL}/api/status`,
  config: `${API_BASE_URL}/config`,
  health: `${API_BASE_URL}/health`,
  websocket: `${API_BASE_URL.replace(/^http/, "ws")}/ws`,
  websocketStats: `${API_BASE_URL}/ws/stats`,
};

const TIMEOUT_MS = 15000;
/** Of at most 256 KiB each: a device's forecasts of a day are some 25. */
const PAGES_LIMIT = 60;

/** The server answered with an error; `message` is its own words (RFC 9457 `detail` or `title`). */
export class ApiError extends Error {
  /** @param {number} status @param {{detail?: string, title?: string, faults?: Fault[]}} problem */
  constructor(status, { detail, title, faults = [] }) {
    super(detail ?? title);
    this.name = "ApiError";
    this.status = status;
    this.faults = faults;
  }
}

/**
 * Fetch JSON.
 * @param {string} url
 * @param {RequestInit} [init]
 * @returns {Promise<unknown>}
 * @throws {ApiError} when the server refuses, or TypeError / DOMException when it cannot be reached in 15 s.
 */
export async function requestJson(url, init) {
  return (await request(url, init)).json();
}

/** The same, with its headers. @param {string} url @param {RequestInit} [init] */
export async function request(url, init) {
  const reply = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), cache: "no-store", ...init });
  if (!reply.ok) throw new ApiError(reply.status, await problem(reply));
  return reply;
}

/** @param {Response} reply */
async function problem(reply) {
  try {
    return await reply.json();
  } catch {
    return { title: reply.statusText || String(reply.status) };
  }
}

/** @param {string} method @param {unknown} body @returns {RequestInit} */
export function withBody(method, body) {
  return { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

/** @returns {Promise<Snapshot>} */
export function getSnapshot() {
  return /** @type {Promise<Snapshot>} */ (requestJson(API_ENDPOINTS.snapshot));
}

/**
 * What was measured in one room, or by one device of it: a line for every device and quantity.
 * @param {{site: string, room: string, device?: string, start: string, end?: string, quantity?: string, points: string}} wanted
 * @param {AbortSignal} signal
 * @returns {Promise<SeriesReply>}
 */
export function getSeries(wanted, signal) {
  const query = new URLSearchParams(wanted);
  return /** @type {Promise<SeriesReply>} */ (requestJson(`${API_ENDPOINTS.series}?${query}`, { signal }));
}

/**
 * All that was said of a kind in a span, page by page.
 * @template {keyof Said} K
 * @param {K} kind @param {{start: string, end?: string, site?: string, room?: string, device?: string, step?: string}} wanted
 * @param {AbortSignal} signal
 * @returns {Promise<{through: Point, messages: Said[K][], isWhole: boolean}>} `isWhole`: it was not too much.
 */
export async function getMessages(kind, wanted, signal) {
  /** @type {Said[K][]} */
  const messages = [];
  /** @type {Point | null} */
  let through = null;
  for (let cursor = null, page = 1; ; page += 1) {
    const query = new URLSearchParams({ ...wanted, limit: "5000", ...(cursor && { cursor }) });
    const reply = /** @type {import("./wire.js").MessagesReply<Said[K]>} */ (
      await requestJson(`${API_ENDPOINTS[kind]}?${query}`, { signal })
    );
    messages.push(...reply.messages);
    through ??= reply.through;
    cursor = reply.cursor;
    if (cursor === null || page === PAGES_LIMIT) return { through, messages, isWhole: cursor === null };
  }
}

/**
 * How well the forecasts for one device did over the last day; null while nobody knows.
 * @param {{site: string, room: string, device: string}} place @param {AbortSignal} signal
 * @returns {Promise<Accuracy | null>}
 */
export async function getAccuracy(place, signal) {
  const url = `${API_ENDPOINTS.accuracy}?${new URLSearchParams(place)}`;
  const reply = /** @type {import("./wire.js").MessagesReply<Accuracy>} */ (
    await requestJson(url, { signal })
  );
  return reply.messages[0] ?? null;
}

/**
 * Say what a person did about an action or an alert.
 * @param {"actions" | "alerts"} kind
 * @param {string} id
 * @param {"ack" | "done" | "snooze"} verb
 * @param {{minutes?: number}} [details]
 */
export function postFeedback(kind, id, verb, details = {}) {
  return requestJson(`${API_ENDPOINTS[kind]}/${encodeURIComponent(id)}/${verb}`, withBody("POST", details));
}

/** @returns {Promise<DeviceAnswer[]>} Retired ones too. */
export async function getDevices() {
  const { devices } = /** @type {{devices: DeviceAnswer[]}} */ (await requestJson(API_ENDPOINTS.devices));
  return devices;
}

/**
 * Retire a device, or bring it back; place one that names no place.
 * @param {string} key `site/room/device`: tokens. @param {{retired?: boolean, site?: string, room?: string}} change
 */
export function changeDevice(key, change) {
  return requestJson(`${API_ENDPOINTS.devices}/${key}`, withBody("PATCH", change));
}

/**
 * Replace the configuration if nobody else did since that revision.
 * @param {Config} config @param {number} revision
 */
export function putConfig(config, revision) {
  const init = withBody("PUT", config);
  return request(API_ENDPOINTS.config, {
    ...init,
    headers: { ...init.headers, "If-Match": `"${revision}"` },
  });
}

/** @returns {Promise<Status>} */
export function getStatus() {
  return /** @type {Promise<Status>} */ (requestJson(API_ENDPOINTS.status));
}
