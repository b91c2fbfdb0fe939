/**
 * The clock of a place: its days begin at its own midnights, whatever zone the browser keeps. Pure.
 *
 * `wall_ms` is what a clock shows, as if that were UTC.
 */

/** @typedef {import("./wire.js").Config} Config */

const HOUR_MS = 3600e3;
export const DAY_MS = 24 * HOUR_MS;
const MONTH_MS = 30.4 * DAY_MS;
/** Steps of an axis from here on are months. */
const MONTHS_FROM_MS = 28 * DAY_MS;

/** Clocks are put on and back at full quarters of an hour only; asking one is dear. */
const QUARTER_MS = HOUR_MS / 4;
const OFFSETS_LIMIT = 10_000;

/** @type {Map<string, Intl.DateTimeFormat | null>} */
const clocks = new Map();
/** @type {Map<string, number>} By zone and quarter of an hour. */
const offsets_ms = new Map();

/** The browser's own zone. */
export const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/**
 * The zone of a site: its own, else the machine's, else the browser's; not one that the browser does not know.
 * @param {Config} config @param {string | null} machine @param {string} site @returns {string}
 */
export function zoneOf(config, machine, site) {
  const named = [config.sites?.[site]?.timezone, machine];
  return named.find((zone) => zone && clockOf(zone)) ?? ownZone();
}

/** @param {string} zone @returns {Intl.DateTimeFormat | null} Null if there is none of that name. */
function clockOf(zone) {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const made = makeClock(zone);
  clocks.set(zone, made);
  return made;
}

/** @param {string} timeZone */
function makeClock(timeZone) {
  try {
    const [year, rest] = /** @type {const} */ (["numeric", "2-digit"]);
    const parts = { year, month: rest, day: rest, hour: rest, minute: rest, second: rest };
    return new Intl.DateTimeFormat("en", { timeZone, hourCycle: "h23", ...parts });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** What the clock of a zone shows. @param {string} zone @param {number} ts_ms */
export function wallOf(zone, ts_ms) {
  const quarter_ms = Math.floor(ts_ms / QUARTER_MS) * QUARTER_MS;
  const key = `${zone} ${quarter_ms}`;
  const known_ms = offsets_ms.get(key);
  if (known_ms !== undefined) return ts_ms + known_ms;
  if (offsets_ms.size >= OFFSETS_LIMIT) offsets_ms.clear();
  const offset_ms = shownBy(zone, quarter_ms) - quarter_ms;
  offsets_ms.set(key, offset_ms);
  return ts_ms + offset_ms;
}

/** @param {string} zone @param {number} ts_ms Of a whole second. */
function shownBy(zone, ts_ms) {
  /** @type {Record<string, number>} */
  const shown = {};
  for (const { type, value } of clockOf(zone)?.formatToParts(ts_ms) ?? []) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/**
 * When a clock shows that: the first time if it does so twice; if never, as much later as it was put on.
 * @param {string} zone @param {number} wall_ms
 */
export function instantOf(zone, wall_ms) {
  const [before_ms = 0, after_ms = 0] = [wall_ms - DAY_MS, wall_ms + DAY_MS].map(
    (near_ms) => wall_ms - (wallOf(zone, near_ms) - near_ms),
  );
  const isAfter = wallOf(zone, before_ms) !== wall_ms && wallOf(zone, after_ms) === wall_ms;
  return isAfter ? after_ms : before_ms;
}

/** The day of a clock, as its beginning. @param {number} wall_ms */
export const dayOf = (wall_ms) => Math.floor(wall_ms / DAY_MS) * DAY_MS;

/**
 * Whether clocks there and here differ, in winter or in summer.
 * @param {string} zone @param {string} own @param {number} now_ms
 */
export function isElsewhere(zone, own, now_ms) {
  return [now_ms, now_ms + 182 * DAY_MS].some((ts_ms) => wallOf(zone, ts_ms) !== wallOf(own, ts_ms));
}

/** As an input takes and gives it: `2026-11-23T08:00`. @param {string} zone @param {number} ts_ms */
export function minuteOf(zone, ts_ms) {
  return new Date(wallOf(zone, ts_ms)).toISOString().slice(0, 16);
}

/** @param {string} zone @param {string} minute As an input gives it. */
export function instantOfMinute(zone, minute) {
  return instantOf(zone, Date.parse(`${minute}Z`));
}

/** As ISO 8601 with the zone's offset. @param {string} zone @param {number} ts_ms */
export function isoOf(zone, ts_ms) {
  const wall_ms = wallOf(zone, ts_ms);
  const offset_ms = wall_ms - ts_ms;
  const hours = new Date(Math.abs(offset_ms)).toISOString().slice(11, 16);
  return `${new Date(wall_ms).toISOString().slice(0, -1)}${offset_ms < 0 ? "-" : "+"}${hours}`;
}

/**
 * Where an axis has its ticks: at the midnights of a zone, and in equal steps of its clock between them.
 * @param {string} zone @param {number} start_ms @param {number} end_ms @param {number} step_ms
 * @returns {number[]}
 */
export function ticksOf(zone, start_ms, end_ms, step_ms) {
  const [from_ms, to_ms] = [wallOf(zone, start_ms), wallOf(zone, end_ms)];
  const ticks =
    step_ms <= HOUR_MS
      ? steadyTicks(zone, start_ms, end_ms, step_ms)
      : wallTicks(from_ms, to_ms, step_ms).map((wall_ms) => instantOf(zone, wall_ms));
  return ticks.filter((ts_ms) => ts_ms >= start_ms && ts_ms <= end_ms);
}

/**
 * Up to an hour, time goes on steadily from each midnight: an hour that a clock shows twice has its ticks twice.
 * @param {string} zone @param {number} start_ms @param {number} end_ms @param {number} step_ms
 */
function steadyTicks(zone, start_ms, end_ms, step_ms) {
  const ticks = [];
  for (let day_ms = dayOf(wallOf(zone, start_ms)), ts_ms = start_ms; ts_ms <= end_ms; day_ms += DAY_MS) {
    const [midnight_ms, next_ms] = [instantOf(zone, day_ms), instantOf(zone, day_ms + DAY_MS)];
    ts_ms = midnight_ms + Math.ceil((Math.max(ts_ms, midnight_ms) - midnight_ms) / step_ms) * step_ms;
    for (; ts_ms < next_ms && ts_ms <= end_ms; ts_ms += step_ms) ticks.push(ts_ms);
    ts_ms = Math.max(ts_ms, next_ms);
  }
  return ticks;
}

/**
 * Longer steps are what a clock or a calendar shows: hours of the day, every so many days, months.
 * @param {number} from_ms @param {number} to_ms @param {number} step_ms
 */
function wallTicks(from_ms, to_ms, step_ms) {
  const ticks = [];
  if (step_ms < MONTHS_FROM_MS) {
    for (let wall_ms = Math.ceil(from_ms / step_ms) * step_ms; wall_ms <= to_ms; wall_ms += step_ms)
      ticks.push(wall_ms);
    return ticks;
  }
  const months = Math.round(step_ms / MONTH_MS);
  const first = new Date(from_ms).getUTCFullYear() * 12;
  for (let month = first - (first % months); ; month += months) {
    const wall_ms = Date.UTC(Math.floor(month / 12), month % 12);
    if (wall_ms > to_ms) return ticks;
    ticks.push(wall_ms);
  }
}
