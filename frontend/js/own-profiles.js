/** Profiles of thresholds: the shipped ones and people's own, as they are edited. Pure. */

import { isEqual } from "./merge.js";

/**
 * @typedef {import("./wire.js").Config} Config
 * @typedef {import("./wire.js").Limits} Limits
 * @typedef {import("./wire.js").Profile} Profile
 * @typedef {Record<string, Profile>} Profiles As the server has them.
 * @typedef {{limits: Limits, source: string, isOwn: boolean}} Row
 */

export const DEFAULT = "default";

/** All profiles by key with their names, the default first. @param {Profiles} profiles @param {Config} config */
export function profileNames(profiles, config) {
  const shipped = Object.entries(profiles).filter(([, { own }]) => !own);
  return /** @type {[string, string][]} */ (
    [...shipped, ...Object.entries(config.profiles ?? {})].map(([key, { name }]) => [key, name])
  );
}

/**
 * The whole table of a profile, of one's own as it is being edited.
 * @param {Profiles} profiles @param {Config} config @param {string} key @returns {Record<string, Row>}
 */
export function tableOf(profiles, config, key) {
  const own = config.profiles?.[key]?.limits;
  const base = profiles[own ? DEFAULT : key]?.quantities ?? {};
  const quantities = [...new Set([...Object.keys(base), ...Object.keys(own ?? {})])];
  return Object.fromEntries(
    quantities.map((quantity) => {
      const mine = own?.[quantity];
      const { limits, source } = base[quantity] ?? { limits: [], source: "" };
      return [quantity, { limits: mine ?? limits, source: mine ? "" : source, isOwn: mine !== undefined }];
    }),
  );
}

/** A profile of one's own with what another one says differently from the default. @param {Profiles} profiles @param {Config} config @param {string} key @param {string} name */
export function copyOf(profiles, config, key, name) {
  const rows = Object.entries(tableOf(profiles, config, key)).filter(
    ([quantity, { limits }]) => !isEqual(limits, profiles[DEFAULT]?.quantities[quantity]?.limits),
  );
  return { name, limits: Object.fromEntries(rows.map(([quantity, { limits }]) => [quantity, limits])) };
}

/** @param {Config} config */
export function freeProfile(config) {
  for (let number = 1; ; number += 1) if (!config.profiles?.[`own-${number}`]) return `own-${number}`;
}

/** The configuration without a profile: who used it, uses the default. @param {Config} config @param {string} key @returns {Config} */
export function withoutProfile(config, key) {
  const { [key]: _, ...profiles } = config.profiles ?? {};
  const rooms = Object.entries(config.rooms ?? {}).map(([name, room]) => [
    name,
    room.profile === key ? { ...room, profile: null } : room,
  ]);
  const profile = config.profile === key ? DEFAULT : config.profile;
  return { ...config, profiles, rooms: Object.fromEntries(rooms), ...(profile && { profile }) };
}

/** Whether four limits rise, or four pairs lie around each other. @param {Limits} limits */
export function areLimits(limits) {
  return limits.every((limit, at) => {
    const before = limits[at - 1];
    if (typeof limit === "number") return typeof before !== "number" ? limit > 0 : limit > before;
    const [low, high] = limit;
    return low < high && (!Array.isArray(before) || (low < before[0] && high > before[1]));
  });
}
