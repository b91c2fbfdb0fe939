import { searchOf } from "../address.js";
import { t } from "../i18n.js";
import { byChoice } from "../rooms.js";
import { phase, rooms } from "../store.js";
import { NoRooms } from "./NoRooms.jsx";

/**
 * No room to show: not yet, none at all, or none of that name.
 * @param {{path: string, wanted: string | null, skeleton: import("preact").ComponentChildren}} props `path`: of the page.
 */
export function AbsentRoom({ path, wanted, skeleton }) {
  if (phase.value !== "ready") return <>{skeleton}</>;
  if (rooms.value.length === 0) return <NoRooms />;
  return (
    <section class="card">
      <h1>{t("room-unknown", { room: wanted ?? "" })}</h1>
      <p>{t("room-others")}</p>
      <ul class="links">
        {byChoice(rooms.value).map(({ key, title }) => (
          <li key={key}>
            <a href={path + searchOf(new URLSearchParams({ room: key }))}>{title}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}
