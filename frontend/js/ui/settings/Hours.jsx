import { dayNames } from "../../days.js";
import { locale, t } from "../../i18n.js";
import { valueAt } from "../../merge.js";
import { Segments } from "../Segments.jsx";
import { change, wanted } from "./edited.js";
import { Wrong } from "./fields.jsx";

/** @typedef {import("../../wire.js").Hours} Hours */

const USUAL = { days: [1, 2, 3, 4, 5], start: "08:00", end: "18:00" };
/** The end of a day, which inputs for times can't say. */
const MIDNIGHT = "24:00";

/** When people are in a room. @param {{room: string}} props */
export function HoursField({ room }) {
  const path = ["rooms", room, "occupied"];
  const hours = /** @type {Hours | null} */ (valueAt(wanted.value, path) ?? null);
  return (
    <fieldset class="group-of-fields">
      <legend>{t("settings-occupied")}</legend>
      <Segments
        legend={t("settings-occupied")}
        name="occupied"
        options={[
          ["always", t("settings-null-occupied")],
          ["hours", t("settings-occupied-hours")],
        ]}
        value={hours ? "hours" : "always"}
        onChange={(chosen) => change(path, chosen === "hours" ? USUAL : null)}
      />
      {hours && <Week hours={hours} set={(changed) => change(path, { ...hours, ...changed })} />}
      <Wrong path={path} />
    </fieldset>
  );
}

/** @param {{hours: Hours, set: (change: Partial<Hours>) => void}} props */
function Week({ hours: { days, start, end }, set }) {
  const long = dayNames(locale.value, "long");
  /** @param {number} day */
  const toggled = (day) =>
    days.includes(day) ? days.filter((other) => other !== day) : [...days, day].sort();
  return (
    <>
      <fieldset class="days">
        <legend class="sr-only">{t("settings-days")}</legend>
        {dayNames(locale.value, "short").map((name, at) => (
          <label key={name} class="day-box">
            <input
              type="checkbox"
              aria-label={long[at]}
              checked={days.includes(at + 1)}
              onChange={() => set({ days: toggled(at + 1) })}
            />
            {name}
          </label>
        ))}
      </fieldset>
      <div class="fields">
        <label class="field">
          {t("settings-from")}
          <input
            type="time"
            value={start}
            onInput={({ currentTarget }) => set({ start: currentTarget.value })}
          />
        </label>
        <label class="field">
          {t("settings-until")}
          <input
            type="time"
            value={end === MIDNIGHT ? "00:00" : end}
            onInput={({ currentTarget: { value } }) => set({ end: value === "00:00" ? MIDNIGHT : value })}
          />
        </label>
      </div>
    </>
  );
}
