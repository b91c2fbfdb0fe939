import { useSignal } from "@preact/signals";
import { t } from "../i18n.js";
import { byChoice } from "../rooms.js";
import { rooms } from "../store.js";
import { ROOMS_LIMIT, show } from "../url-state.js";
import { Swatch } from "./Swatch.jsx";

/** @typedef {import("../rooms.js").Room} Room */

/** Other rooms: to be shown instead, or beside this one. @param {{room: Room, compared: Room[]}} props */
export function RoomPickers({ room, compared }) {
  const keys = compared.map(({ key }) => key);
  const others = byChoice(rooms.value.filter(({ key }) => key !== room.key && !keys.includes(key)));
  return (
    <div class="pickers">
      {others.length > 0 && <OtherRoom others={others} room={room} compared={keys} />}
      {compared.map(({ key, title }, at) => (
        <button
          key={key}
          type="button"
          class="control"
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

/**
 * Chosen first and then acted upon: the arrow keys run through a list without doing anything.
 * @param {{others: Room[], room: Room, compared: string[]}} props
 */
function OtherRoom({ others, room, compared }) {
  const chosen = useSignal("");
  const key = others.find((other) => other.key === chosen.value)?.key ?? others[0]?.key ?? "";
  return (
    <>
      <select
        class="control"
        aria-label={t("room-other")}
        value={key}
        onChange={(event) => {
          chosen.value = event.currentTarget.value;
        }}
      >
        {others.map(({ key, title }) => (
          <option key={key} value={key}>
            {title}
          </option>
        ))}
      </select>
      {compared.length < ROOMS_LIMIT - 1 && (
        <button
          type="button"
          class="control"
          onClick={() => show({ room: room.key, compare: [...compared, key] })}
        >
          {t("compare")}
        </button>
      )}
      <button type="button" class="control" onClick={() => show({ room: key, compare: [] })}>
        {t("room-show")}
      </button>
    </>
  );
}
