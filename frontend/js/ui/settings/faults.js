/** What keeps the draft from being saved, in words: what this page sees itself, what the server said. */

import { computed } from "@preact/signals";
import { wrongIn } from "../../arrangement.js";
import { t } from "../../i18n.js";
import { faults, mistyped, wanted } from "./edited.js";

/** @typedef {import("../../merge.js").Path} Path */

/** What this page sees itself. */
export const wrong = computed(() => wrongIn(wanted.value));

/** Whether there is anything that this page knows can't be saved. */
export const isWrong = computed(() => wrong.value.length > 0 || Object.keys(mistyped.value).length > 0);

/** @param {Path} path Of a field or a group of them. */
export function faultWords(path) {
  const ours = wrong.value
    .filter((each) => isWithin(each.path, path))
    .map(({ key }) => t(`settings-wrong-${key}`));
  const theirs = faults.value.filter((fault) => isWithin(fault.path, path)).map(({ reason }) => reason);
  return [...ours, ...theirs].join(" ");
}

/** @param {Path} path @param {Path} group */
const isWithin = (path, group) => group.every((name, at) => path[at] === name);
