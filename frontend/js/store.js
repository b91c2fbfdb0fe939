/**
 * What the page knows, as signals. The first screen comes from `/api/snapshot`, everything later from frames.
 *
 * Frames change plain maps at once and the signals at most four times a second, so that tiles cost the same at
 * one reading a second and at a thousand. Charts listen to the readings themselves (`onReading`).
 */

import { computed, signal } from "@preact/signals";
import { getSnapshot } from "./api.js";
import { connection } from "./connection.js";
import { isOver } from "./item.js";
import { transport } from "./link.js";
import { joins } from "./progress.js";
import { extendSparkline, keepOrder, roomsOf, UNASSIGNED } from "./rooms.js";
import { profileOf } from "./score.js";
import { States } from "./states.js";

/**
 * @typedef {import("./wire.js").Action} Action
 * @typedef {import("./wire.js").Alert} Alert
 * @typedef {import("./wire.js").Frame} Frame
 * @typedef {import("./wire.js").Prediction} Prediction
 * @typedef {import("./wire.js").Reading} Reading
 * @typedef {import("./wire.js").Snapshot} Snapshot
 * @typedef {import("./wire.js").Sparkline} Sparkline
 * @typedef {import("./wire.js").TopicFrame} TopicFrame
 *
 * @typedef {import("./lines.js").Live} Live
 * @typedef {import("./rooms.js").Device & {recent: Live[], forgotten_seq: number, prediction: Prediction | null}}
 *   KnownDevice `forgotten_seq`: the newest live reading that is no longer in `recent`.
 * @typedef {import("./wire.js").Point} Point
 * @typedef {{site: string, room: string, device: string}} Place
 */

/** Tiles are redrawn at most this often. */
const FLUSH_MS = 250;
/** Live readings kept per device until the history that contains them has arrived. */
const RECENT_READINGS = 600;
const SNAPSHOT_RETRY_MS = 2000;
/** How long the page waits before it asks for all there is of a device that it has not heard of. */
const UNKNOWN_DEVICE_MS = 1000;
/** Within so long all pages fetch what people changed. */
const REVISION_MS = 1500;
const FRESH_DEFAULT_S = 15;
/** How long the server may take to say what came of what a person did. */
const ASSUMED_MS = 10000;
const CHECK_SITE = "check";
/** @type {Record<string, number>} The states that are shown, in this order; the others are over or put off. */
const OPEN_ACTIONS = { proposed: 0, acknowledged: 1 };
/** How long it is shown what came of an action, and what is over is kept. */
const OUTCOME_MS = 3600_000;
/** @type {Record<string, number>} */
const OPEN_ALERTS = { firing: 0, acknowledged: 1 };

/** @type {Map<string, KnownDevice>} */
const devices = new Map();
/** @type {Map<string, Sparkline>} */
const sparklines = new Map();
/** @type {States<Action>} */
const actionStates = new States(asAssumed);
/** @type {States<Alert>} */
const alertStates = new States(asAssumed);
/** @type {Map<string, {before: string, state: string, until_ms: number}>} What a person did, until confirmed. */
const assumed = new Map();
/** Readings before this point of the stream were not seen live. */
let liveFromSeq = 0;
let streamEpoch = "";
let isReloadWanted = false;
/** @type {Promise<void> | null} */
let reloading = null;
let clockOffset_ms = 0;
let flushTimer = 0;
let reloadTimer = 0;
let flushedAt_ms = Number.NEGATIVE_INFINITY;

/** @type {import("@preact/signals").Signal<"loading" | "ready" | "failed">} */
export const phase = signal("loading");
/**
 * What a snapshot says of the whole; `modules` as of `seq`.
 * @typedef {Pick<Snapshot, "demo" | "open" | "timezone" | "config" | "revision" | "quantities" | "profiles" |
 *   "modules" | "seq">} Building
 */
/** @type {Building} */
const NOTHING = {
  ...{ demo: false, open: false, timezone: null, config: {}, revision: 0 },
  ...{ quantities: {}, profiles: {}, modules: [], seq: 0 },
};
export const building = signal(NOTHING);
/** @param {{site: string, room: string}} place */
export function profileIn({ site, room }) {
  const { config, profiles } = building.value;
  return profileOf(config, profiles, site, room);
}
/** The limits that hold in a room. @param {{site: string, room: string}} place @param {string} quantity */
export const limitsIn = (place, quantity) => profileIn(place)?.quantities[quantity]?.limits;
/** The server's time, as well as this page can know it; moves every second. */
export const now_ms = signal(Date.now());
/** Since when nothing can be heard at all, on the server's clock; null while something can. */
export const lostAt_ms = signal(/** @type {number | null} */ (null));
/** A connection that is back sooner was not worth a word. */
const LOST_MS = 4000;
/** Whether what is shown is no longer what is. */
export const isLost = computed(() => lostAt_ms.value !== null && now_ms.value - lostAt_ms.value >= LOST_MS);
const changes = signal(0);
/** Moves with actions and alerts only: of these a page may show thousands. */
const itemsRevision = signal(0);

/** @type {string[]} */
let orderBefore = [];
/** The rooms, worst first. While this page hears nothing they stay as they were: the sensors may be well. */
export const rooms = computed(() => {
  changes.value;
  const { config, profiles } = building.value;
  const heard_ms = lostAt_ms.value ?? now_ms.value;
  const found = roomsOf(devices.values(), sparklines, config, profiles, heard_ms);
  const ordered = keepOrder(found, orderBefore);
  orderBefore = ordered.map(({ key }) => key);
  return ordered;
});

export const actions = computed(() => {
  changes.value;
  return openFirst(actionStates.all(), OPEN_ACTIONS);
});

/** What came of actions that were done, the last first; of those that this page was there to see. */
export const outcomes = computed(() => {
  changes.value;
  return actionStates
    .all()
    .filter(({ realised, updated_at }) => realised && now_ms.value - Date.parse(updated_at) < OUTCOME_MS)
    .sort((a, b) => b.updated_at.localeCompare(a.updated_at));
});

export const alerts = computed(() => {
  changes.value;
  return openFirst(alertStates.all(), OPEN_ALERTS);
});

/** All actions and alerts that this page heard of, also those that are put off or over. */
export const items = computed(() => {
  itemsRevision.value;
  return [...alertStates.all(), ...actionStates.all()];
});

/** All that is known of one room's alerts, also of those that are over. @param {string} site @param {string} room */
export function alertsOf(site, room) {
  return alertStates.all().filter((alert) => alert.site === site && alert.room === room);
}

/** Every device that is not retired. */
export const knownDevices = computed(() => {
  changes.value;
  return [...devices.values()];
});

/** Devices that name no place and were given none. */
export const unplaced = computed(() => {
  const places = building.value.config.places ?? {};
  return knownDevices.value.filter(({ site, device }) => site === UNASSIGNED && !(device in places));
});

/** @template {{state: string, raised_at: string}} T @param {T[]} all @param {Record<string, number>} order */
function openFirst(all, order) {
  return all
    .filter(({ state }) => state in order)
    .sort((a, b) => (order[a.state] ?? 9) - (order[b.state] ?? 9) || b.raised_at.localeCompare(a.raised_at));
}

/** @type {Set<(device: KnownDevice, live: Live) => void>} */
const readingListeners = new Set();
/** @type {Set<(place: Place | null, seq: number) => void>} */
const staleListeners = new Set();
/** @type {Set<(place: Place) => void>} */
const predictionListeners = new Set();

/** @template T @param {Set<T>} listeners @param {T} listener @returns {() => void} Ends it. */
function listen(listeners, listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Hear every live reading, at once. @param {(device: KnownDevice, live: Live) => void} listener */
export const onReading = (listener) => listen(readingListeners, listener);
/**
 * Hear that history drawn for a device (null: for all) is no longer whole, and up to which point of the stream
 * it is to be fetched.
 * @param {(place: Place | null, seq: number) => void} listener
 */
export const onStaleHistory = (listener) => listen(staleListeners, listener);
/** Hear of new forecasts. @param {(place: Place) => void} listener */
export const onPrediction = (listener) => listen(predictionListeners, listener);

/** @param {string} site @param {string} room The devices of one room. */
export function devicesOf(site, room) {
  return [...devices.values()].filter((device) => device.site === site && device.room === room);
}

/**
 * Up to where a room's history must reach to meet what is known live; null while no stream is known.
 * @param {string} site @param {string} room @returns {Point | null}
 */
export function seam(site, room) {
  const { point } = connection;
  if (!point) return null;
  const forgotten = devicesOf(site, room).map(({ forgotten_seq }) => forgotten_seq);
  return { epoch: point.epoch, seq: Math.max(liveFromSeq, ...forgotten) };
}

/** The server's time now. */
export const serverNow_ms = () => Date.now() + clockOffset_ms;

/** Load the first screen, then follow the stream from exactly there. */
export async function openStore() {
  connection.on("frame", takeFrame);
  connection.on("reset", beginAnew);
  connection.on("change", noteLoss);
  connection.on("jump", () => void reload()); // for the server's time
  window.setInterval(tick, 1000);
  await reload();
  connection.subscribe("page", ["measurements", "predictions", "actions", "alerts", "modules"]);
  connection.start();
}

/** @param {Point} point Of this or another stream: what is known before it was not seen live. */
function beginAnew(point) {
  follow(point);
  void reload();
}

/** What was seen live of another stream can't be told from this one's. @param {Point} point */
function follow(point) {
  if (point.epoch !== streamEpoch) {
    for (const device of devices.values()) device.recent = [];
    actionStates.beginAnew();
    alertStates.beginAnew();
  }
  for (const device of devices.values()) device.forgotten_seq = 0;
  streamEpoch = point.epoch;
  liveFromSeq = point.seq;
}

/** A connection that is back first repeats what was missed; until then nothing counts as silent. */
function noteLoss() {
  if (transport(connection.state) === "none") {
    if (connection.heardAt_ms === 0) return;
    lostAt_ms.value ??= serverNow_ms() - (performance.now() - connection.heardAt_ms);
    tick();
  } else if (connection.isCaughtUp) {
    lostAt_ms.value = null;
  }
}

/** Fetch the snapshot; one that is asked for while another is under way is fetched after it, and waited for. */
export function reload() {
  isReloadWanted = true;
  reloading ??= reloadAll();
  return reloading;
}

async function reloadAll() {
  while (isReloadWanted) {
    isReloadWanted = false;
    takeSnapshot(await untilSnapshot());
  }
  reloading = null;
}

/** Ask for ever: nothing can be shown without it. @returns {Promise<Snapshot>} */
async function untilSnapshot() {
  for (;;) {
    try {
      const snapshot = await getSnapshot();
      if (joins(snapshot, followed())) return snapshot;
    } catch (error) {
      console.warn("IAQverse: no snapshot:", error);
      if (phase.value === "loading") phase.value = "failed";
    }
    await new Promise((resolve) => {
      window.setTimeout(resolve, SNAPSHOT_RETRY_MS * (0.5 + Math.random()));
    });
  }
}

/** From where on the stream is followed; null while no connection follows any. @returns {Point | null} */
function followed() {
  const { point, state } = connection;
  if (!point || transport(state) === "none") return null;
  return { epoch: point.epoch, seq: liveFromSeq };
}

/** @param {Snapshot} snapshot */
function takeSnapshot(snapshot) {
  const { demo, open, timezone = null, config, revision, quantities, profiles, modules, seq } = snapshot;
  clockOffset_ms = Date.parse(snapshot.now) - Date.now();
  if (connection.point?.epoch !== snapshot.epoch) {
    connection.resumeFrom(snapshot);
    follow(snapshot);
  }
  const before = new Map(devices);
  devices.clear();
  for (const { reading, last_seen_at, fresh_s, ...place } of snapshot.devices) {
    const device = addDevice(place, fresh_s);
    const known = before.get(idOf(place));
    const { recent = [], forgotten_seq = 0, values = {}, heardAt_ms = 0 } = known ?? {};
    device.heardAt_ms = last_seen_at ? Date.parse(last_seen_at) : 0;
    if (reading) takeValues(device, reading);
    device.recent = recent;
    device.forgotten_seq = forgotten_seq;
    device.prediction = known?.prediction ?? null;
    device.heardAt_ms = Math.max(device.heardAt_ms, heardAt_ms);
    for (const [quantity, latest] of Object.entries(values)) keepNewer(device, quantity, latest);
  }
  for (const [id, device] of before) {
    const isNewer = (device.recent.at(-1)?.seq ?? 0) > snapshot.seq;
    if (isNewer && !devices.has(id)) devices.set(id, device);
  }
  for (const prediction of snapshot.predictions) takePrediction(prediction);
  actionStates.replace(snapshot.actions, snapshot.seq, wasOpenLately);
  alertStates.replace(snapshot.alerts, snapshot.seq, wasOpenLately);
  sparklines.clear();
  for (const [key, sparkline] of Object.entries(snapshot.sparklines)) sparklines.set(key, sparkline);
  building.value = { demo, open, timezone, config, revision, quantities, profiles, modules, seq };
  now_ms.value = serverNow_ms();
  phase.value = "ready";
  flush();
  for (const listener of staleListeners) listener(null, 0);
}

/** @param {Action | Alert} item */
const wasOpenLately = (item) => isOver(item) && now_ms.peek() - Date.parse(item.updated_at) < OUTCOME_MS;

/** @param {Place} place */
const idOf = ({ site, room, device }) => `${site}/${room}/${device}`;

/** @param {Place} place @param {number} fresh_s @returns {KnownDevice} */
function addDevice({ site, room, device }, fresh_s) {
  /** @type {KnownDevice} */
  const known = {
    ...{ site, room, device, fresh_s, heardAt_ms: 0, values: {} },
    ...{ recent: [], forgotten_seq: 0, prediction: null },
  };
  devices.set(idOf(known), known);
  return known;
}

/** @param {Frame} frame */
function takeFrame(frame) {
  if (!("topic" in frame)) {
    if (frame.type === "late") takeLate(frame);
    else if ("revision" in frame) noteRevision(frame.revision);
    return;
  }
  if (isHidden(/** @type {Partial<Place>} */ (frame.data))) return;
  if (frame.topic === "measurements") takeReading(frame);
  else if (frame.topic === "predictions") takePrediction(/** @type {Prediction} */ (frame.data));
  else if (frame.topic === "actions") actionStates.take(/** @type {Action} */ (frame.data), frame.seq);
  else if (frame.topic === "alerts") alertStates.take(/** @type {Alert} */ (frame.data), frame.seq);
  flushSoon();
}

/** @param {Place & {seq: number}} frame The history of a device that may be new has changed. */
function takeLate(frame) {
  for (const listener of staleListeners) listener(frame, frame.seq);
  if (!isHidden(frame)) askIfUnknown(frame);
}

/** Retired devices and the place of the installation check are not shown. @param {Partial<Place>} place */
export function isHidden({ site, room, device }) {
  return (
    site === CHECK_SITE || building.value.config.devices?.[`${site}/${room}/${device}`]?.retired === true
  );
}

/** @param {TopicFrame} frame */
function takeReading(frame) {
  const reading = /** @type {Reading} */ (frame.data);
  askIfUnknown(reading);
  const device = devices.get(idOf(reading)) ?? addDevice(reading, frame.fresh_s ?? FRESH_DEFAULT_S);
  device.fresh_s = frame.fresh_s ?? device.fresh_s;
  device.heardAt_ms = serverNow_ms();
  takeValues(device, reading);
  const live = { seq: frame.seq, ts_ms: Date.parse(reading.ts), values: reading.values };
  device.recent.push(live);
  if (device.recent.length > RECENT_READINGS) {
    device.forgotten_seq = device.recent.splice(0, RECENT_READINGS / 4).at(-1)?.seq ?? 0;
  }
  for (const listener of readingListeners) listener(device, live);
  if (frame.skipped) for (const listener of staleListeners) listener(device, frame.seq);
}

/** @param {KnownDevice} device @param {Reading} reading */
function takeValues(device, { ts, values, raw = {} }) {
  const { heardAt_ms } = device;
  for (const [quantity, value] of Object.entries(values))
    keepNewer(device, quantity, { value, sent: raw[quantity] ?? value, ts_ms: Date.parse(ts), heardAt_ms });
}

/** @param {KnownDevice} device @param {string} quantity @param {KnownDevice["values"][string]} latest */
function keepNewer(device, quantity, latest) {
  const known = device.values[quantity];
  if (!known || known.ts_ms <= latest.ts_ms) device.values[quantity] = latest;
}

/** @param {Prediction} prediction */
function takePrediction(prediction) {
  const device = devices.get(idOf(prediction));
  if (!device) return;
  if (device.prediction && device.prediction.made_at > prediction.made_at) return;
  device.prediction = prediction;
  for (const listener of predictionListeners) listener(device);
}

/** A device of which the snapshot knew nothing is there by now: ask. @param {Place} place */
function askIfUnknown(place) {
  if (!devices.has(idOf(place))) reloadAfter(UNKNOWN_DEVICE_MS);
}

/** Names and limits are the snapshot's: fetch it again, but not all pages at once. @param {number} revision */
function noteRevision(revision) {
  if (revision !== building.value.revision) reloadAfter(REVISION_MS * (0.2 + Math.random()));
}

/** Fetch the snapshot once for all that is heard of until then. @param {number} wait_ms */
function reloadAfter(wait_ms) {
  if (reloadTimer) return;
  reloadTimer = window.setTimeout(() => {
    reloadTimer = 0;
    void reload();
  }, wait_ms);
}

/** Feed a reading that came by another way (the older door of `charts.js`). @param {Reading} reading */
export function feedReading(reading) {
  takeFrame({ topic: "measurements", seq: (connection.point?.seq ?? 0) + 1, data: reading });
}

/** At once after a silence. */
function flushSoon() {
  if (flushTimer) return;
  flushTimer = window.setTimeout(flush, Math.max(0, flushedAt_ms + FLUSH_MS - performance.now()));
}

function flush() {
  window.clearTimeout(flushTimer);
  flushTimer = 0;
  flushedAt_ms = performance.now();
  changes.value += 1;
  itemsRevision.value = actionStates.changes + alertStates.changes;
  for (const { key, score, online } of rooms.peek()) {
    if (!online || score === null) continue;
    const sparkline = sparklines.get(key) ?? { ts_ms: [], score: [] };
    sparklines.set(key, sparkline);
    extendSparkline(sparkline, score, serverNow_ms());
  }
}

function tick() {
  if (!document.hidden) now_ms.value = serverNow_ms();
}

/**
 * Show at once what a person did; the server's own word replaces it.
 * @param {"actions" | "alerts"} kind @param {string} id @param {string} state
 * @returns {() => void} Takes it back.
 */
export function assume(kind, id, state) {
  const states = kind === "actions" ? actionStates : alertStates;
  const before = states.get(id);
  if (!before) return () => {};
  assumed.set(id, { before: before.state, state, until_ms: performance.now() + ASSUMED_MS });
  states.show(id, state);
  flush();
  return () => {
    assumed.delete(id);
    if (states.get(id)?.state === state) states.show(id, before.state);
    flush();
  };
}

/**
 * News of an item that were made before the server heard what a person did about it do not undo that.
 * @template {{id: string, state: string}} T @param {T} item @returns {T}
 */
function asAssumed(item) {
  const assumption = assumed.get(item.id);
  if (!assumption) return item;
  if (item.state === assumption.before && performance.now() < assumption.until_ms) {
    return { ...item, state: assumption.state };
  }
  assumed.delete(item.id);
  return item;
}
