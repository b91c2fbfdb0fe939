/** Sites, their rooms and what those are fitted with, as the settings page shows them. Pure. */

import { areLimits } from "./own-profiles.js";
import { roomName, UNASSIGNED } from "./rooms.js";

/**
 * @typedef {import("./wire.js").Config} Config
 * @typedef {import("./wire.js").ModuleKind} ModuleKind
 * @typedef {import("./merge.js").Path} Path
 * @typedef {{path: Path, key: string}} Wrong `settings-wrong-<key>` are its words.
 */

export const ROOM_KINDS = [
  "room",
  "classroom",
  "office",
  "meeting_room",
  "living_room",
  "bedroom",
  "kitchen",
  "bathroom",
  "corridor",
  "outdoor",
];
/** @type {ModuleKind[]} */
export const MODULE_KINDS = ["window", "door", "ventilation", "radiator", "purifier"];
const HIDDEN_SITES = [UNASSIGNED, "check"];

/** @param {string} key `site/room` or longer. */
const siteOf = (key) => key.split("/")[0] ?? "";

/** The sites that there is anything of. @param {Config} config @param {string[]} heard Rooms with devices. */
export function sitesOf(config, heard) {
  const sites = [
    ...Object.keys(config.sites ?? {}),
    ...[...Object.keys(config.rooms ?? {}), ...heard].map(siteOf),
  ];
  return [...new Set(sites)].filter((site) => !HIDDEN_SITES.includes(site)).sort();
}

/**
 * The rooms of a site as people arranged them, those that nobody did by name.
 * @param {Config} config @param {string[]} heard @param {string} site @returns {string[]} `site/room`
 */
export function roomsOfSite(config, heard, site) {
  const keys = new Set([...Object.keys(config.rooms ?? {}), ...heard].filter((key) => siteOf(key) === site));
  const order = (/** @type {string} */ key) => config.rooms?.[key]?.order ?? 0;
  const name = (/** @type {string} */ key) => roomName(config, site, key.slice(site.length + 1));
  return [...keys].sort((a, b) => order(a) - order(b) || name(a).localeCompare(name(b)));
}

/**
 * The order of all rooms of a site when one of them moves.
 * @param {string[]} keys As they stand. @param {string} key @param {-1 | 1} by @returns {Map<string, number>} From 1.
 */
export function reordered(keys, key, by) {
  const others = keys.filter((other) => other !== key);
  others.splice(Math.max(0, keys.indexOf(key) + by), 0, key);
  return new Map(others.map((other, at) => [other, at + 1]));
}

/** @param {Config} config @param {string} room `site/room` @returns {string[]} `site/room/module` */
export function modulesOf(config, room) {
  return Object.keys(config.modules ?? {})
    .filter((key) => key.startsWith(`${room}/`))
    .sort();
}

/** A key that is free: `site/room/window-1`. @param {Config} config @param {string} room @param {ModuleKind} kind */
export function freeModule(config, room, kind) {
  for (let number = 1; ; number += 1) {
    const key = `${room}/${kind}-${number}`;
    if (!config.modules?.[key]) return key;
  }
}

/** Whether nothing ever was or will be measured there, so that a room can go. @param {Config} config @param {string} room */
export function isWithoutDevices(config, room) {
  const isHere = (/** @type {string} */ key) => key.startsWith(`${room}/`);
  return (
    !Object.keys(config.devices ?? {}).some(isHere) && !Object.values(config.places ?? {}).includes(room)
  );
}

/** The configuration without a room and what it was fitted with. @param {Config} config @param {string} room */
export function withoutRoom(config, room) {
  const without = (/** @type {Record<string, any> | undefined} */ parts) =>
    Object.fromEntries(Object.entries(parts ?? {}).filter(([key]) => !`${key}/`.startsWith(`${room}/`)));
  return { ...config, rooms: without(config.rooms), modules: without(config.modules) };
}

/** What can't be saved, before the server says so. @param {Config} config @returns {Wrong[]} */
export function wrongIn(config) {
  /** @type {Wrong[]} */
  const wrong = [];
  if (!config.building?.name?.trim()) wrong.push({ path: ["building", "name"], key: "empty" });
  for (const [room, { occupied }] of Object.entries(config.rooms ?? {})) {
    const path = ["rooms", room, "occupied"];
    if (!occupied) continue;
    if (occupied.days.length === 0) wrong.push({ path, key: "days" });
    if (!(occupied.start < occupied.end)) wrong.push({ path, key: "hours" });
  }
  for (const [profile, { name, limits }] of Object.entries(config.profiles ?? {})) {
    if (!name.trim()) wrong.push({ path: ["profiles", profile, "name"], key: "empty" });
    for (const [quantity, each] of Object.entries(limits)) {
      const path = ["profiles", profile, "limits", quantity];
      if (!areLimits(each)) wrong.push({ path, key: Array.isArray(each[0]) ? "nested" : "rising" });
    }
  }
  return wrong;
}
