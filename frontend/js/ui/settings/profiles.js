/** Which profiles of thresholds there are. */

import { t } from "../../i18n.js";
import { wanted } from "./edited.js";

/** What a room may choose; the first is the installation's. @returns {[string, string][]} */
export function profileOptions() {
  return [
    ["", t("settings-null-profile")],
    ["default", t("settings-profile-shipped")],
    ...Object.entries(wanted.value.profiles ?? {}).map(
      ([key, { name }]) => /** @type {[string, string]} */ ([key, name]),
    ),
  ];
}
