/**
 * The score of a value over its bands: the same index as the services compute (DESIGN: 100 best, 0 worst).
 * It is an index of this instant, not a verdict on a day.
 */

/**
 * @typedef {import("./wire.js").Limits} Limits @typedef {import("./wire.js").Level} Level
 * @typedef {import("./wire.js").Profile} Profile
 */

/** @type {Level[]} Best first. */
export const LEVELS = ["excellent", "good", "fair", "poor", "severe"];
const LIMIT_SCORES = [90, 70, 50, 30];

/**
 * @param {number} value
 * @param {Limits} limits Four upper limits, or four [low, high] pairs.
 * @returns {number} 0 to 100, halves rounded up.
 */
export function scoreOf(value, limits) {
  return Math.floor(interpolate(value, curve(value, limits)) + 0.5);
}

/**
 * The limits that hold in a room: its own profile's, else those of the whole configuration.
 * @param {import("./wire.js").Config} config @param {Record<string, Profile>} profiles
 * @param {string} site @param {string} room @returns {Profile | undefined} Before the first snapshot there is none.
 */
export function profileOf(config, profiles, site, room) {
  return profiles[config.rooms?.[`${site}/${room}`]?.profile ?? config.profile ?? "default"];
}

/** @param {number} score @returns {Level} */
export function levelOf(score) {
  const at = LIMIT_SCORES.findIndex((limit) => score >= limit);
  return LEVELS[at === -1 ? 4 : at] ?? "severe";
}

/**
 * The bands of a quantity as edges and what lies between them, from the lowest value up.
 * @param {Limits} limits
 * @returns {{low: number, high: number, level: Level}[]} The outermost reach to infinity.
 */
export function bandsOf(limits) {
  const upper = limits.map((limit) => (typeof limit === "number" ? limit : limit[1]));
  const lower = limits.flatMap((limit) => (typeof limit === "number" ? [] : [limit[0]])).reverse();
  const edges = [Number.NEGATIVE_INFINITY, ...lower, ...upper, Number.POSITIVE_INFINITY];
  const levels = lower.length > 0 ? [...LEVELS.slice(1).reverse(), ...LEVELS] : LEVELS;
  return levels.map((level, at) => ({
    low: edges[at] ?? Number.NEGATIVE_INFINITY,
    high: edges[at + 1] ?? Number.POSITIVE_INFINITY,
    level,
  }));
}

/**
 * What a value must come to in order to be good, or excellent if it is good.
 * @param {number} value @param {Limits} limits
 * @returns {{level: Level, limit: number, isBelow: boolean} | null} Null when it is excellent.
 */
export function goalOf(value, limits) {
  const score = scoreOf(value, limits);
  const at = score < 70 ? 1 : 0;
  const [level, limit] = [LEVELS[at], limits[at]];
  if (score >= 90 || level === undefined || limit === undefined) return null;
  if (typeof limit === "number") return { level, limit, isBelow: true };
  const isBelow = value > limit[1];
  return { level, limit: isBelow ? limit[1] : limit[0], isBelow };
}

/**
 * The points (distance from the best value, score) on the side where `value` lies.
 * @param {number} value @param {Limits} limits
 * @returns {[number, number][]} By rising value on the upper side, falling on the lower.
 */
function curve(value, limits) {
  const [first] = limits;
  if (typeof first === "number") {
    const upper = /** @type {number[]} */ (limits);
    return withEnds(upper, first / 2, (upper[3] ?? 0) * 2);
  }
  const pairs = /** @type {[number, number][]} */ (limits);
  const middle = first ? (first[0] + first[1]) / 2 : 0;
  const side = pairs.map(([low, high]) => (value < middle ? low : high));
  const [inner = 0, , , outer = 0] = side;
  return withEnds(side, middle, outer + (outer - inner));
}

/** @param {number[]} edges @param {number} best @param {number} worst @returns {[number, number][]} */
function withEnds(edges, best, worst) {
  return [
    [best, 100],
    ...edges.map((edge, at) => /** @type {[number, number]} */ ([edge, LIMIT_SCORES[at]])),
    [worst, 0],
  ];
}

/** @param {number} value @param {[number, number][]} points */
function interpolate(value, points) {
  const rising = (points.at(-1)?.[0] ?? 0) > (points[0]?.[0] ?? 0) ? 1 : -1;
  const after = points.findIndex(([edge]) => (edge - value) * rising >= 0);
  if (after === -1) return 0;
  const [x1, y1] = points[after] ?? [0, 0];
  const [x0, y0] = points[after - 1] ?? [x1, y1];
  return x1 === x0 ? y1 : y0 + ((value - x0) / (x1 - x0)) * (y1 - y0);
}
