import { expect, test } from "vitest";
import { formatView, parseView } from "../../js/url-state.js";

/** @type {import("../../js/url-state.js").View} */
const NOTHING = { site: null, room: null, quantity: null, period: "live", compare: [] };

test.each([
  ["", {}],
  [
    "?room=maison/bureau&quantity=co2_ppm&range=24h",
    { room: "maison/bureau", quantity: "co2_ppm", period: "24h" },
  ],
  ["?site=maison&range=7d", { site: "maison", period: "7d" }],
  ["?room=a/b&compare=a/c,d/e", { room: "a/b", compare: ["a/c", "d/e"] }],
  [
    "?from=2026-11-23T08:00Z&to=2026-11-23T18:30Z",
    { period: { from_ms: Date.UTC(2026, 10, 23, 8), to_ms: Date.UTC(2026, 10, 23, 18, 30) } },
  ],
])("the view %s survives its address", (search, given) => {
  const view = /** @type {import("../../js/url-state.js").View} */ ({ ...NOTHING, ...given });
  expect(parseView(search)).toEqual(view);
  expect(formatView(view)).toBe(search);
});

test.each(["?range=century", "?from=2026-11-23T08:00Z&to=2026-11-23T07:00Z", "?from=x&to=y", "?compare=,"])(
  "%s says nothing",
  (search) => {
    expect(parseView(search)).toEqual(NOTHING);
  },
);

test("a room is compared with others, each once, and no more than there are colours", () => {
  const many = Array.from({ length: 12 }, (_, at) => `s/r${at}`).join();
  expect(parseView(`?room=s/r0&compare=s/r1,${many}`).compare).toEqual(
    Array.from({ length: 7 }, (_, at) => `s/r${at + 1}`),
  );
});
