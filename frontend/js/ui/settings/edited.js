/** The draft of the settings page: kept in this tab until it is saved, joined with what others save. */

import { computed, effect, signal } from "@preact/signals";
import { API_ENDPOINTS, ApiError, putConfig, request } from "../../api.js";
import { afterSaving, chosen, draftOf, parseDraft, rebased, unsavedPaths, withChange } from "../../draft.js";
import { isEqual } from "../../merge.js";
import { building, phase, reload } from "../../store.js";
import { wordsOf } from "../feedback.js";

/**
 * @typedef {import("../../draft.js").Draft} Draft
 * @typedef {import("../../merge.js").Path} Path
 * @typedef {import("../../wire.js").Config} Config
 */

const KEPT_AS = "iaqverse.settings";
const ATTEMPTS = 5;
const CHANGED_MEANWHILE = 412;

/** Null until the configuration has arrived. */
export const draft = signal(/** @type {Draft | null} */ (null));
/** The configuration as it is wanted. */
export const wanted = computed(() => draft.value?.config ?? {});
export const unsaved = computed(() => (draft.value ? unsavedPaths(draft.value) : []));
/** What can't be understood as typed, by field: nothing is saved while there is any. */
export const mistyped = signal(/** @type {Record<string, string>} */ ({}));
/** What the server refused, and why. */
export const faults = signal(/** @type {import("../../api.js").Fault[]} */ ([]));
/** `joined`: somebody else's changes of other things are in it. */
export const progress = signal(/** @type {"" | "saving" | "saved" | "joined" | "disputed"} */ (""));
export const failure = signal("");

/** Begin with what this tab kept, else with what is saved; follow what others save. */
export function openDraft() {
  const kept = parseDraft(recallDraft());
  effect(() => {
    if (phase.value !== "ready") return;
    const { config, revision } = building.value;
    const known = draft.peek() ?? kept;
    if (!known) draft.value = draftOf(config, revision);
    else if (known !== draft.peek() || revision > known.revision)
      draft.value = rebased(known, config, revision);
  });
  effect(() => keepDraft(unsaved.value.length > 0 ? draft.value : null));
}

/** @param {Path} path @param {unknown} value Undefined takes away what is there. */
export function change(path, value) {
  if (!draft.value) return;
  draft.value = withChange(draft.value, path, value);
  faults.value = faults.value.filter((fault) => !isEqual(fault.path, path));
  progress.value = "";
  failure.value = "";
}

/** @param {Path} path @param {"mine" | "theirs"} whose */
export function choose(path, whose) {
  if (draft.value) draft.value = chosen(draft.value, path, whose);
}

/** Forget what is not saved. */
export function discard() {
  if (draft.value) draft.value = draftOf(draft.value.saved, draft.value.revision);
  mistyped.value = {};
  faults.value = [];
  failure.value = "";
  progress.value = "";
}

/** Save; what keeps it from being saved is said, and the draft stays. */
export async function save() {
  progress.value = "saving";
  failure.value = "";
  faults.value = [];
  try {
    progress.value = await saveJoined();
  } catch (error) {
    progress.value = "";
    failure.value = wordsOf(error);
    if (error instanceof ApiError) faults.value = error.faults;
  }
}

/** @throws {ApiError | TypeError | DOMException} */
async function saveJoined() {
  for (let attempt = 1; ; attempt += 1) {
    if (!draft.value || draft.value.disputed.length > 0) return "disputed";
    const { config: sent, revision } = draft.value;
    try {
      const { config, revision: now } = await read(await putConfig(sent, revision));
      draft.value = afterSaving(draft.value, sent, config, now);
      void reload();
      return attempt > 1 ? "joined" : "saved";
    } catch (error) {
      const isStale = error instanceof ApiError && error.status === CHANGED_MEANWHILE;
      if (!isStale || attempt === ATTEMPTS) throw error;
      await catchUp();
    }
  }
}

/** Join what is saved by now. @throws {ApiError | TypeError | DOMException} */
export async function catchUp() {
  const { config, revision } = await read(await request(API_ENDPOINTS.config));
  draft.value = draft.value ? rebased(draft.value, config, revision) : draftOf(config, revision);
}

/** @param {Response} reply @returns {Promise<{config: Config, revision: number}>} */
async function read(reply) {
  const revision = Number((reply.headers.get("ETag") ?? "").replace(/\D/g, ""));
  return { config: await reply.json(), revision };
}

function recallDraft() {
  try {
    return sessionStorage.getItem(KEPT_AS);
  } catch {
    return null; // a browser may refuse storage
  }
}

/** @param {Draft | null} kept */
function keepDraft(kept) {
  try {
    if (kept) sessionStorage.setItem(KEPT_AS, JSON.stringify(kept));
    else if (draft.value) sessionStorage.removeItem(KEPT_AS);
  } catch {
    // then it lasts as long as the page
  }
}
