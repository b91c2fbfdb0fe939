/** Words in five languages: Fluent, one bundle at a time, every language with every key (a test holds that). */

import { FluentBundle } from "@fluent/bundle";
import { computed, signal } from "@preact/signals";
import { recall, remember } from "./memory.js";

/** @typedef {Record<string, string | number>} Arguments */

/** @type {Record<string, string>} Each language in its own words. */
export const LANGUAGES = { fr: "Français", en: "English", de: "Deutsch", es: "Español", it: "Italiano" };

/** @typedef {import("@fluent/bundle").FluentResource["body"]} Words As the build parsed them. */

const locales = /** @type {Record<string, () => Promise<Words>>} */ (
  import.meta.glob("../locales/*.ftl", { import: "default" })
);

/** @type {import("@preact/signals").Signal<string>} */
export const language = signal(preferred());
/** How numbers and dates are written: as the browser's own variety of the language has it, `en-GB`. */
export const locale = computed(
  () => navigator.languages.find((tag) => tag.startsWith(language.value)) ?? language.value,
);
/** @type {import("@preact/signals").Signal<FluentBundle | null>} */
const bundle = signal(null);

/** @returns {string} What was chosen here before, else the first of the browser's languages that there is. */
function preferred() {
  const wishes = [recall("language") ?? "", ...navigator.languages].map((tag) =>
    tag.slice(0, 2).toLowerCase(),
  );
  return wishes.find((tag) => tag in LANGUAGES) ?? "en";
}

/** @param {string} tag One of `LANGUAGES`. */
export async function setLanguage(tag) {
  const words = locales[`../locales/${tag}.ftl`];
  if (!words) return;
  remember("language", tag);
  const loaded = makeBundle(tag, await words());
  language.value = tag;
  bundle.value = loaded;
  document.documentElement.lang = tag;
}

/** @param {string} tag @param {Words} body */
function makeBundle(tag, body) {
  // Isolating marks would show up in copied text; all five languages are written left to right.
  const made = new FluentBundle(tag, { useIsolating: false });
  const errors = made.addResource({ body });
  if (errors.length > 0) throw errors[0];
  return made;
}

/**
 * The words for a key in the current language; a key that nobody wrote shows itself.
 * @param {string} key @param {Arguments} [given]
 */
export function t(key, given) {
  const pattern = bundle.value?.getMessage(key)?.value;
  return pattern ? (bundle.value?.formatPattern(pattern, given) ?? key) : key;
}

/** Whether there are words for a key: names may come from a newer server. @param {string} key */
export function has(key) {
  return bundle.value?.hasMessage(key) ?? false;
}
