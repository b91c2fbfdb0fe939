import { roomsOfSite } from "../../arrangement.js";
import { formatTime } from "../../format.js";
import { locale, t } from "../../i18n.js";
import { laidOut } from "../../plan.js";
import { readable } from "../../rooms.js";
import { view } from "../../settings-state.js";
import { now_ms, rooms } from "../../store.js";
import { wanted } from "./edited.js";
import { TextField } from "./fields.jsx";
import { PlanEditor } from "./PlanEditor.jsx";
import { RoomList } from "./RoomList.jsx";

/** One site: its name and clock, its rooms and their plan. @param {{site: string}} props */
export function Site({ site }) {
  const keys = roomsOfSite(
    wanted.value,
    rooms.value.map(({ key }) => key),
    site,
  );
  const placed = laidOut(keys, wanted.value);
  return (
    <>
      <div class="fields">
        <TextField label={t("settings-name")} path={["sites", site, "name"]} placeholder={readable(site)} />
        <TextField
          label={t("settings-timezone")}
          path={["sites", site, "timezone"]}
          placeholder={t("settings-null-timezone")}
          list="time-zones"
          hint={clockWords(wanted.value.sites?.[site]?.timezone)}
        />
        <TimeZones />
      </div>
      {keys.length > 0 && (
        <div class="arrangement">
          <RoomList site={site} keys={keys} placed={placed} />
          <PlanEditor rooms={placed} open={view.value.room} />
        </div>
      )}
    </>
  );
}

/** What the clocks there show. @param {string | null | undefined} zone */
function clockWords(zone) {
  if (!zone) return t("settings-timezone-how");
  try {
    return t("settings-timezone-now", { time: formatTime(locale.value, now_ms.value, zone) });
  } catch {
    return ""; // no such zone: the server will say so
  }
}

function TimeZones() {
  return (
    <datalist id="time-zones">
      {["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => (
        <option key={zone} value={zone} />
      ))}
    </datalist>
  );
}
