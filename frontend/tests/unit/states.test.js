import { expect, test } from "vitest";
import { States } from "../../js/states.js";

/** @typedef {{id: string, state: string}} Item */

/** @param {string} id @param {string} [state] @returns {Item} */
const item = (id, state = "firing") => ({ id, state });

/** What a snapshot told at 100: `a` and `b` are firing. */
function known() {
  /** @type {States<Item>} */
  const states = new States();
  states.replace([item("a"), item("b")], 100);
  return states;
}

/** @param {States<Item>} states */
const shown = (states) =>
  states
    .all()
    .map(({ id, state }) => `${id} ${state}`)
    .sort();

test("a snapshot from before a frame that has come neither revives what is over nor takes away what is new", () => {
  const states = known();
  states.take(item("a", "resolved"), 151);
  states.take(item("c"), 152);
  states.replace([item("a"), item("b")], 150);
  expect(shown(states)).toEqual(["a resolved", "b firing", "c firing"]);
});

test("a snapshot ends what it leaves out, and tells of what was not known", () => {
  const states = known();
  states.take(item("a", "acknowledged"), 120);
  states.replace([item("b", "acknowledged"), item("c")], 120);
  expect(shown(states)).toEqual(["b acknowledged", "c firing"]);
});

test("what is over outlasts the snapshots that no longer have it, as long as it is to stay", () => {
  const states = known();
  states.take(item("a", "resolved"), 120);
  states.replace([item("c")], 130, ({ state }) => state === "resolved");
  expect(shown(states)).toEqual(["a resolved", "c firing"]);
  states.replace([], 140);
  expect(shown(states)).toEqual([]);
});

test("a snapshot from before another one changes nothing", () => {
  const states = known();
  states.replace([item("b")], 200);
  states.replace([item("a"), item("b"), item("c")], 150);
  expect(shown(states)).toEqual(["b firing"]);
});

test("frames from before a snapshot that has come change nothing", () => {
  const states = known();
  states.replace([item("b", "acknowledged")], 200);
  states.take(item("b"), 150);
  states.take(item("c"), 160);
  states.take(item("c", "resolved"), 170);
  expect(shown(states)).toEqual(["b acknowledged"]);
});

test("whatever another stream says replaces what was known of the last one", () => {
  const states = known();
  states.beginAnew();
  states.take(item("c"), 3);
  states.replace([item("b", "acknowledged")], 2);
  expect(shown(states)).toEqual(["b acknowledged", "c firing"]);
});

test("what a person did is shown at once, and is no news of the stream", () => {
  const states = known();
  states.show("a", "acknowledged");
  states.show("nobody", "acknowledged");
  expect(shown(states)).toEqual(["a acknowledged", "b firing"]);
  states.take(item("a", "snoozed"), 101);
  expect(states.get("a")?.state).toBe("snoozed");
});
