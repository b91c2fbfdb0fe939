import { signal } from "@preact/signals";
import { placeDevice } from "../api.js";
import { t } from "../i18n.js";
import { reload, rooms, unplaced } from "../store.js";
import { quantityWithValue } from "./words.js";

/** @typedef {import("../store.js").KnownDevice} KnownDevice */

const failure = signal("");

/** Devices that say nothing of where they are, and a form to say it for them. */
export function PlaceForm() {
  if (unplaced.value.length === 0) return null;
  const sites = [...new Set(rooms.value.map(({ siteName }) => siteName))];
  const names = [...new Set(rooms.value.map(({ name }) => name))];
  return (
    <section class="card" aria-labelledby="place-title">
      <h2 id="place-title">{t("place")}</h2>
      <p class="muted">{t("place-how")}</p>
      <p class="error" role="alert">
        {failure.value}
      </p>
      <datalist id="known-sites">
        {sites.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <datalist id="known-rooms">
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {unplaced.value.map((device) => (
        <DeviceForm key={device.device} device={device} site={sites[0] ?? ""} />
      ))}
    </section>
  );
}

/** @param {{device: KnownDevice, site: string}} props */
function DeviceForm({ device, site }) {
  const [quantity] = Object.keys(device.values);
  const value = quantity ? device.values[quantity]?.value : undefined;
  return (
    <form class="place" onSubmit={(event) => void place(event, device.device)}>
      <p>
        <strong>{device.device}</strong>{" "}
        <span class="muted">{quantity && value !== undefined ? quantityWithValue(quantity, value) : ""}</span>
      </p>
      <label>
        {t("place-site")}
        <input
          name="site"
          required
          maxLength={64}
          defaultValue={site}
          list="known-sites"
          autocomplete="off"
        />
      </label>
      <label>
        {t("place-room")}
        <input name="room" required maxLength={64} list="known-rooms" autocomplete="off" />
      </label>
      <button type="submit" class="control primary">
        {t("place-submit")}
      </button>
    </form>
  );
}

/** @param {SubmitEvent} event @param {string} device */
async function place(event, device) {
  event.preventDefault();
  const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
  failure.value = "";
  try {
    await placeDevice(device, String(form.get("site")), String(form.get("room")));
    await reload();
  } catch (error) {
    failure.value = t("place-failed", { reason: error instanceof Error ? error.message : String(error) });
  }
}
