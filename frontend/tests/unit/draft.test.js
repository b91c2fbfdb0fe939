import { expect, test } from "vitest";
import {
  afterSaving,
  chosen,
  draftOf,
  parseDraft,
  rebased,
  unsavedPaths,
  withChange,
} from "../../js/draft.js";

const NAME = ["building", "name"];
const ZONE = ["sites", "home", "timezone"];
const SAVED = { building: { name: "Home" }, sites: { home: { name: null, timezone: null } } };

/** @param {string} name @param {string | null} [timezone] */
const document = (name, timezone = null) => ({
  building: { name },
  sites: { home: { name: null, timezone } },
});

test("a change is unsaved until it is saved or undone by hand", () => {
  const draft = withChange(draftOf(SAVED, 1), NAME, "Mine");
  expect(unsavedPaths(draft)).toEqual([NAME]);
  expect(unsavedPaths(withChange(draft, NAME, "Home"))).toEqual([]);
  expect(unsavedPaths(afterSaving(draft, draft.config, document("Mine"), 2))).toEqual([]);
});

test("what is typed while saving is not lost", () => {
  const sent = withChange(draftOf(SAVED, 1), NAME, "Mine");
  const typed = withChange(sent, ZONE, "Europe/Paris");
  const after = afterSaving(typed, sent.config, document("Mine"), 2);
  expect(after).toMatchObject({ revision: 2, config: document("Mine", "Europe/Paris") });
  expect(unsavedPaths(after)).toEqual([ZONE]);
});

test("what others save elsewhere is joined without a word", () => {
  const draft = rebased(withChange(draftOf(SAVED, 1), NAME, "Mine"), document("Home", "Asia/Tokyo"), 2);
  expect(draft).toMatchObject({ revision: 2, config: document("Mine", "Asia/Tokyo"), disputed: [] });
});

test("what both changed is disputed until a person chooses", () => {
  const draft = rebased(withChange(draftOf(SAVED, 1), NAME, "Mine"), document("Theirs"), 2);
  expect(draft.disputed).toEqual([NAME]);
  expect(draft.config.building?.name).toBe("Mine");
  expect(chosen(draft, NAME, "mine")).toMatchObject({ config: document("Mine"), disputed: [] });
  expect(chosen(draft, NAME, "theirs")).toMatchObject({ config: document("Theirs"), disputed: [] });
  expect(withChange(draft, NAME, "Theirs").disputed).toEqual([]);
  expect(rebased(draft, document("Theirs again"), 3).disputed).toEqual([NAME]);
  expect(rebased(draft, document("Mine"), 3).disputed).toEqual([]);
});

test("what the server completes of a room that nobody said anything of is no change of somebody else", () => {
  const path = ["rooms", "home/attic", "name"];
  const draft = withChange(draftOf({ ...SAVED, rooms: {} }, 1), path, "Mine");
  expect(unsavedPaths(draft)).toEqual([path]);
  expect(unsavedPaths(withChange(draft, path, null))).toEqual([]);
  const complete = { name: null, kind: "office", order: 0, plan: null, occupied: null, profile: null };
  const after = rebased(draft, { ...SAVED, rooms: { "home/attic": complete } }, 2);
  expect(after.disputed).toEqual([]);
  expect(after.config.rooms?.["home/attic"]).toEqual({ ...complete, name: "Mine" });
});

test("a draft that was kept is read again, anything else is none", () => {
  const draft = withChange(draftOf(SAVED, 1), NAME, "Mine");
  expect(parseDraft(JSON.stringify(draft))).toEqual(draft);
  for (const text of [null, "", "null", "[]", "{", '{"config":{}}']) expect(parseDraft(text)).toBe(null);
});
