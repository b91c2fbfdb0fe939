import { useSignal } from "@preact/signals";
import { getStatus } from "../api.js";
import { commandsFor, deviceId } from "../connecting.js";
import { t } from "../i18n.js";
import { UNASSIGNED } from "../rooms.js";
import { building, knownDevices, serverNow_ms } from "../store.js";
import { Copyable } from "./Copyable.jsx";
import { Chip } from "./LevelChip.jsx";
import { useLoaded } from "./loaded.js";
import { roomOfPlace } from "./words.js";

/** How to connect a new device: one id fills all commands, and its first reading is said. */
export function ConnectDevice() {
  const wanted = useSignal({ id: "", site: "", room: "" });
  const since_ms = useSignal(0);
  const ports = useLoaded(getStatus, []).value?.ports;
  /** @param {"id" | "site" | "room"} name @param {string} text */
  const type = (name, text) => {
    wanted.value = { ...wanted.value, [name]: text };
    if (name === "id") since_ms.value = serverNow_ms();
  };
  return (
    <section class="card connect" aria-labelledby="connect">
      <h2 id="connect">{t("connect")}</h2>
      <p class="muted">{t("connect-how")}</p>
      <div class="fields">
        <label class="field">
          {t("connect-id")}
          <input
            name="id"
            maxLength={64}
            placeholder="sensor1"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            onInput={({ currentTarget }) => type("id", currentTarget.value)}
          />
        </label>
        <label class="field">
          {t("place-site")}
          <input
            name="site"
            maxLength={64}
            list="known-sites"
            autocomplete="off"
            onInput={({ currentTarget }) => type("site", currentTarget.value)}
          />
        </label>
        <label class="field">
          {t("place-room")}
          <input
            name="room"
            maxLength={64}
            list="known-rooms"
            autocomplete="off"
            onInput={({ currentTarget }) => type("room", currentTarget.value)}
          />
        </label>
      </div>
      <Arrival id={deviceId(wanted.value.id)} since_ms={since_ms.value} />
      <div class="commands">
        {commandsFor(wanted.value, window.location, ports).map(({ name, command }) => (
          <Copyable key={name} name={name} text={command} />
        ))}
      </div>
      <p class="footnote">
        {!building.value.open && t("connect-closed")} {t("connect-silent")}{" "}
        <code>nats --context iaqverse sub 'iaq.rejected.&gt;'</code>
      </p>
    </section>
  );
}

/** Whether the device has been heard of since its id was typed. @param {{id: string, since_ms: number}} props */
function Arrival({ id, since_ms }) {
  const namesakes = knownDevices.value.filter(({ device }) => device === id);
  const arrived = namesakes.find(({ heardAt_ms }) => heardAt_ms > since_ms);
  const [older] = namesakes;
  return (
    <p class="arrival" role="status">
      <Chip level={arrived ? "good" : "offline"} word={arrived ? t("device-live") : t("connect-waiting")} />
      <span>
        {arrived && t("connect-arrived", { id, room: whereOf(arrived) })}
        {!arrived && older && t("connect-taken", { id, room: whereOf(older) })}
        {!arrived && !older && (id ? t("connect-until", { id }) : t("connect-type"))}
      </span>
    </p>
  );
}

/** @param {{site: string, room: string}} place */
function whereOf(place) {
  return place.site === UNASSIGNED ? t("device-nowhere") : roomOfPlace(place);
}
