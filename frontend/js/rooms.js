/**
 * What a room shows: per quantity its worst fresh device, and the worst of those is its score.
 * Pure: devices, configuration and the time in, rooms out.
 */

import { levelOf, profileOf, scoreOf } from "./score.js";

/**
 * @typedef {import("./wire.js").Config} Config
 * @typedef {import("./wire.js").Level} Level
 * @typedef {import("./wire.js").Profile} Profile
 * @typedef {import("./wire.js").Reading} Reading
 * @typedef {import("./wire.js").Sparkline} Sparkline
 *
 * @typedef {{value: number, sent: number, ts_ms: number, heardAt_ms: number}} Latest `sent`: before calibration.
 *
 * @typedef {object} Device
 * @property {string} site @property {string} room @property {string} device
 * @property {number} fresh_s How long after its last reading it counts as heard of.
 * @property {number} heardAt_ms When it was last heard of, on the server's clock.
 * @property {Record<string, Latest>} values The latest of each quantity.
 *
 * @typedef {{value: number, score: number | null, level: Level | null, device: string}} Shown
 *
 * @typedef {object} Room
 * @property {string} key `site/room`.
 * @property {string} site @property {string} room @property {string} name @property {string} siteName
 * @property {number} order Lower ones are offered first where rooms are chosen from.
 * @property {boolean} isOutdoor Its air is that outside: nobody can do anything about it.
 * @property {string} title Its name; with its site's where another site has a room of that name.
 * @property {boolean} online Whether any of its devices is fresh.
 * @property {number | null} score @property {Level | null} level
 * @property {string | null} limiting The quantity with the worst score.
 * @property {Record<string, Shown>} values
 * @property {number} heardAt_ms
 * @property {"improving" | "worsening" | "stable" | null} trend
 * @property {Sparkline | null} sparkline Scores of the last hour, at most one a minute.
 */

export const UNASSIGNED = "unassigned";
const MINUTE_MS = 60000;
/** Tiles do not change places for less. */
const ORDER_POINTS = 3;
/** A change of the score that people would feel, not noise. */
const TREND_POINTS = 4;

/** In the order in which a tile and the picker show them. */
const QUANTITY_ORDER = [
  "co2_ppm",
  "pm25_ugm3",
  "temperature_c",
  "humidity_pct",
  "tvoc_ppb",
  "tvoc_ugm3",
  "voc_index",
  "pm10_ugm3",
];

/** @param {string[]} quantities */
export function inOrder(quantities) {
  /** @param {string} quantity */
  const rank = (quantity) =>
    (QUANTITY_ORDER.indexOf(quantity) + QUANTITY_ORDER.length + 1) % (QUANTITY_ORDER.length + 1);
  return quantities.toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** @param {Device} device @param {number} now_ms On the server's clock. */
export function isFresh(device, now_ms) {
  return now_ms - device.heardAt_ms <= device.fresh_s * 1000;
}

/**
 * The rooms, worst first, then silent ones, what is outdoors last.
 * @param {Iterable<Device>} devices
 * @param {Map<string, Sparkline>} sparklines
 * @param {Config} config
 * @param {Record<string, Profile>} profiles
 * @param {number} now_ms
 * @returns {Room[]}
 */
export function roomsOf(devices, sparklines, config, profiles, now_ms) {
  /** @type {Map<string, Device[]>} */
  const byRoom = new Map();
  for (const device of devices) {
    if (device.site === UNASSIGNED) continue;
    const key = `${device.site}/${device.room}`;
    byRoom.set(key, [...(byRoom.get(key) ?? []), device]);
  }
  return [...byRoom]
    .map(([key, members]) => roomOf(key, members, sparklines.get(key), config, profiles, now_ms))
    .sort(worstFirst);
}

/** @param {Room} a @param {Room} b */
function worstFirst(a, b) {
  return (
    Number(a.isOutdoor) - Number(b.isOutdoor) ||
    Number(b.online) - Number(a.online) ||
    (a.score ?? 101) - (b.score ?? 101) ||
    a.name.localeCompare(b.name)
  );
}

/**
 * Keep the rooms where they were unless one is clearly worse than the one before it: two rooms of nearly the
 * same score must not change places with every reading.
 * @param {Room[]} rooms Worst first. @param {string[]} before Their keys as they stood.
 * @returns {Room[]}
 */
export function keepOrder(rooms, before) {
  /** @param {Room} room */
  const place = ({ key }) => before.indexOf(key);
  const known = rooms.filter((room) => place(room) !== -1).sort((a, b) => place(a) - place(b));
  /** @type {Room[]} */
  const ordered = [];
  for (const room of [...known, ...rooms.filter((room) => place(room) === -1)]) {
    let at = ordered.length;
    const points = place(room) === -1 ? 0 : ORDER_POINTS;
    while (at > 0 && isWorse(room, ordered[at - 1] ?? room, points)) at -= 1;
    ordered.splice(at, 0, room);
  }
  return ordered;
}

/** @param {Room} room @param {Room} other @param {number} points By more than so many. */
function isWorse(room, other, points) {
  if (room.isOutdoor !== other.isOutdoor) return other.isOutdoor;
  if (room.online !== other.online) return room.online;
  return (other.score ?? 101) - (room.score ?? 101) > points;
}

/**
 * @param {string} key @param {Device[]} devices @param {Sparkline | undefined} sparkline
 * @param {Config} config @param {Record<string, Profile>} profiles @param {number} now_ms
 * @returns {Room}
 */
function roomOf(key, devices, sparkline, config, profiles, now_ms) {
  const [site = "", room = ""] = key.split("/");
  const fresh = devices.filter((device) => isFresh(device, now_ms));
  const values = shownValues(fresh, profileOf(config, profiles, site, room), now_ms);
  const limiting = worstOf(values);
  const score = limiting ? (values[limiting]?.score ?? null) : null;
  return {
    key,
    site,
    room,
    name: roomName(config, site, room),
    siteName: siteName(config, site),
    title: roomTitle(config, site, room),
    order: config.rooms?.[key]?.order ?? 0,
    isOutdoor: config.rooms?.[key]?.kind === "outdoor",
    online: fresh.length > 0,
    score,
    level: score === null ? null : levelOf(score),
    limiting,
    values,
    heardAt_ms: Math.max(...devices.map((device) => device.heardAt_ms)),
    trend: trendOf(sparkline, score, now_ms),
    sparkline: sparkline ?? null,
  };
}

/** @param {Config} config @param {string} site @param {string} room */
export function roomName(config, site, room) {
  return config.rooms?.[`${site}/${room}`]?.name ?? readable(room);
}

/** @param {Config} config @param {string} site */
export function siteName(config, site) {
  return config.sites?.[site]?.name ?? readable(site);
}

/** @param {Config} config @param {string} site @param {string} room */
export function roomTitle(config, site, room) {
  const name = roomName(config, site, room);
  const sites = sitesByName(config).get(name);
  const isShared = sites && (sites.size > 1 || !sites.has(site));
  return isShared ? `${name} (${siteName(config, site)})` : name;
}

/** @type {WeakMap<Config, Map<string, Set<string>>>} */
const sitesOfNames = new WeakMap();

/** At which sites there is a room of a name: told for every room, many times a second. @param {Config} config */
function sitesByName(config) {
  const known = sitesOfNames.get(config);
  if (known) return known;
  /** @type {Map<string, Set<string>>} */
  const sites = new Map();
  for (const key of Object.keys(config.rooms ?? {})) {
    const [site = "", room = ""] = key.split("/");
    const name = roomName(config, site, room);
    sites.set(name, (sites.get(name) ?? new Set()).add(site));
  }
  sitesOfNames.set(config, sites);
  return sites;
}

/** As rooms are offered: in the order that people gave them, else by name. @param {Room[]} rooms */
export function byChoice(rooms) {
  return rooms.toSorted((a, b) => a.order - b.order || a.title.localeCompare(b.title));
}

/** Whether something is in a room, at a site, or anywhere. @param {string | null} [where] `site/room`, `site` */
export function isIn(where) {
  return (/** @type {{site: string, room: string}} */ { site, room }) =>
    !where || where === site || where === `${site}/${room}`;
}

/** The sites of rooms with their names, by name. @param {Room[]} rooms @returns {[string, string][]} */
export function sitesOf(rooms) {
  const names = new Map(rooms.map(({ site, siteName }) => [site, siteName]));
  return [...names].sort(([, a], [, b]) => a.localeCompare(b));
}

/** @param {Config} config */
export function hasSeveralSites(config) {
  return Object.keys(config.sites ?? {}).length > 1;
}

/** @param {string} token A name that nobody wrote yet: `salle-a-manger` -> `Salle a manger`. */
export function readable(token) {
  const words = token.replaceAll(/[-_]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * Per quantity its worst device; without bands the device heard of last.
 * @param {Device[]} devices Fresh ones. @param {Profile | undefined} profile @param {number} now_ms
 */
function shownValues(devices, profile, now_ms) {
  /** @type {Record<string, Shown & {ts_ms: number}>} */
  const shown = {};
  for (const device of devices) {
    for (const [quantity, { value, ts_ms, heardAt_ms }] of Object.entries(device.values)) {
      if (now_ms - heardAt_ms > device.fresh_s * 1000) continue;
      const limits = profile?.quantities[quantity]?.limits;
      const score = limits ? scoreOf(value, limits) : null;
      const rival = shown[quantity];
      const worse = !rival || (score === null ? ts_ms > rival.ts_ms : score < (rival.score ?? 101));
      if (worse) {
        shown[quantity] = {
          value,
          score,
          level: score === null ? null : levelOf(score),
          device: device.device,
          ts_ms,
        };
      }
    }
  }
  return shown;
}

/** @param {Record<string, Shown>} values @returns {string | null} */
function worstOf(values) {
  let worst = null;
  for (const quantity of inOrder(Object.keys(values))) {
    const score = values[quantity]?.score ?? null;
    if (score !== null && (worst === null || score < (values[worst]?.score ?? 101))) worst = quantity;
  }
  return worst;
}

/**
 * How the air changes: the score now against that of 10 to 20 minutes ago.
 * @param {Sparkline | undefined} sparkline @param {number | null} score @param {number} now_ms
 * @returns {Room["trend"]}
 */
function trendOf(sparkline, score, now_ms) {
  if (!sparkline || score === null) return null;
  const before = sparkline.ts_ms.flatMap((ts_ms, at) => {
    const age_ms = now_ms - ts_ms;
    const was = sparkline.score[at] ?? null;
    return was !== null && age_ms >= 10 * MINUTE_MS && age_ms <= 20 * MINUTE_MS ? [was] : [];
  });
  if (before.length === 0) return null;
  const change = score - before.reduce((sum, was) => sum + was, 0) / before.length;
  if (Math.abs(change) < TREND_POINTS) return "stable";
  return change > 0 ? "improving" : "worsening";
}

/**
 * Put the room's score of now into its sparkline: one point a minute, an hour of them.
 * @param {Sparkline} sparkline @param {number} score @param {number} now_ms
 */
export function extendSparkline(sparkline, score, now_ms) {
  const minute_ms = Math.floor(now_ms / MINUTE_MS) * MINUTE_MS;
  const last = sparkline.ts_ms.length - 1;
  if ((sparkline.ts_ms[last] ?? 0) >= minute_ms) {
    sparkline.score[last] = score;
    return;
  }
  sparkline.ts_ms.push(minute_ms);
  sparkline.score.push(score);
  if (sparkline.ts_ms.length > 61) {
    sparkline.ts_ms.shift();
    sparkline.score.shift();
  }
}
