/** Where the ticks of a value axis stand. Pure. */

import { ratioOf, toKept, toShown } from "../units.js";

const ROUND = [1, 2, 2.5, 5, 10];

/**
 * At round numbers of what is shown.
 * @param {string} quantity @param {number} low @param {number} high @param {number} step The least that there is room for.
 */
export function roundTicks(quantity, low, high, step) {
  const least = step * ratioOf(quantity);
  const power = 10 ** Math.floor(Math.log10(least) + 1e-9);
  const shown = (ROUND.find((round) => round * power > least * 0.999) ?? 10) * power;
  const first = Math.ceil(toShown(quantity, low) / shown - 1e-9);
  const last = Math.floor(toShown(quantity, high) / shown + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) =>
    toKept(quantity, (first + at) * shown),
  );
}
