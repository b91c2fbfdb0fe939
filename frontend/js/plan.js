/** The plan of a site: where rooms lie, in metres; x to the right, y downwards. Pure. */

import { layoutOf } from "./layout.js";

/**
 * @typedef {import("./wire.js").Plan} Plan
 * @typedef {{key: string, plan: Plan, isChosen: boolean}} Placed `isChosen`: by a person.
 * @typedef {{x: number, y: number, width: number, height: number}} Frame
 */

export const STEP_M = 0.5;
/** What an empty plan shows. */
const EMPTY_M = 4;
const MARGIN_M = 1;

/** @param {number} metres */
export const snapped = (metres) => Math.round(metres / STEP_M) * STEP_M;

/** As the twin draws them. @param {string[]} keys `site/room` of one site @param {import("./wire.js").Config} config @returns {Placed[]} */
export function laidOut(keys, config) {
  return layoutOf(keys, config).map(({ key, floor, x: x_m, y: y_m, width: width_m, depth: depth_m }) => ({
    key,
    plan: { x_m, y_m, width_m, depth_m, floor },
    isChosen: Boolean(config.rooms?.[key]?.plan),
  }));
}

/** Which floors there are, the lowest first. @param {Placed[]} rooms */
export function floorsOf(rooms) {
  return [...new Set(rooms.map(({ plan }) => plan.floor ?? 0))].sort((a, b) => a - b);
}

/** What a drawing of these rooms shows, with a margin. @param {Placed[]} rooms @returns {Frame} */
export function frameOf(rooms) {
  if (rooms.length === 0) return { x: 0, y: 0, width: EMPTY_M, height: EMPTY_M };
  const left = Math.min(...rooms.map(({ plan }) => plan.x_m)) - MARGIN_M;
  const top = Math.min(...rooms.map(({ plan }) => plan.y_m)) - MARGIN_M;
  const right = Math.max(...rooms.map(({ plan }) => plan.x_m + plan.width_m)) + MARGIN_M;
  const bottom = Math.max(...rooms.map(({ plan }) => plan.y_m + plan.depth_m)) + MARGIN_M;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Where a key moves a room to, or how large it makes it; null if that key does nothing.
 * @param {Plan} plan @param {string} key @param {boolean} isResizing @returns {Plan | null}
 */
export function afterKey(plan, key, isResizing) {
  const [x, y] = ARROWS[key] ?? [0, 0];
  if (x === 0 && y === 0) return null;
  if (!isResizing) return movedTo(plan, plan.x_m + x * STEP_M, plan.y_m + y * STEP_M);
  return {
    ...plan,
    width_m: Math.max(STEP_M, snapped(plan.width_m + x * STEP_M)),
    depth_m: Math.max(STEP_M, snapped(plan.depth_m + y * STEP_M)),
  };
}

/** @param {Plan} plan @param {number} x_m @param {number} y_m @returns {Plan} */
export function movedTo(plan, x_m, y_m) {
  return { ...plan, x_m: snapped(x_m), y_m: snapped(y_m) };
}
