/**
 * What the devices page shows and saves. Pure: what the server said, the configuration and the time in; rows and
 * documents out.
 */

import { numberOf } from "./numbers.js";
import { isFresh, UNASSIGNED } from "./rooms.js";

/**
 * @typedef {import("./wire.js").Alert} Alert
 * @typedef {import("./wire.js").Config} Config
 * @typedef {import("./wire.js").DeviceAnswer} DeviceAnswer
 * @typedef {import("./rooms.js").Device} Device
 * @typedef {import("./wire.js").SeriesColumns} SeriesColumns
 *
 * @typedef {"retired" | "faulty" | "silent" | "unplaced" | "live"} DeviceState What is said of it first.
 *
 * @typedef {object} DeviceRow
 * @property {string} key `site/room/device`.
 * @property {string} site @property {string} room @property {string} device @property {string} name
 * @property {DeviceState} state
 * @property {Alert[]} faults
 * @property {number} heardAt_ms 0: not since anybody remembers.
 * @property {number | null} step_s The median of its last gaps.
 * @property {number} fresh_s How long after its last reading it counts as heard of.
 * @property {Device["values"]} values
 * @property {string[]} quantities Measured or calibrated.
 *
 * @typedef {{name: string, calibration: Record<string, number>}} Saved What a person says of a device.
 * @typedef {{from_ms: number, to_ms: number}} Silence
 */

const FAULT = /^(?:range|stuck|spike|step|dropout)-[a-z0-9_]+--(.+)$/;
const OPEN = ["firing", "acknowledged"];

/** @param {{site: string, room: string, device: string}} place */
export const keyOf = ({ site, room, device }) => `${site}/${room}/${device}`;

/**
 * All devices by place and name; not those that have been given a room since they were heard of without one.
 * @param {DeviceAnswer[]} answers @param {Iterable<Device>} live @param {Alert[]} alerts @param {Config} config
 * @param {number} now_ms @returns {DeviceRow[]}
 */
export function deviceRows(answers, live, alerts, config, now_ms) {
  const known = new Map(answers.map((answer) => [keyOf(answer), answer]));
  const heard = new Map([...live].map((device) => [keyOf(device), device]));
  return [...new Set([...known.keys(), ...heard.keys()])]
    .map((key) => rowOf(key, known.get(key), heard.get(key), alerts, config, now_ms))
    .filter(({ site, device }) => site !== UNASSIGNED || !(device in (config.places ?? {})))
    .sort((a, b) => placeOf(a).localeCompare(placeOf(b)) || a.name.localeCompare(b.name));
}

/** Those without a place first: something is to be done for them. @param {DeviceRow} row */
const placeOf = ({ site, room }) => (site === UNASSIGNED ? "" : `${site}/${room}`);

/**
 * @param {string} key @param {DeviceAnswer | undefined} answer @param {Device | undefined} live
 * @param {Alert[]} alerts @param {Config} config @param {number} now_ms
 * @returns {DeviceRow}
 */
function rowOf(key, answer, live, alerts, config, now_ms) {
  const [site = "", room = "", device = ""] = key.split("/");
  const saved = savedOf(config, key);
  const faults = faultsOf(alerts, { site, room, device });
  const values = live?.values ?? {};
  const answeredAt_ms = answer?.last_seen_at ? Date.parse(answer.last_seen_at) : 0;
  const known = new Set([
    ...(answer?.quantities ?? []),
    ...Object.keys(values),
    ...Object.keys(saved.calibration),
  ]);
  return {
    ...{ key, site, room, device, faults, values },
    name: saved.name || device,
    state: config.devices?.[key]?.retired ? "retired" : stateOf(site, faults, live, now_ms),
    heardAt_ms: Math.max(live?.heardAt_ms ?? 0, answeredAt_ms),
    step_s: answer?.step_s ?? null,
    fresh_s: live?.fresh_s ?? answer?.fresh_s ?? 0,
    quantities: [...known],
  };
}

/**
 * @param {string} site @param {Alert[]} faults @param {Device | undefined} live @param {number} now_ms
 * @returns {DeviceState}
 */
function stateOf(site, faults, live, now_ms) {
  if (faults.length > 0) return "faulty";
  if (!live || !isFresh(live, now_ms)) return "silent";
  return site === UNASSIGNED ? "unplaced" : "live";
}

/** @param {Alert[]} alerts @param {{site: string, room: string, device: string}} place */
function faultsOf(alerts, { site, room, device }) {
  return alerts.filter(
    (alert) =>
      alert.site === site &&
      alert.room === room &&
      OPEN.includes(alert.state) &&
      FAULT.exec(alert.rule)?.[1] === device,
  );
}

/** Whether a person looks for it: every word in one of its names. @param {string} search @param {string[]} names */
export function isFound(search, names) {
  const text = names.join(" ").toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** @param {Config} config @param {string} key @returns {Saved} */
export function savedOf(config, key) {
  const { name, calibration } = config.devices?.[key] ?? {};
  return { name: name ?? "", calibration: calibration ?? {} };
}

/** @param {Saved} a @param {Saved} b */
export function isSame(a, b) {
  const quantities = Object.keys({ ...a.calibration, ...b.calibration });
  return (
    a.name === b.name &&
    quantities.every((quantity) => (a.calibration[quantity] ?? 0) === (b.calibration[quantity] ?? 0))
  );
}

/**
 * The configuration with what is said of one device; all else stays.
 * @param {Config} config @param {string} key @param {Saved} saved @returns {Config}
 */
export function withDevice(config, key, { name, calibration }) {
  const device = { ...config.devices?.[key], name: name || null, calibration };
  return { ...config, devices: { ...config.devices, [key]: device } };
}

/** An offset as people type it: `1,5`, `−2`, nothing. @param {string} text @returns {number} NaN if it is none. */
export function parseOffset(text) {
  return text.trim() ? numberOf(text) : 0;
}

/** @param {Record<string, string>} typed By quantity. */
export function parseOffsets(typed) {
  const offsets = Object.entries(typed).map(([quantity, text]) => [quantity, parseOffset(text)]);
  return /** @type {Record<string, number>} */ (Object.fromEntries(offsets.filter(([, offset]) => offset)));
}

/**
 * When a device said nothing at all, for longer than it counts as heard of and than history is fine.
 * @param {Pick<SeriesColumns, "ts_ms" | "mean">[]} lines Of all its quantities.
 * @param {{start_ms: number, step_ms: number, fresh_ms: number, heardAt_ms: number, now_ms: number}} known
 *   `heardAt_ms`: its last reading, perhaps before the history begins.
 * @returns {{from_ms: number, silences: Silence[]}} `from_ms`: since when it is known at all.
 */
export function silencesOf(lines, { start_ms, step_ms, fresh_ms, heardAt_ms, now_ms }) {
  const measured = lines.flatMap(({ ts_ms, mean }) => ts_ms.filter((_, at) => mean[at] !== null));
  const heard_ms = [...measured, Math.max(heardAt_ms, start_ms)].sort((a, b) => a - b);
  const longest_ms = Math.max(fresh_ms, 1.5 * step_ms);
  const silences = [...heard_ms, now_ms].flatMap((to_ms, at) => {
    const from_ms = heard_ms[at - 1] ?? to_ms;
    return to_ms - from_ms > longest_ms ? [{ from_ms, to_ms }] : [];
  });
  return { from_ms: heard_ms[0] ?? now_ms, silences };
}
