import { useSignal } from "@preact/signals";
import { changeDevice } from "../api.js";
import { t } from "../i18n.js";
import { UNASSIGNED } from "../rooms.js";
import { reload, rooms, unplaced } from "../store.js";
import { wordsOf } from "./feedback.js";
import { quantityWithValue } from "./words.js";

/** @typedef {import("../store.js").KnownDevice} KnownDevice */

/** Devices that say nothing of where they are, and a form to say it for them. */
export function PlaceForm() {
  if (unplaced.value.length === 0) return null;
  return (
    <section class="card" aria-labelledby="place-title">
      <h2 id="place-title">{t("place")}</h2>
      <p class="muted">{t("place-how")}</p>
      <KnownPlaces />
      {unplaced.value.map((device) => (
        <DeviceForm key={device.device} device={device.device}>
          <strong>{device.device}</strong> <span class="muted">{somethingOf(device)}</span>
        </DeviceForm>
      ))}
    </section>
  );
}

/** @param {KnownDevice} device */
function somethingOf({ values }) {
  const [first] = Object.entries(values);
  return first ? quantityWithValue(first[0], first[1].value) : "";
}

/** What inputs for sites and rooms propose; once a page. */
export function KnownPlaces() {
  return (
    <>
      <Names id="known-sites" names={rooms.value.map(({ siteName }) => siteName)} />
      <Names id="known-rooms" names={rooms.value.map(({ name }) => name)} />
    </>
  );
}

/** @param {{id: string, names: string[]}} props */
function Names({ id, names }) {
  return (
    <datalist id={id}>
      {[...new Set(names)].map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  );
}

/**
 * Gives a room to a device whose readings name none.
 * @param {{device: string, children: import("preact").ComponentChildren}} props
 */
export function DeviceForm({ device, children }) {
  const failure = useSignal("");
  return (
    <form class="place" onSubmit={(event) => void place(event, device, failure)}>
      <p>{children}</p>
      <label>
        {t("place-site")}
        <input
          name="site"
          required
          maxLength={64}
          defaultValue={rooms.peek()[0]?.siteName}
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
      <p class="error" role="alert">
        {failure.value}
      </p>
    </form>
  );
}

/** @param {SubmitEvent} event @param {string} device @param {import("@preact/signals").Signal<string>} failure */
async function place(event, device, failure) {
  event.preventDefault();
  const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
  failure.value = "";
  try {
    const [site, room] = ["site", "room"].map((name) => String(form.get(name)));
    await changeDevice(`${UNASSIGNED}/${UNASSIGNED}/${device}`, { site, room });
    await reload();
  } catch (error) {
    failure.value = t("place-failed", { reason: wordsOf(error) });
  }
}
