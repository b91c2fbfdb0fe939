/** In which unit temperatures are shown and typed; kept they are in °C. Changed at the edge of the display alone. */

import { signal } from "@preact/signals";

export const isFahrenheit = signal(false);

/** @param {string} quantity */
const isChanged = (quantity) => isFahrenheit.value && quantity === "temperature_c";

/** How many shown units a kept one is: what differences are multiplied by. @param {string} quantity */
export const ratioOf = (quantity) => (isChanged(quantity) ? 1.8 : 1);

/** @param {string} quantity @param {number} value As it is kept. */
export const toShown = (quantity, value) => (isChanged(quantity) ? value * 1.8 + 32 : value);

/** @param {string} quantity @param {number} value As it is shown. */
export const toKept = (quantity, value) => (isChanged(quantity) ? (value - 32) / 1.8 : value);

/** @param {string} quantity @param {string} unit As it is kept. */
export const shownUnit = (quantity, unit) => (isChanged(quantity) ? "°F" : unit);
