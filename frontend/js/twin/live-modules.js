/** How modules are, as signals; what a person asks for is shown at once and taken back if the server refuses. */

import { computed, effect, signal } from "@preact/signals";
import { API_BASE_URL, requestJson } from "../api.js";
import { connection } from "../connection.js";
import { t } from "../i18n.js";
import { States } from "../states.js";
import { building, isHidden } from "../store.js";
import { wordsOf } from "../ui/feedback.js";
import { fittedOf, keyOf } from "./modules.js";

/**
 * @typedef {import("../wire.js").Module} Module
 * @typedef {Module & {id: string, state: any}} Kept A report and a wish are kept apart.
 */

/** @type {States<Kept>} */
const states = new States();
/** Moves with every message. */
const changes = signal(0);
/** @type {import("@preact/signals").Signal<Map<string, {state: string, at: string}>>} `at`: empty until the server took it. */
const wishes = signal(new Map());
/** What could not be asked for last, in words; null when all was. */
export const failure = signal(/** @type {{key: string, words: string} | null} */ (null));

/** All modules that are known. */
export const fitted = computed(() => {
  changes.value;
  const messages = states.all();
  const open = [...wishes.value].filter(([key, { at }]) => !at || at > askedAt(key));
  return fittedOf(building.value.config, messages, new Map(open.map(([key, { state }]) => [key, state])));
});

/** When the last wish was made that the stream brought. @param {string} key */
const askedAt = (key) => states.get(`${key}/asked`)?.at ?? "";

/** @param {Module} module @returns {Kept} */
const kept = (module) => ({ ...module, id: `${keyOf(module)}/${module.asked ? "asked" : "reported"}` });

/** Follow the stream; to be called before the connection is opened. */
export function openModules() {
  let epoch = "";
  connection.on("frame", (frame) => {
    if (!("topic" in frame) || frame.topic !== "modules") return;
    const module = /** @type {Module} */ (frame.data);
    if (isHidden(module)) return;
    states.take(kept(module), frame.seq);
    changes.value = states.changes;
  });
  connection.on("reset", (point) => {
    if (point.epoch !== epoch) states.beginAnew();
    epoch = point.epoch;
  });
  effect(() => {
    const { modules, seq } = building.value;
    states.replace(modules.map(kept), seq);
    changes.value = states.changes;
  });
}

/** Ask a module for a state. @param {import("./modules.js").Fitted} module @param {string} state */
export async function ask({ key, kind }, state) {
  failure.value = null;
  wish(key, state, "");
  try {
    const answer = await requestJson(`${API_BASE_URL}/api/modules/${key}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ kind, state }),
    });
    if (isLast(key, state)) wish(key, state, /** @type {Module} */ (answer).at);
  } catch (error) {
    if (!isLast(key, state)) return;
    forget(key);
    failure.value = { key, words: t("twin-ask-failed", { reason: wordsOf(error) }) };
  }
}

/** Whether nothing else was asked for since. @param {string} key @param {string} state */
const isLast = (key, state) => wishes.peek().get(key)?.state === state;

/** @param {string} key @param {string} state @param {string} at */
function wish(key, state, at) {
  wishes.value = new Map(wishes.peek()).set(key, { state, at });
}

/** @param {string} key */
function forget(key) {
  wishes.value = new Map([...wishes.peek()].filter(([other]) => other !== key));
}
