/** What an action or alert is, open or over. Pure. */

/**
 * @typedef {import("./wire.js").Action | import("./wire.js").Alert} Item
 * @typedef {"alerts" | "actions"} Kind
 * @typedef {Item["state"]} State
 * @typedef {"waiting" | "taken" | "over"} Group
 *   What nobody said anything of yet, what somebody took on or put off, and what is over.
 */

/** @type {Record<State, Group>} In the order in which states are chosen from. */
export const GROUP_OF = {
  firing: "waiting",
  proposed: "waiting",
  acknowledged: "taken",
  snoozed: "taken",
  done: "over",
  resolved: "over",
  expired: "over",
  withdrawn: "over",
};

/** @param {Item} item @returns {Kind} */
export function kindOf(item) {
  return "rule" in item ? "alerts" : "actions";
}

/** @param {Item} item Empty for an alert about a device as a whole. */
export function quantityOf(item) {
  return "rule" in item ? String(item.because.arguments.quantity ?? "") : item.quantity;
}

/** @param {Item} item */
export function isOver({ state }) {
  return GROUP_OF[state] === "over";
}
