import { signal } from "@preact/signals";
import { postFeedback } from "../api.js";
import { t } from "../i18n.js";
import { kindOf } from "../item.js";
import { assume } from "../store.js";

const STATES = { ack: "acknowledged", done: "done", snooze: "snoozed" };

/** What could not be kept last, in words; null when all was. */
export const failure = signal(/** @type {{id: string, words: string} | null} */ (null));
/** The item that a person said something to just now: it moves, and the focus goes with it. */
export const answered = { id: "" };

/**
 * Tell the server what a person did: shown at once, taken back if the server refuses.
 * @param {import("../item.js").Item} item @param {keyof typeof STATES} verb @param {{minutes?: number}} [details]
 */
export async function giveFeedback(item, verb, details) {
  const { id } = item;
  const kind = kindOf(item);
  failure.value = null;
  answered.id = id;
  const undo = assume(kind, id, STATES[verb]);
  try {
    await postFeedback(kind, id, verb, details);
  } catch (error) {
    answered.id = id;
    undo();
    failure.value = { id, words: t("feedback-failed", { reason: wordsOf(error) }) };
  }
}

/** What went wrong, in the server's own words. @param {unknown} error */
export function wordsOf(error) {
  return error instanceof Error ? error.message : String(error);
}
