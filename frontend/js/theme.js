/** Light, dark or as the system says; remembered in this browser. */

import { signal } from "@preact/signals";
import { recall, remember } from "./memory.js";

/** @typedef {"auto" | "light" | "dark"} Theme */

/** @type {Theme[]} */
export const THEMES = ["auto", "light", "dark"];
const dark = window.matchMedia("(prefers-color-scheme: dark)");

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

dark.addEventListener("change", apply);
