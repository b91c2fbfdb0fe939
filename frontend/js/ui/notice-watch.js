/** Announces alerts that begin while this tab is out of sight, if a person asked for that in this browser. */

import { effect, signal } from "@preact/signals";
import { t } from "../i18n.js";
import { recall, remember } from "../memory.js";
import { noticesOf } from "../notices.js";
import { alerts, phase } from "../store.js";
import { becauseOf, roomOfPlace } from "./words.js";

/** @typedef {"wanted" | "unwanted" | "denied" | "insecure" | "absent"} Wish Why there are none, if there are none. */

const NAME = "notices";

/** @type {import("@preact/signals").Signal<Wish>} */
export const wish = signal(wishNow());

/** @returns {Wish} */
function wishNow() {
  if (!window.isSecureContext) return "insecure";
  if (!("Notification" in window)) return "absent";
  if (Notification.permission === "denied") return "denied";
  return recall(NAME) === "on" && Notification.permission === "granted" ? "wanted" : "unwanted";
}

/** Ask the person, if the browser has yet to, or end it. */
export async function toggle() {
  const isOn = wish.value === "wanted";
  const isGranted = !isOn && (await Notification.requestPermission()) === "granted";
  remember(NAME, isGranted ? "on" : "off");
  wish.value = wishNow();
  if (isGranted) watch();
}

/** @type {Map<string, Notification>} */
const shown = new Map();
/** @type {Set<string> | null} Null: not yet watching. */
let known = null;
let isWatching = false;

/** Follow the alerts from now on: those that are firing already were there to be seen. */
export function watch() {
  if (isWatching) return;
  isWatching = true;
  effect(() => {
    if (phase.value !== "ready") return;
    const { begun, over, firing } = noticesOf(known ?? new Set(), alerts.value);
    if (known && document.hidden && wish.peek() === "wanted") begun.forEach(announce);
    for (const id of over) {
      shown.get(id)?.close();
      shown.delete(id);
    }
    known = firing;
  });
}

/** @param {import("../wire.js").Alert} alert */
function announce(alert) {
  try {
    // Two tabs have one tag, so that there is one notice.
    const notice = new Notification(roomOfPlace(alert), { body: becauseOf(alert), tag: alert.id });
    notice.onclick = () => window.focus();
    shown.set(alert.id, notice);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    wish.value = "absent"; // a telephone's browser has the name, but not the thing
  }
}

/** What a person reads beside the button. */
export const wishWords = () => t(`notices-${wish.value}`);
