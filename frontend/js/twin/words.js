/** Sentences of the twin. */

import { formatSince } from "../format.js";
import { has, locale, t } from "../i18n.js";
import { now_ms } from "../store.js";
import { capitalised } from "../ui/words.js";
import { numberOf } from "./modules.js";

/** @typedef {import("./modules.js").Fitted} Fitted @typedef {import("../rooms.js").Room} Room */

/** @param {Fitted} module */
export function moduleName(module) {
  if (module.name) return module.name;
  const number = numberOf(module);
  const kind = capitalised(t(`module-${module.kind}`));
  if (number === 0) return `${kind} (${module.module})`;
  return number === 1 ? kind : `${kind} ${number}`;
}

/** @param {Fitted} module @param {string | null} state */
export function stateWord({ kind }, state) {
  if (state === null) return t("opening-unknown");
  const key = kind === "window" || kind === "door" ? `opening-${state}` : `running-${state}`;
  return has(key) ? t(key) : state;
}

/** What is known of a module besides the state that its switch shows. @param {Fitted} module */
export function standingOf(module) {
  if (module.asked !== null) {
    return t("twin-asked", {
      asked: stateWord(module, module.asked),
      reported: stateWord(module, module.state),
      time: formatSince(locale.value, module.asked_ms || now_ms.value, now_ms.value),
    });
  }
  if (module.state === null) return t("twin-unknown");
  return module.isReported ? t("twin-reported") : t("twin-said");
}

/** The level of a room, or that it is silent. @param {Room} room */
export const levelOf = (room) => (room.online ? room.level : "offline");
