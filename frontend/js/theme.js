/** Light, dark, in high contrast or as the system says; remembered in this browser. */

import { signal } from "@preact/signals";
import { recall, remember } from "./memory.js";

/** @typedef {"auto" | "light" | "dark" | "contrast"} Theme */

/** @type {Theme[]} */
export const THEMES = ["auto", "light", "dark", "contrast"];
/** What changes colours without a word from a person on this page. */
const WISHES = [
  "(prefers-color-scheme: dark)",
  "(prefers-contrast: more)",
  "(forced-colors: active)",
  "print",
];

/** @type {import("@preact/signals").Signal<Theme>} */
export const theme = signal(THEMES.find((name) => name === recall("theme")) ?? "auto");
/** Moves whenever colours change, so that canvases redraw. */
export const coloursChanged = signal(0);

/** @param {Theme} name */
export function setTheme(name) {
  theme.value = name;
  remember("theme", name);
  apply();
}

export function apply() {
  const { dataset } = document.documentElement;
  if (theme.value === "auto") delete dataset.theme;
  else dataset.theme = theme.value;
  coloursChanged.value += 1;
}

for (const wish of WISHES) window.matchMedia(wish).addEventListener("change", apply);
// Paper is light, and what is drawn for it has to be so before its style is.
window.addEventListener("beforeprint", () => {
  document.documentElement.dataset.theme = "light";
  coloursChanged.value += 1;
});
window.addEventListener("afterprint", apply);
