/** Which profiles of thresholds there are. */

import { t } from "../../i18n.js";
import { profileNames } from "../../own-profiles.js";
import { building } from "../../store.js";
import { wanted } from "./edited.js";

/** Keys with names. */
export const profileChoices = () => profileNames(building.value.profiles, wanted.value);

/** What a room may choose; the first is the installation's. @returns {[string, string][]} */
export const roomProfiles = () => [["", t("settings-null-profile")], ...profileChoices()];

/** @param {string} key */
export const profileName = (key) => profileChoices().find(([known]) => known === key)?.[1] ?? key;
