/** Numbers, units, times and spans as people of a language write them. Pure: the language is given. */

import { toShown } from "./units.js";

/** @type {Record<string, number>} Digits after the point that mean something. */
const DIGITS = { temperature_c: 1, co_ppm: 1, pm1_ugm3: 1, pm25_ugm3: 1, pm10_ugm3: 1, noise_dba: 1 };

/** @template T @param {(...key: any[]) => T} make @returns {(...key: any[]) => T} One formatter per key: they are dear. */
function cached(make) {
  /** @type {Map<string, T>} */
  const made = new Map();
  return (...key) => {
    const name = JSON.stringify(key);
    const known = made.get(name) ?? make(...key);
    made.set(name, known);
    return known;
  };
}

/** @type {(language: string, digits: number, fixed?: boolean) => Intl.NumberFormat} */
const numberFormat = cached(
  (language, digits, fixed) =>
    new Intl.NumberFormat(language, {
      maximumFractionDigits: digits,
      minimumFractionDigits: fixed ? digits : 0,
    }),
);
/** @type {(language: string, options: Intl.DateTimeFormatOptions) => Intl.DateTimeFormat} */
const dateFormat = cached((language, options) => new Intl.DateTimeFormat(language, options));
/** @type {["day" | "hour" | "minute", number][]} In seconds. */
const UNITS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];
/** @type {(language: string) => Intl.RelativeTimeFormat} */
const agoFormat = cached((language) => new Intl.RelativeTimeFormat(language));
/** @type {(language: string, unit: string, unitDisplay: "long" | "short") => Intl.NumberFormat} */
const spanFormat = cached(
  (language, unit, unitDisplay) =>
    new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay, maximumFractionDigits: 0 }),
);

/** @param {string} language @param {string} quantity @param {number} value */
export function formatValue(language, quantity, value) {
  const digits = DIGITS[quantity] ?? 0;
  // A tenth of a microgram is noise from 10 up; a degree's tenth never is.
  const shown = quantity.endsWith("_ugm3") && Math.abs(value) >= 10 ? 0 : digits;
  return numberFormat(language, shown, quantity === "temperature_c").format(toShown(quantity, value));
}

/** @param {string} language @param {string} quantity @param {number} value @param {string} unit */
export function formatWithUnit(language, quantity, value, unit) {
  const number = formatValue(language, quantity, value);
  return unit ? `${number}\u00a0${unit}` : number;
}

/** How far off something was: two figures say it. @param {string} language @param {number} error @param {string} unit */
export function formatError(language, error, unit) {
  const number = numberFormat(language, error >= 10 ? 0 : error >= 1 ? 1 : 2, true).format(error);
  return unit ? `${number}\u00a0${unit}` : number;
}

/** @param {string} language @param {number} value */
export function formatNumber(language, value) {
  return numberFormat(language, 1).format(value);
}

/** @param {string} language @param {number} share 1 is all. */
export function formatShare(language, share) {
  const options = /** @type {const} */ ({
    style: "percent",
    maximumFractionDigits: 0,
    signDisplay: "negative",
  });
  return new Intl.NumberFormat(language, options).format(share);
}

/** @param {string} language @param {number} ts_ms @param {string} [timeZone] Without one the browser's. */
export function formatTime(language, ts_ms, timeZone) {
  return dateFormat(language, { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(
    ts_ms,
  );
}

/** @param {string} language @param {number} ts_ms @param {string} [timeZone] */
export function formatMoment(language, ts_ms, timeZone) {
  return dateFormat(language, {
    timeZone,
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(ts_ms);
}

/** @param {string} language @param {number} ts_ms @param {string} [timeZone] */
function formatDay(language, ts_ms, timeZone) {
  return dateFormat(language, { timeZone, day: "numeric", month: "short" }).format(ts_ms);
}

/** A zone as short as people know it: `CET`, `GMT-5`. @param {string} language @param {number} ts_ms @param {string} timeZone */
export function formatZone(language, ts_ms, timeZone) {
  const parts = dateFormat(language, { timeZone, timeZoneName: "short" }).formatToParts(ts_ms);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}

/**
 * A time people recognise: the hour for the last day, with the date before that.
 * @param {string} language @param {number} ts_ms @param {number} now_ms @param {string} [timeZone]
 */
export function formatSince(language, ts_ms, now_ms, timeZone) {
  const time = formatTime(language, ts_ms, timeZone);
  return now_ms - ts_ms < 20 * 3600e3 ? time : `${formatDay(language, ts_ms, timeZone)}, ${time}`;
}

/**
 * In the largest unit of which there are two, or the smallest.
 * @param {string} language @param {number} span_ms @param {"long" | "short"} [display]
 */
export function formatSpan(language, span_ms, display = "long") {
  const [count, unit] = inUnits(span_ms);
  return spanFormat(language, unit, display).format(count);
}

/** `3 minutes ago`, in units as `formatSpan`. @param {string} language @param {number} span_ms */
export function formatAgo(language, span_ms) {
  const [count, unit] = inUnits(span_ms);
  return agoFormat(language).format(-count, unit);
}

/** @param {number} span_ms @returns {[number, "day" | "hour" | "minute" | "second"]} */
function inUnits(span_ms) {
  const seconds = Math.max(0, Math.round(span_ms / 1000));
  for (const [unit, size] of UNITS) if (seconds >= 2 * size) return [Math.round(seconds / size), unit];
  return seconds === 60 ? [1, "minute"] : [seconds, "second"];
}

/**
 * What stands at a tick of a time axis.
 * @param {string} language @param {number} ts_ms @param {number} step_ms Between two ticks. @param {boolean} newDay
 * @param {string} [timeZone]
 */
export function formatTick(language, ts_ms, step_ms, newDay, timeZone) {
  if (step_ms >= 86400e3) return formatDay(language, ts_ms, timeZone);
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const time = dateFormat(language, step_ms < 60e3 ? { ...options, second: "2-digit" } : options).format(
    ts_ms,
  );
  return newDay ? `${time}\n${formatDay(language, ts_ms, timeZone)}` : time;
}
