/** Which alerts are announced while nobody looks, and which announcements are over. Pure. */

/** @typedef {import("./wire.js").Alert} Alert */

/**
 * @param {ReadonlySet<string>} known Ids of the alerts that were firing before.
 * @param {Alert[]} alerts Open ones.
 * @returns {{begun: Alert[], over: string[], firing: Set<string>}} `firing`: what is known next time.
 */
export function noticesOf(known, alerts) {
  const firing = alerts.filter(({ state }) => state === "firing");
  const ids = new Set(firing.map(({ id }) => id));
  return {
    begun: firing.filter(({ id }) => !known.has(id)),
    over: [...known].filter((id) => !ids.has(id)),
    firing: ids,
  };
}
