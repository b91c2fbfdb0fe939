import { formatSince, formatZone } from "../format.js";
import { locale, t } from "../i18n.js";
import { building, now_ms } from "../store.js";
import { isElsewhere, ownZone, zoneOf } from "../zone.js";

/** The zone whose days and hours count at a site. @param {string} site */
export function zoneAt(site) {
  const { config, timezone } = building.value;
  return zoneOf(config, timezone, site);
}

/**
 * A time by the clock of the site where it matters; it says which zone that is if the clock here differs.
 * @param {string} site @param {number} ts_ms @param {number} [now]
 */
export function timeAt(site, ts_ms, now = now_ms.value) {
  const zone = zoneAt(site);
  const time = formatSince(locale.value, ts_ms, now, zone);
  return isElsewhere(zone, ownZone(), now) ? `${time} ${formatZone(locale.value, ts_ms, zone)}` : time;
}

/** A zone's name as people read it. @param {string} zone */
export const zoneName = (zone) => zone.replace(/^Etc\//, "").replaceAll("_", " ");

/** Which zone the times beside this are in, if the clock here differs. @param {{zone: string}} props */
export function ZoneNote({ zone }) {
  if (!isElsewhere(zone, ownZone(), now_ms.value)) return null;
  return <p class="footnote zone">{t("times-in", { zone: zoneName(zone) })}</p>;
}
