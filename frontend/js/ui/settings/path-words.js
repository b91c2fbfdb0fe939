/** What a field of the configuration is called, and what stands in it, in words. */

import { dayNames } from "../../days.js";
import { formatNumber } from "../../format.js";
import { has, locale, t } from "../../i18n.js";
import { roomName, siteName } from "../../rooms.js";
import { quantityTitle } from "../words.js";
import { wanted } from "./edited.js";
import { profileName } from "./profiles.js";

/** @typedef {import("../../merge.js").Path} Path */

/** `Bureau (Maison): Name` @param {Path} path */
export function pathWords([part = "", key = "", field, quantity]) {
  const thing = thingWords(part, key);
  if (part === "building")
    return t("settings-of", { thing: t("settings-building"), field: t("settings-name") });
  if (part === "profile") return t("settings-profile-default");
  if (!field) return thing;
  const name = quantity ? quantityTitle(quantity) : has(`settings-${field}`) ? t(`settings-${field}`) : field;
  return t("settings-of", { thing, field: name });
}

/** @param {string} part @param {string} key */
function thingWords(part, key) {
  const config = wanted.value;
  const [site = "", room = ""] = key.split("/");
  if (part === "sites") return siteName(config, site);
  if (part === "profiles") return config.profiles?.[key]?.name ?? key;
  const where = `${roomName(config, site, room)} (${siteName(config, site)})`;
  return part === "modules" ? `${where}, ${moduleName(key)}` : room ? where : key;
}

/** @param {string} key `site/room/module` */
export function moduleName(key) {
  const module = wanted.value.modules?.[key];
  if (module?.name) return module.name;
  const token = key.split("/").at(-1) ?? "";
  const [kind = "", number = ""] = token.split(/-(?=\d+$)/);
  return has(`settings-module-${kind}`) ? `${t(`settings-module-${kind}`)} ${number}`.trim() : token;
}

/** @param {Path} path @param {unknown} value */
export function valueWords(path, value) {
  const field = path.length > 1 ? (path.at(-1) ?? "") : (path[0] ?? "");
  if (value === undefined) return t("settings-absent");
  if (value === null) return has(`settings-null-${field}`) ? t(`settings-null-${field}`) : "–";
  if (field === "profile") return profileName(String(value));
  if (field === "kind") return kindWords(path[0] ?? "", String(value));
  if (field === "plan") return planWords(/** @type {import("../../wire.js").Plan} */ (value));
  if (field === "occupied") return hoursWords(/** @type {import("../../wire.js").Hours} */ (value));
  if (Array.isArray(value))
    return value.map((limit) => (Array.isArray(limit) ? limit.join("–") : limit)).join(", ");
  if (typeof value === "object")
    return String(/** @type {{name?: string}} */ (value).name ?? t("settings-present"));
  return String(value);
}

/** @param {string} part @param {string} kind */
export function kindWords(part, kind) {
  return t(`settings-${part === "modules" ? "module" : "kind"}-${kind}`);
}

/** @param {import("../../wire.js").Plan} plan */
export function planWords({ x_m, y_m, width_m, depth_m, floor = 0 }) {
  const [x, y, width, depth] = [x_m, y_m, width_m, depth_m].map((metres) =>
    formatNumber(locale.value, metres),
  );
  return t("settings-plan-is", {
    x: x ?? "",
    y: y ?? "",
    width: width ?? "",
    depth: depth ?? "",
    floor: formatNumber(locale.value, floor),
  });
}

/** @param {import("../../wire.js").Hours} hours */
export function hoursWords({ days, start, end }) {
  const names = dayNames(locale.value, "short");
  const list = days.toSorted().map((day) => names[day - 1] ?? "");
  return `${new Intl.ListFormat(locale.value, { type: "unit", style: "short" }).format(list)}, ${start}–${end}`;
}
