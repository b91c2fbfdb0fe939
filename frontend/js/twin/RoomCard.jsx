import { useEffect, useRef } from "preact/hooks";
import { formatSince } from "../format.js";
import { locale, t } from "../i18n.js";
import { hasSeveralSites, inOrder, isFresh } from "../rooms.js";
import { building, knownDevices, now_ms } from "../store.js";
import { LevelChip } from "../ui/LevelChip.jsx";
import { deviceName, quantityTitle, reasonOf, valueWithUnit } from "../ui/words.js";
import { AddModule } from "./AddModule.jsx";
import { fitted } from "./live-modules.js";
import { ModuleSwitches } from "./ModuleSwitches.jsx";
import { roomOf } from "./modules.js";
import { levelOf } from "./words.js";

/** @typedef {import("../rooms.js").Room} Room */

/**
 * All about the chosen room.
 * @param {{room: Room, isChosen: {current: boolean}, close: () => void}} props
 *   `isChosen`: a person chose it just now, so the focus goes there.
 */
export function RoomCard({ room, isChosen, close }) {
  const title = useRef(/** @type {HTMLHeadingElement | null} */ (null));
  useEffect(() => {
    if (isChosen.current) title.current?.focus();
    isChosen.current = false;
  }, [room.key]);
  const level = levelOf(room);
  return (
    <section
      class="card twin-card"
      aria-labelledby="twin-room"
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <div class="twin-card-head">
        <h2 id="twin-room" ref={title} tabIndex={-1}>
          {room.name} {hasSeveralSites(building.value.config) && <small class="muted">{room.siteName}</small>}
        </h2>
        <button type="button" class="control square" aria-label={t("twin-close")} onClick={close}>
          <span aria-hidden="true">×</span>
        </button>
      </div>
      <p class="twin-now">
        {level && <LevelChip level={level} />}
        {room.score !== null && (
          <span class="room-score">
            <strong>{room.score}</strong>
            <span class="muted">/100</span>
          </span>
        )}
      </p>
      <p>{reasonOf(room)}</p>
      <Values room={room} />
      <h3>{t("twin-modules")}</h3>
      <ModuleSwitches modules={fitted.value.filter(({ key }) => roomOf(key) === room.key)} />
      <AddModule key={room.key} room={room.key} />
      <Devices room={room} />
      <a class="control" href={`/room.html?room=${room.key}`}>
        {t("twin-charts")}
      </a>
    </section>
  );
}

/** @param {{room: Room}} props */
function Values({ room }) {
  const names = inOrder(Object.keys(room.values));
  if (names.length === 0) return null;
  return (
    <dl class="twin-values">
      {names.map((quantity) => (
        <div key={quantity} class={quantity === room.limiting ? `limiting level-${room.level}` : undefined}>
          <dt class="muted">{quantityTitle(quantity)}</dt>
          <dd>{valueWithUnit(quantity, room.values[quantity]?.value ?? 0)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** @param {{room: Room}} props */
function Devices({ room }) {
  const devices = knownDevices.value.filter((one) => one.site === room.site && one.room === room.room);
  if (devices.length === 0) return null;
  return (
    <>
      <h3>{t("page-devices")}</h3>
      <ul class="twin-devices">
        {devices.map((device) => (
          <li key={device.device}>
            <span>{deviceName(device)}</span>
            <span class="muted">
              {isFresh(device, now_ms.value)
                ? t("twin-device-live")
                : t("twin-device-silent", {
                    time: formatSince(locale.value, device.heardAt_ms, now_ms.value),
                  })}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
