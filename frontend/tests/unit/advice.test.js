import { beforeAll, expect, test, vi } from "vitest";

/** @typedef {import("../../js/wire.js").Action} Action */

vi.stubGlobal("navigator", { languages: ["en-GB"] });
vi.stubGlobal("localStorage", { getItem: () => null, setItem() {} });
vi.stubGlobal("document", { documentElement: {}, addEventListener() {} });
vi.stubGlobal("window", { addEventListener() {}, location: { origin: "http://localhost" } });
vi.stubGlobal("location", { origin: "http://localhost", search: "", href: "http://localhost/" });

const { setLanguage } = await import("../../js/i18n.js");
const { building } = await import("../../js/store.js");
const { adviceOf, basisOf, becauseOf, expectedOf, lineNames, realisedOf } = await import(
  "../../js/ui/words.js"
);

/** @param {string} quantity @param {Partial<Action>} more @returns {Action} */
const action = (quantity, more) => ({
  id: "a.b.c.1",
  site: "home",
  room: "office",
  quantity,
  state: "proposed",
  advice: "open_window",
  because: { key: "co2_above", arguments: { limit: 800, value: 1000 } },
  expected: null,
  raised_at: "2026-11-23T02:00:00.000Z",
  updated_at: "2026-11-23T02:00:00.000Z",
  ...more,
});

/** With the space that does not break written as one that does. @param {string | null} text */
const said = (text) => text?.replaceAll("\u00a0", " ");

beforeAll(async () => {
  await setLanguage("en");
  building.value = {
    ...building.value,
    quantities: {
      co2_ppm: { unit: "ppm" },
      pm25_ugm3: { unit: "µg/m³" },
      humidity_pct: { unit: "%" },
    },
  };
});

test("an expected effect says how long and from when to when", () => {
  const expected = { co2_ppm: 800, within_s: 600, low_s: 300, high_s: 1200, basis: "estimate" };
  expect(said(expectedOf(action("co2_ppm", { expected })))).toBe(
    "Expected: CO₂ at 800 ppm within about 10 minutes (from 5 minutes to 20 minutes).",
  );
});

test("an expected effect of an older service has no band", () => {
  const expected = { co2_ppm: 800, within_s: 600, note: "outdoor_unknown" };
  expect(said(expectedOf(action("co2_ppm", { expected })))).toBe(
    "Expected: CO₂ at 800 ppm within 10 minutes. The air outside is not measured.",
  );
  expect(basisOf(action("co2_ppm", { expected }))).toBeNull();
});

test("what does not suffice is said", () => {
  const expected = { co2_ppm: 1100, within_s: 3600, low_s: 600, high_s: 7200 };
  expect(said(expectedOf(action("co2_ppm", { expected })))).toContain(
    "That alone does not bring it to the limit of 800 ppm.",
  );
});

test("why the window stays shut is said with what was measured outdoors", () => {
  const because = { key: "quantity_above", arguments: { limit: 15, value: 30, outdoor_pm25_ugm3: 41.2 } };
  const expected = { pm25_ugm3: 19, within_s: 3600, low_s: 3600, high_s: 3600, note: "outdoor_dirtier" };
  const found = action("pm25_ugm3", { advice: "close_window", because, expected });
  expect(said(adviceOf(found))).toBe("Keep the window closed: Office");
  expect(said(expectedOf(found))).toContain("There is more in the air outside: PM2.5 (41 µg/m³).");
});

test("too little is below its limit, and enough is not beyond it", () => {
  const because = {
    key: "quantity_forecast_below",
    arguments: { limit: 30, value: 33, forecast: 28, within_s: 1800 },
  };
  const expected = { humidity_pct: 30, within_s: 1200, low_s: 600, high_s: 3000 };
  const found = action("humidity_pct", { advice: "humidify", because, expected });
  expect(said(becauseOf(found))).toBe(
    "Humidity is 33 % and is forecast to fall to 28 % within 30 minutes; the limit is 30 %.",
  );
  expect(said(expectedOf(found))).not.toContain("alone");
});

test("grams of water are compared", () => {
  const because = {
    key: "quantity_above",
    arguments: { limit: 60, value: 66, water_gm3: 11.9, outdoor_water_gm3: 6.5 },
  };
  const expected = { humidity_pct: 60, within_s: 600, low_s: 300, high_s: 1200, note: "outdoor_drier" };
  expect(said(expectedOf(action("humidity_pct", { because, expected })))).toContain(
    "The air outside is drier: 6.5 g of water per cubic metre, 11.9 g in here.",
  );
});

test("a measured air change is named", () => {
  const expected = { co2_ppm: 800, within_s: 600, basis: "measured", air_change_per_h: 5.25 };
  expect(basisOf(action("co2_ppm", { expected }))).toContain("5.3 per hour");
});

test.each([
  [{ is_reached: true, in_band: true }, "Office: CO₂ at 795 ppm after 8 minutes, as promised."],
  [{ is_reached: true, in_band: false }, "Office: CO₂ at 795 ppm after 8 minutes, sooner than promised."],
  [
    { is_reached: false, in_band: false },
    "Office: CO₂ is 795 ppm after 8 minutes; 800 ppm had been promised.",
  ],
])("what came of it is said beside the promise: %o", (how, sentence) => {
  const realised = { co2_ppm: 795, within_s: 480, promised: 800, promised_s: 600, ...how };
  expect(said(realisedOf(action("co2_ppm", { realised })))).toBe(sentence);
  expect(realisedOf(action("co2_ppm", {}))).toBeNull();
});

test("lines are named by what tells them apart", () => {
  const desk = { site: "home", room: "office", device: "desk" };
  const door = { ...desk, device: "door" };
  const hall = { site: "home", room: "hall", device: "desk" };
  expect(lineNames([desk])).toEqual(["desk"]);
  expect(lineNames([desk, door])).toEqual(["desk", "door"]);
  expect(lineNames([desk, hall])).toEqual(["Office", "Hall"]);
  expect(lineNames([desk, door, hall])).toEqual(["Office · desk", "Office · door", "Hall"]);
});
