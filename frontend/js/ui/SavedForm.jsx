import { useSignal } from "@preact/signals";
import { formatNumber } from "../format.js";
import { locale, t } from "../i18n.js";
import { parseOffset, parseOffsets, savedOf } from "../inventory.js";
import { inOrder } from "../rooms.js";
import { building } from "../store.js";
import { ratioOf } from "../units.js";
import { wordsOf } from "./feedback.js";
import { saveDevice } from "./save-device.js";
import { quantityTitle, unitOf, valueWithUnit } from "./words.js";

/**
 * @typedef {import("../inventory.js").DeviceRow} DeviceRow
 * @typedef {import("../inventory.js").Saved} Saved
 * @typedef {{name: string, offsets: Record<string, string>}} Typed
 */

/**
 * A device's name and calibration. What is typed stays until it is saved, whatever anybody else saves meanwhile.
 * @param {{row: DeviceRow}} props
 */
export function SavedForm({ row }) {
  const before = useSignal(savedOf(building.peek().config, row.key));
  const typed = useSignal(typedOf(before.peek()));
  const theirs = useSignal(/** @type {Saved | null} */ (null));
  const progress = useSignal(/** @type {"" | "saving" | "saved"} */ (""));
  const failure = useSignal("");
  const wrong = row.quantities.filter((quantity) => Number.isNaN(offsetIn(typed.value, quantity)));

  /** @param {Partial<Typed>} change */
  const type = (change) => {
    typed.value = { ...typed.value, ...change };
    progress.value = "";
  };
  const save = async () => {
    const wanted = { name: typed.value.name.trim(), calibration: keptOffsets(typed.value.offsets) };
    failure.value = "";
    progress.value = "saving";
    try {
      theirs.value = await saveDevice(row.key, before.value, wanted);
      before.value = theirs.value ?? wanted;
      progress.value = theirs.value ? "" : "saved";
    } catch (error) {
      failure.value = t("device-failed", { reason: wordsOf(error) });
      progress.value = "";
    }
  };
  const takeTheirs = () => {
    typed.value = typedOf(before.value);
    theirs.value = null;
  };

  return (
    <form
      class="device-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong.length === 0) void save();
      }}
    >
      <label class="field">
        {t("device-name")}
        <input
          name="name"
          maxLength={64}
          autocomplete="off"
          placeholder={row.device}
          value={typed.value.name}
          onInput={({ currentTarget }) => type({ name: currentTarget.value })}
        />
      </label>
      <Calibration
        row={row}
        typed={typed.value}
        change={(quantity, text) => type({ offsets: { ...typed.value.offsets, [quantity]: text } })}
      />
      <div class="error" role="alert">
        {wrong.length > 0 && (
          <p>{t("device-offset-wrong", { quantity: wrong.map(quantityTitle).join(", ") })}</p>
        )}
        {theirs.value && <Conflict theirs={theirs.value} />}
        {failure.value && <p>{failure.value}</p>}
      </div>
      <div class="buttons">
        <button type="submit" class="control primary" disabled={progress.value === "saving"}>
          {theirs.value ? t("device-save-mine") : t("save")}
        </button>
        {theirs.value && (
          <button type="button" class="control" onClick={takeTheirs}>
            {t("device-take-theirs")}
          </button>
        )}
        <span class="muted" role="status">
          {progress.value && t(`progress-${progress.value}`)}
        </span>
      </div>
    </form>
  );
}

/** @param {Saved} saved @returns {Typed} */
function typedOf({ name, calibration }) {
  const offsets = Object.entries(calibration).map(([quantity, offset]) => [
    quantity,
    String(rounded(offset * ratioOf(quantity))),
  ]);
  return { name, offsets: Object.fromEntries(offsets) };
}

/** @param {Typed} typed @param {string} quantity */
const offsetIn = ({ offsets }, quantity) => parseOffset(offsets[quantity] ?? "") / ratioOf(quantity);

/** @param {Record<string, string>} typed In the units that are shown. */
function keptOffsets(typed) {
  const offsets = Object.entries(parseOffsets(typed));
  return Object.fromEntries(
    offsets.map(([quantity, offset]) => [quantity, rounded(offset / ratioOf(quantity))]),
  );
}

/** Without what changing units there and back leaves. @param {number} offset */
const rounded = (offset) => Number(offset.toPrecision(9));

/**
 * What is added to each quantity before it is kept, scored and shown.
 * @param {{row: DeviceRow, typed: Typed, change: (quantity: string, text: string) => void}} props
 */
function Calibration({ row, typed, change }) {
  if (row.quantities.length === 0) return null;
  return (
    <fieldset>
      <legend>{t("calibration")}</legend>
      <p class="muted">{t("calibration-how")}</p>
      <table class="offsets">
        <thead>
          <tr>
            <th scope="col">{t("quantity")}</th>
            <th scope="col">{t("calibration-sent")}</th>
            <th scope="col">{t("calibration-offset")}</th>
            <th scope="col">{t("calibration-shown")}</th>
          </tr>
        </thead>
        <tbody>
          {inOrder(row.quantities).map((quantity) => {
            const sent = row.values[quantity]?.sent;
            const offset = offsetIn(typed, quantity);
            return (
              <tr key={quantity}>
                <th scope="row">{quantityTitle(quantity)}</th>
                <td>{sent === undefined ? "–" : valueWithUnit(quantity, sent)}</td>
                <td>
                  <input
                    class="offset"
                    inputMode="decimal"
                    autocomplete="off"
                    placeholder="0"
                    aria-label={t("calibration-of", {
                      quantity: quantityTitle(quantity),
                      unit: unitOf(quantity),
                    })}
                    aria-invalid={Number.isNaN(offset)}
                    value={typed.offsets[quantity] ?? ""}
                    onInput={({ currentTarget }) => change(quantity, currentTarget.value)}
                  />
                </td>
                <td>
                  {sent === undefined || Number.isNaN(offset) ? "–" : valueWithUnit(quantity, sent + offset)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </fieldset>
  );
}

/** @param {{theirs: Saved}} props */
function Conflict({ theirs: { name, calibration } }) {
  const offsets = Object.entries(calibration).map(
    ([quantity, offset]) =>
      `${quantityTitle(quantity)} ${offset > 0 ? "+" : ""}${formatNumber(locale.value, offset * ratioOf(quantity))}`,
  );
  return (
    <p>
      {t("device-conflict")} {t("device-theirs", { saved: [name || "–", ...offsets].join(", ") })}
    </p>
  );
}
