/** How much an action matters now: by what is measured and forecast now, not by when it was raised. */

import { computed } from "@preact/signals";
import { peakOf } from "../forecast.js";
import { scoreOf } from "../score.js";
import { actions, devicesOf, limitsIn, now_ms, rooms } from "../store.js";
import { isTooLow } from "./words.js";

/** @typedef {import("../wire.js").Action} Action */

/**
 * What is measured and forecast where something is to be done; null if nothing is measured there now.
 * @param {Action} action
 */
export function nowAndNext({ site, room, quantity, because }) {
  const shown = rooms.value.find(({ key }) => key === `${site}/${room}`)?.values[quantity];
  if (!shown) return null;
  if (isTooLow(because)) return { value: shown.value, peak: null };
  const device = devicesOf(site, room).find((candidate) => candidate.device === shown.device);
  return { value: shown.value, peak: peakOf(device?.prediction, quantity, shown.value, now_ms.value) };
}

/**
 * The worst value that is measured or forecast; what it was raised for if nothing is measured now.
 * @param {Action} action @returns {number | null}
 */
export function worstValue(action) {
  const known = nowAndNext(action);
  const { value = 0, forecast = 0 } = action.because.arguments;
  const furthest = isTooLow(action.because) ? Math.min : Math.max;
  const worst = known ? (known.peak?.value ?? known.value) : furthest(Number(value), Number(forecast));
  return worst > 0 ? worst : null;
}

/** @param {Action} action @returns {number | null} */
export function scoreOfAction(action) {
  const limits = limitsIn(action, action.quantity);
  const worst = worstValue(action);
  return limits && worst !== null ? scoreOf(worst, limits) : null;
}

const byUrgency = computed(() =>
  actions.value
    .map((action) => ({
      action,
      rank: (action.state === "proposed" ? 0 : 1000) + (scoreOfAction(action) ?? 101),
    }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ action }) => action),
);

/** The open actions, the most urgent first; those that somebody took on come after. */
export const urgentFirst = () => byUrgency.value;
