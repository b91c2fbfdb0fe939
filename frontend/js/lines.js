/**
 * The lines of a chart: history from the store, joined with what was seen live since.
 *
 * The store's reply says up to which point of the stream it is complete (`through`). A live reading after that
 * point is added, one before it is in the history already; two for one instant are one point, the later wins.
 * A null stands where a device was silent, so that a gap is drawn as a gap.
 */

/**
 * @typedef {import("./wire.js").Point} Point
 * @typedef {import("./wire.js").SeriesReply} SeriesReply
 * @typedef {{device: string, ts_ms: number[], value: (number | null)[]}} Line
 * @typedef {Map<string, Line[]>} Lines By quantity, one for each device.
 * @typedef {{seq: number, ts_ms: number, values: Record<string, number>}} Live
 */

/** Past this many points a line is cut off at its old end. */
export const POINTS_LIMIT = 5000;
const AGAIN_FIRST_MS = 1000;
const AGAIN_LIMIT_MS = 10000;

/**
 * A bucket is named by its beginning, and its mean is that of its middle; what ends now has yet to get there.
 * @param {SeriesReply} reply @param {"middle" | "start"} [at] Where its points are: what holds begins at the start.
 * @returns {Lines}
 */
export function linesOf({ series, step_s, end_ms }, at = "middle") {
  const place = (/** @type {number} */ ts_ms) =>
    at === "start"
      ? ts_ms
      : Math.round((ts_ms + Math.max(ts_ms, Math.min(ts_ms + step_s * 1000, end_ms))) / 2);
  /** @type {Lines} */
  const lines = new Map();
  for (const { device, quantity, ts_ms, mean } of series) {
    lineOf(lines, quantity, device, { ts_ms: ts_ms.map(place), value: [...mean] });
  }
  return lines;
}

/** The line of a device, made if there is none. @param {Lines} lines @param {string} quantity @param {string} device */
function lineOf(lines, quantity, device, { ts_ms = [], value = [] } = /** @type {Partial<Line>} */ ({})) {
  const ofQuantity = lines.get(quantity) ?? [];
  lines.set(quantity, ofQuantity);
  const known = ofQuantity.find((line) => line.device === device);
  if (known) return known;
  const line = { device, ts_ms, value };
  ofQuantity.push(line);
  return line;
}

/**
 * Up to where a history reaches in the stream that is followed: not at all when it is of another one.
 * @param {Point | null} through @param {Point | null} followed
 */
export function historyTo(through, followed) {
  return through && through.epoch === followed?.epoch ? through.seq : 0;
}

/**
 * Whether a history meets what is known live: otherwise it is to be fetched again.
 * @param {Point} through Up to where it reaches.
 * @param {Point | null} seam Up to where it must reach for what was not seen live, or is no longer remembered.
 * @param {number} needed_seq Up to where it must reach for what is known to be missing.
 */
export function meets(through, seam, needed_seq) {
  return !seam || (through.epoch === seam.epoch && through.seq >= Math.max(seam.seq, needed_seq));
}

/**
 * How long to wait before a history that does not meet what is known is fetched again: a store that has much to
 * catch up with is not asked by every page every second.
 * @param {number} times How often in a row it did not, at least 1.
 */
export function again_ms(times) {
  return Math.min(AGAIN_LIMIT_MS, AGAIN_FIRST_MS * 2 ** (times - 1));
}

/**
 * Put one value into a line, in its place by time.
 * @param {Line} line @param {number} ts_ms @param {number} value
 * @param {number} silence_ms A longer distance between two points is a gap.
 */
export function addPoint(line, ts_ms, value, silence_ms) {
  let at = line.ts_ms.length;
  while (at > 0 && (line.ts_ms[at - 1] ?? 0) >= ts_ms) at -= 1;
  if (line.ts_ms[at] === ts_ms) {
    line.value[at] = value;
    return;
  }
  const before_ms = line.ts_ms[at - 1];
  const gap = before_ms !== undefined && line.value[at - 1] !== null && ts_ms - before_ms > silence_ms;
  line.ts_ms.splice(at, 0, ...(gap ? [before_ms + 1] : []), ts_ms);
  line.value.splice(at, 0, ...(gap ? [null] : []), value);
  if (line.ts_ms.length > POINTS_LIMIT) {
    line.ts_ms.splice(0, POINTS_LIMIT / 10);
    line.value.splice(0, POINTS_LIMIT / 10);
  }
}

/**
 * Join what was seen live to the history.
 * @param {Lines} lines @param {string | null} quantity The one that is wanted, or all.
 * @param {number} through_seq
 * @param {{device: string, fresh_s: number, recent: Live[]}[]} devices
 * @param {number} step_s Width of a bucket of the history, 0 for exact readings.
 */
export function joinLive(lines, quantity, through_seq, devices, step_s) {
  for (const { device, fresh_s, recent } of devices) {
    for (const live of recent) {
      if (live.seq > through_seq) addLive(lines, quantity, device, live, silence_ms(fresh_s, step_s));
    }
  }
}

/**
 * @param {Lines} lines @param {string | null} quantity @param {string} device @param {Live} live
 * @param {number} silence_ms
 * @returns {boolean} Whether there was something to add.
 */
export function addLive(lines, quantity, device, live, silence_ms) {
  const wanted = Object.entries(live.values).filter(([name]) => quantity === null || name === quantity);
  for (const [name, value] of wanted) {
    addPoint(lineOf(lines, name, device), live.ts_ms, value, silence_ms);
  }
  return wanted.length > 0;
}

/** How long a device may be silent within a line. @param {number} fresh_s @param {number} step_s */
export function silence_ms(fresh_s, step_s) {
  return Math.max(fresh_s, 2 * step_s) * 1000;
}

/**
 * Lines, each by rising time, over one common axis, as a drawing wants them: undefined where a line has no point
 * of its own, null where it has a gap.
 * @param {{ts_ms: number[], value: (number | null | undefined)[]}[]} lines
 * @returns {[number[], ...(number | null | undefined)[][]]} Times in seconds, then a column for every line.
 */
export function alignLines(lines) {
  const next = lines.map(() => 0);
  /** @type {number[]} */
  const times = [];
  const columns = lines.map(() => /** @type {(number | null | undefined)[]} */ ([]));
  for (;;) {
    const heads = lines.map((line, at) => line.ts_ms[next[at] ?? 0] ?? Number.POSITIVE_INFINITY);
    const ts_ms = Math.min(...heads);
    if (!Number.isFinite(ts_ms)) return [times, ...columns];
    times.push(ts_ms / 1000);
    heads.forEach((head, at) => {
      const place = next[at] ?? 0;
      columns[at]?.push(head === ts_ms ? lines[at]?.value[place] : undefined);
      next[at] = place + Number(head === ts_ms);
    });
  }
}
