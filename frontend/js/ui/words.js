/** Sentences from what the services say by key: because, advice, expected. */

import { formatError, formatNumber, formatShare, formatSpan, formatWithUnit } from "../format.js";
import { has, locale, t } from "../i18n.js";
import { roomTitle } from "../rooms.js";
import { building, now_ms } from "../store.js";
import { ratioOf, shownUnit } from "../units.js";
import { timeAt } from "./clock.jsx";

/** @typedef {import("../wire.js").Action} Action @typedef {import("../wire.js").Alert} Alert */

/** As it stands within a sentence. @param {string} quantity */
export function quantityName(quantity) {
  return has(`quantity-${quantity}`) ? t(`quantity-${quantity}`) : quantity;
}

/** As it stands at the beginning. @param {string} quantity */
export function quantityTitle(quantity) {
  return capitalised(quantityName(quantity));
}

/** @param {string} words */
export function capitalised(words) {
  return words.charAt(0).toLocaleUpperCase(locale.value) + words.slice(1);
}

/** @param {string} quantity */
export function unitOf(quantity) {
  return shownUnit(quantity, building.value.quantities[quantity]?.unit ?? "");
}

/** @param {string} quantity @param {number} value */
export function valueWithUnit(quantity, value) {
  return formatWithUnit(locale.value, quantity, value, unitOf(quantity));
}

/** How far off it was. @param {string} quantity @param {number} error */
export function errorWithUnit(quantity, error) {
  return formatError(locale.value, error * ratioOf(quantity), unitOf(quantity));
}

/** @param {number} latency_ms */
export function milliseconds(latency_ms) {
  return `${formatNumber(locale.value, latency_ms < 10 ? latency_ms : Math.round(latency_ms))}\u00a0ms`;
}

/** `CO₂ (1,184 ppm)` @param {string} quantity @param {number} value */
export function quantityWithValue(quantity, value) {
  return `${quantityName(quantity)} (${valueWithUnit(quantity, value)})`;
}

/** What limits a room, or since when it is silent. @param {import("../rooms.js").Room} room */
export function reasonOf(room) {
  if (!room.online) {
    if (room.heardAt_ms === 0) return t("tile-never");
    const now = now_ms.value;
    return t("tile-silent", {
      span: formatSpan(locale.value, now - room.heardAt_ms),
      time: timeAt(room.site, room.heardAt_ms, now),
    });
  }
  const shown = room.limiting ? room.values[room.limiting] : undefined;
  if (!room.limiting || !shown) return t("tile-unscored");
  if ((shown.score ?? 0) >= 90) return t("tile-nothing");
  return t("tile-limited", { what: quantityWithValue(room.limiting, shown.value) });
}

/** How far ahead. @param {number} horizon_s @param {"long" | "short"} [display] */
export function aheadWords(horizon_s, display) {
  return formatSpan(locale.value, horizon_s * 1000, display);
}

/** @param {number} share 1 is all. */
export function shareWords(share) {
  return formatShare(locale.value, share);
}

/** @param {{site: string, room: string}} place */
export function roomOfPlace({ site, room }) {
  return roomTitle(building.value.config, site, room);
}

/**
 * The names of drawn lines, as short as tells them apart: rooms, devices, or both.
 * @param {{site: string, room: string, device: string}[]} lines
 */
export function lineNames(lines) {
  const rooms = lines.map(roomOfPlace);
  const severalRooms = new Set(lines.map(({ site, room }) => `${site}/${room}`)).size > 1;
  return lines.map((line, at) => {
    const shares = rooms.filter((room) => room === rooms[at]).length > 1;
    if (!severalRooms) return deviceName(line);
    return shares ? `${rooms[at]} · ${deviceName(line)}` : (rooms[at] ?? "");
  });
}

/** @param {{site: string, room: string, device: string}} place */
export function deviceName({ site, room, device }) {
  return building.value.config.devices?.[`${site}/${room}/${device}`]?.name ?? device;
}

/** @param {Action} action */
export function adviceOf(action) {
  const key = `advice-${action.advice}`;
  const room = roomOfPlace(action);
  return has(key) ? t(key, { room }) : `${room}: ${action.advice}`;
}

/** @param {Action | Alert} item Why it is there. */
export function becauseOf(item) {
  const { key, arguments: given } = item.because;
  const quantity = String("quantity" in item ? item.quantity : (given.quantity ?? ""));
  if (!has(`because-${key}`)) return key;
  return t(`because-${key}`, {
    ...formattedArguments(item.site, quantity, given),
    quantity: quantityTitle(quantity),
    room: roomOfPlace(item),
  });
}

/** @param {string} site @param {string} quantity @param {Record<string, string | number>} given */
function formattedArguments(site, quantity, given) {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, formattedArgument(site, quantity, name, value)]),
  );
}

/** @param {string} site @param {string} quantity @param {string} name @param {string | number} value */
function formattedArgument(site, quantity, name, value) {
  if (name.endsWith("_at")) return timeAt(site, Date.parse(String(value)), now_ms.peek());
  if (typeof value !== "number") return value;
  if (name.endsWith("_s")) return formatSpan(locale.value, value * 1000);
  return valueWithUnit(name.startsWith("outdoor_") ? name.slice("outdoor_".length) : quantity, value);
}

/** What an action is expected to bring and how soon, if it says so. @param {Action} action */
export function expectedOf(action) {
  const { expected, quantity } = action;
  const value = expected?.[quantity];
  if (!expected || typeof value !== "number") return null;
  const sentences = [
    promiseOf(action, value),
    isBeyondLimit(action, value) && t("expected-limit", { limit: argumentOf(action, "limit") }),
    noteOf(action),
  ];
  return sentences.filter(Boolean).join(" ");
}

/** What that rests on, if it says so. @param {Action} action */
export function basisOf({ expected }) {
  const key = `basis-${expected?.basis}`;
  if (!has(key)) return null;
  return t(key, { rate: formatNumber(locale.value, Number(expected?.air_change_per_h ?? 0)) });
}

/** How sure it is, if it says so. @param {Action} action */
export function confidenceOf({ confidence }) {
  if (typeof confidence !== "number") return "";
  return t("action-confidence", { share: shareWords(confidence) });
}

/** @param {Action} action */
export function raisedOf(action) {
  const time = timeAt(action.site, Date.parse(action.raised_at));
  return `${t("action-raised", { time })} ${confidenceOf(action)}`;
}

/** What came of what was done. @param {Action} action */
export function realisedOf(action) {
  const { quantity, realised } = action;
  const value = realised?.[quantity];
  if (!realised || typeof value !== "number") return null;
  const isSooner = realised.is_reached && Number(realised.within_s) < Number(realised.promised_s);
  const outcome = realised.in_band ? "in_band" : isSooner ? "sooner" : "missed";
  return t(`realised-${outcome}`, {
    room: roomOfPlace(action),
    quantity: quantityName(quantity),
    value: valueWithUnit(quantity, value),
    span: formatSpan(locale.value, Number(realised.within_s ?? 0) * 1000),
    promised: valueWithUnit(quantity, Number(realised.promised)),
  });
}

/** @param {Action} action @param {number} value */
function promiseOf({ expected, quantity }, value) {
  const [span, low, high] = ["within_s", "low_s", "high_s"].map((name) => Number(expected?.[name] ?? 0));
  const given = {
    quantity: quantityName(quantity),
    value: valueWithUnit(quantity, value),
    span: formatSpan(locale.value, (span ?? 0) * 1000),
    low: formatSpan(locale.value, (low ?? 0) * 1000),
    high: formatSpan(locale.value, (high ?? 0) * 1000),
  };
  return low && high && low < high ? t("expected-band", given) : t("expected", given);
}

/** Whether an advice leaves the air worse than its limit. @param {Action} action @param {number} value */
function isBeyondLimit({ because, quantity }, value) {
  const limit = because.arguments.limit;
  if (typeof limit !== "number" || typeof quantity !== "string") return false;
  return isTooLow(because) ? value < limit : value > limit;
}

/** Whether something is about too little. @param {import("../wire.js").Because} because */
export function isTooLow({ key }) {
  return key.endsWith("_below");
}

/** How it is outdoors, if that decided. @param {Action} action */
function noteOf(action) {
  const key = `note-${action.expected?.note}`;
  if (!has(key)) return null;
  const [name, value] =
    Object.entries(action.because.arguments).find(([name]) => name.startsWith("outdoor_")) ?? [];
  const quantity = name?.slice("outdoor_".length) ?? "";
  return t(key, {
    what: quantityWithValue(quantity, Number(value)),
    outdoor: valueWithUnit(quantity, Number(value)),
    water: grams(action.because.arguments.outdoor_water_gm3),
    indoor: grams(action.because.arguments.water_gm3),
  });
}

/** @param {Action} action @param {string} name */
function argumentOf({ because, quantity }, name) {
  return valueWithUnit(quantity, Number(because.arguments[name]));
}

/** @param {string | number | undefined} value */
function grams(value) {
  return `${formatNumber(locale.value, Number(value ?? 0))}\u00a0g`;
}
