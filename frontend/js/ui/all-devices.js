/** What the devices page knows besides what is live: what `/api/devices` said, asked for gently. */

import { computed, effect, signal } from "@preact/signals";
import { getDevices } from "../api.js";
import { deviceRows, keyOf } from "../inventory.js";
import { alerts, building, knownDevices, now_ms } from "../store.js";
import { wordsOf } from "./feedback.js";

/** @typedef {import("../wire.js").DeviceAnswer} DeviceAnswer */

/** Usual intervals change slowly; all else here is live. */
const REFRESH_MS = 60_000;

/** @type {import("@preact/signals").Signal<DeviceAnswer[] | null>} */
const answers = signal(null);
export const failure = signal("");
/** Null until the server has answered once. */
export const devices = computed(() =>
  answers.value
    ? deviceRows(answers.value, knownDevices.value, alerts.value, building.value.config, now_ms.value)
    : null,
);

/** Ask now, every minute, and when the stream knows a device that the answer did not. */
export function openInventory() {
  /** @type {Set<string>} */
  const asked = new Set();
  effect(() => {
    const unknown = knownDevices.value.map(keyOf).filter((key) => !asked.has(key));
    for (const key of unknown) asked.add(key);
    if (unknown.length > 0) void ask();
  });
  window.setInterval(() => void (document.hidden || ask()), REFRESH_MS);
  return ask();
}

async function ask() {
  try {
    answers.value = await getDevices();
    failure.value = "";
  } catch (error) {
    failure.value = wordsOf(error);
  }
}
