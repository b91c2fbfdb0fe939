import { t } from "../i18n.js";
import { rooms } from "../store.js";
import { ROOMS_LIMIT, show } from "../url-state.js";
import { Swatch } from "./Swatch.jsx";

/** @typedef {import("../rooms.js").Room} Room */

/** Which room is shown, and with which others it is compared. @param {{room: Room, compared: Room[]}} props */
export function RoomPickers({ room, compared }) {
  const keys = compared.map(({ key }) => key);
  const others = byTitle().filter(({ key }) => key !== room.key && !keys.includes(key));
  return (
    <div class="pickers">
      <label>
        {t("room")}
        <select
          class="control"
          value={room.key}
          onChange={({ currentTarget: { value } }) =>
            show({ room: value, compare: keys.filter((key) => key !== value) })
          }
        >
          {byTitle().map(({ key, title }) => (
            <option key={key} value={key}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {others.length > 0 && compared.length < ROOMS_LIMIT - 1 && (
        <select
          class="control"
          aria-label={t("compare")}
          value=""
          onChange={({ currentTarget }) => {
            show({ room: room.key, compare: [...keys, currentTarget.value] });
            currentTarget.value = "";
          }}
        >
          <option value="">{t("compare")}</option>
          {others.map(({ key, title }) => (
            <option key={key} value={key}>
              {title}
            </option>
          ))}
        </select>
      )}
      {compared.map(({ key, title }, at) => (
        <button
          key={key}
          type="button"
          class="control compared"
          aria-label={t("compare-end", { room: title })}
          onClick={() => show({ compare: keys.filter((other) => other !== key) })}
        >
          <Swatch hue={at + 1} dash={at + 1} />
          {title}
          <span aria-hidden="true">×</span>
        </button>
      ))}
    </div>
  );
}

function byTitle() {
  return rooms.value.toSorted((a, b) => a.title.localeCompare(b.title));
}
