/** How the system is, asked for gently while somebody looks. */

import { computed, signal } from "@preact/signals";
import { ApiError, getStatus } from "../api.js";
import { problemOfSilence, problemsOf, ratesOf } from "../status.js";

/** @typedef {import("../wire.js").Status} Status @typedef {import("../status.js").Problem} Problem */

const REFRESH_MS = 5000;

/** @type {import("@preact/signals").Signal<{status: Status | null, before: Status | null}>} */
const answers = signal({ status: null, before: null });
/** Why there is no newer answer. @type {import("@preact/signals").Signal<Problem | null>} */
const silence = signal(null);

/** The last answer; null until there is one. */
export const status = computed(() => answers.value.status);
export const problems = computed(() => {
  const { status, before } = answers.value;
  if (silence.value) return [silence.value];
  return status ? problemsOf(status, before) : [];
});
export const rates = computed(() => {
  const { status, before } = answers.value;
  return status && !silence.value ? ratesOf(status, before) : null;
});
/** Whether what is shown is no longer what is. */
export const isOld = computed(() => silence.value !== null);

/** Ask now, and again some seconds after each answer. */
export async function openStatus() {
  await ask();
  window.setTimeout(openStatus, REFRESH_MS);
}

async function ask() {
  if (document.hidden && answers.value.status) return;
  try {
    const status = await getStatus();
    answers.value = { status, before: answers.value.status };
    silence.value = null;
  } catch (error) {
    silence.value = problemOfSilence(error instanceof ApiError ? error.status : null);
  }
}
