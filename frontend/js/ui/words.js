/** Sentences from what the services say by key: because, advice, expected. */

import { formatSince, formatSpan, formatWithUnit } from "../format.js";
import { has, locale, t } from "../i18n.js";
import { roomTitle } from "../rooms.js";
import { building, now_ms } from "../store.js";

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
  return building.value.quantities[quantity]?.unit ?? "";
}

/** @param {string} quantity @param {number} value */
export function valueWithUnit(quantity, value) {
  return formatWithUnit(locale.value, quantity, value, unitOf(quantity));
}

/** `CO₂ (1,184 ppm)` @param {string} quantity @param {number} value */
export function quantityWithValue(quantity, value) {
  return `${quantityName(quantity)} (${valueWithUnit(quantity, value)})`;
}

/** @param {{site: string, room: string}} place */
export function roomOfPlace({ site, room }) {
  return roomTitle(building.value.config, site, room);
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
    ...formattedArguments(quantity, given),
    quantity: quantityTitle(quantity),
    room: roomOfPlace(item),
  });
}

/** @param {string} quantity @param {Record<string, string | number>} given */
function formattedArguments(quantity, given) {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, formattedArgument(quantity, name, value)]),
  );
}

/** @param {string} quantity @param {string} name @param {string | number} value */
function formattedArgument(quantity, name, value) {
  if (name.endsWith("_at")) return formatSince(locale.value, Date.parse(String(value)), now_ms.peek());
  if (typeof value !== "number") return value;
  return name.endsWith("_s") ? formatSpan(locale.value, value * 1000) : valueWithUnit(quantity, value);
}

/** What an action is expected to bring, if it says so. @param {Action} action */
export function expectedOf({ expected, quantity }) {
  const value = expected?.[quantity];
  if (!expected || typeof value !== "number") return null;
  const within_s = Number(expected.within_s ?? 0);
  const sentence = t("expected", {
    quantity: quantityName(quantity),
    value: valueWithUnit(quantity, value),
    span: formatSpan(locale.value, within_s * 1000),
  });
  const note = `note-${expected.note}`;
  return has(note) ? `${sentence} ${t(note)}` : sentence;
}
