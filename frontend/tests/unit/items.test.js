import { expect, test } from "vitest";
import { chosen, formatFilter, grouped, joined, parseFilter } from "../../js/items.js";

/** @typedef {import("../../js/items.js").Item} Item */

const NOW_MS = Date.parse("2026-11-24T12:00:00Z");

/** @param {string} id @param {string} state @param {string} [time] Of the day. @returns {Item} */
function action(id, state, time = "11:50") {
  return /** @type {Item} */ ({
    ...{ id, state, site: "maison", room: "bureau", quantity: "co2_ppm" },
    ...{ advice: "open_window", because: { key: "co2_above", arguments: {} }, expected: null },
    ...{ raised_at: "2026-11-24T11:40:00.000Z", updated_at: `2026-11-24T${time}:00.000Z` },
  });
}

/** @param {string} id @param {string} state @param {Record<string, string>} [about] @returns {Item} */
function alert(id, state, about = { quantity: "pm25_ugm3" }) {
  const because = { key: "quantity_above", arguments: about };
  const { quantity: _, advice: __, ...rest } = /** @type {any} */ (action(id, state));
  return { ...rest, because, room: "salon", rule: "pm25-high" };
}

/** @param {Item[]} items @param {string} search */
const shown = (items, search) => chosen(items, parseFilter(search), NOW_MS).map(({ id }) => id);

test("of what the past and the live frames say of one item the newest counts, live where both are as new", () => {
  const past = [action("a", "proposed", "11:41"), action("a", "done", "11:50"), action("b", "done", "11:55")];
  const live = [action("a", "acknowledged", "11:50"), action("b", "proposed", "11:40")];
  expect(joined(past, live).map(({ id, state }) => `${id} ${state}`)).toEqual(["a acknowledged", "b done"]);
});

test("items are chosen by state, place, kind and quantity", () => {
  const items = [
    action("a", "proposed"),
    action("b", "done"),
    alert("c", "firing"),
    alert("d", "firing", {}),
  ];
  expect(shown(items, "")).toEqual(["a", "b", "c", "d"]);
  expect(shown(items, "?state=done")).toEqual(["b"]);
  expect(shown(items, "?room=maison/salon")).toEqual(["c", "d"]);
  expect(shown(items, "?site=maison&kind=actions")).toEqual(["a", "b"]);
  expect(shown(items, "?site=elsewhere")).toEqual([]);
  expect(shown(items, "?quantity=pm25_ugm3")).toEqual(["c"]);
});

test("what is over is shown as far back as was asked for, what is open always", () => {
  const items = [
    action("a", "proposed", "01:00"),
    action("b", "done", "10:30"),
    action("c", "done", "11:30"),
  ];
  expect(shown(items, "")).toEqual(["a", "c"]);
  expect(shown(items, "?since=24h")).toEqual(["a", "b", "c"]);
});

test("what waits comes first, alerts before actions; what is over by when it ended", () => {
  const { waiting, taken, over } = grouped([
    action("a", "proposed"),
    action("b", "done", "11:30"),
    action("c", "snoozed"),
    alert("d", "firing"),
    alert("e", "resolved"),
  ]);
  const ids = [waiting, taken, over].map((items) => items.map(({ id }) => id));
  expect(ids).toEqual([["d", "a"], ["c"], ["e", "b"]]);
});

test("a state of a newer server is in no group rather than an error", () => {
  expect(grouped([action("a", "postponed")])).toEqual({ waiting: [], taken: [], over: [] });
});

test.each(["", "?room=maison/bureau&kind=alerts&state=firing&quantity=co2_ppm&since=7d", "?site=maison"])(
  "a filter is read from the address as it was written there: %s",
  (search) => {
    expect(formatFilter(parseFilter(search))).toBe(search);
  },
);

test("what nobody knows in the address counts as not said", () => {
  expect(parseFilter("?state=sleeping&kind=x&since=9y")).toEqual(parseFilter(""));
});
