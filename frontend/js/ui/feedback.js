import { postFeedback } from "../api.js";
import { t } from "../i18n.js";
import { assume } from "../store.js";

export const SNOOZE_MINUTES = 30;

const STATES = { ack: "acknowledged", done: "done", snooze: "snoozed" };

/**
 * Tell the server what a person did: shown at once, taken back if the server refuses.
 * @param {"actions" | "alerts"} kind @param {string} id @param {keyof typeof STATES} verb
 * @param {import("@preact/signals").Signal<string>} failure Gets the words for what went wrong, or none.
 */
export async function giveFeedback(kind, id, verb, failure) {
  failure.value = "";
  const undo = assume(kind, id, STATES[verb]);
  try {
    await postFeedback(kind, id, verb, verb === "snooze" ? { minutes: SNOOZE_MINUTES } : {});
  } catch (error) {
    undo();
    failure.value = t("feedback-failed", { reason: wordsOf(error) });
  }
}

/** What went wrong, in the server's own words. @param {unknown} error */
export function wordsOf(error) {
  return error instanceof Error ? error.message : String(error);
}
