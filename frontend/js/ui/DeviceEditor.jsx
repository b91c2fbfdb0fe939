import { useSignal } from "@preact/signals";
import { changeDevice } from "../api.js";
import { t } from "../i18n.js";
import { roomTitle, UNASSIGNED } from "../rooms.js";
import { building, reload } from "../store.js";
import { wordsOf } from "./feedback.js";
import { DeviceForm } from "./PlaceForm.jsx";
import { SavedForm } from "./SavedForm.jsx";
import { Silences } from "./Silences.jsx";

/** @typedef {import("../inventory.js").DeviceRow} DeviceRow */

/** What a person says of one device, and how it has been. @param {{row: DeviceRow, close: () => void}} props */
export function DeviceEditor({ row, close }) {
  return (
    <section
      class="device-editor"
      aria-label={row.name}
      onKeyDown={({ key }) => {
        if (key === "Escape") close();
      }}
    >
      <SavedForm row={row} />
      <div class="device-rest">
        <Place row={row} />
        <Silences row={row} />
        <Retirement row={row} close={close} />
      </div>
    </section>
  );
}

/** Hides a device that is gone, or shows it again. @param {{row: DeviceRow, close: () => void}} props */
function Retirement({ row, close }) {
  const failure = useSignal("");
  const isRetired = row.state === "retired";
  const retire = async () => {
    failure.value = "";
    try {
      await changeDevice(row.key, { retired: !isRetired });
      close();
      await reload();
    } catch (error) {
      failure.value = t("device-failed", { reason: wordsOf(error) });
    }
  };
  return (
    <div class="buttons">
      <button type="button" class="control" onClick={() => void retire()}>
        {isRetired ? t("device-return") : t("device-retire")}
      </button>
      <span class="muted">{t("device-retire-how")}</span>
      <p class="error" role="alert">
        {failure.value}
      </p>
    </div>
  );
}

/** Where it is, and who can change that. @param {{row: DeviceRow}} props */
function Place({ row: { site, room, device } }) {
  const { config } = building.value;
  if (site === UNASSIGNED) return <DeviceForm device={device}>{t("device-unplaced-how")}</DeviceForm>;
  const where = roomTitle(config, site, room);
  if (config.places?.[device] === `${site}/${room}`) {
    return <DeviceForm device={device}>{t("device-placed-here", { room: where })}</DeviceForm>;
  }
  return (
    <div>
      <h2>{t("place-room")}</h2>
      <p class="muted">{t("device-places-itself", { room: where })}</p>
    </div>
  );
}
