import { t } from "../i18n.js";
import { sitesOf } from "../rooms.js";
import { rooms } from "../store.js";
import { show } from "../url-state.js";
import { Segments } from "./Segments.jsx";
import { Select } from "./Select.jsx";
import { shownSite } from "./shown-room.js";

/** With more letters than this, sites are not all kept in sight. */
const LETTERS = 30;

/** Which site is shown; nothing where there is but one. */
export function SitePicker() {
  const sites = sitesOf(rooms.value);
  if (sites.length < 2) return null;
  /** @type {[string, string][]} */
  const options = [["", t("site-all")], ...sites];
  const value = shownSite() ?? "";
  const onChange = (/** @type {string} */ site) => show({ site: site || null, room: null });
  return options.reduce((sum, [, name]) => sum + name.length, 0) <= LETTERS ? (
    <Segments legend={t("place-site")} name="site" {...{ options, value, onChange }} />
  ) : (
    <div class="filters">
      <Select label={t("place-site")} {...{ options, value, onChange }} />
    </div>
  );
}
