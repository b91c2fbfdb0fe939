import { t } from "../../i18n.js";
import { Segments } from "../Segments.jsx";
import { change } from "./edited.js";
import { NumberField } from "./fields.jsx";

/** @typedef {import("../../plan.js").Placed} Placed @typedef {import("../../wire.js").Plan} Plan */

/** @type {[keyof Plan, [number, number]][]} As the contract has them. */
const METRES = [
  ["x_m", [-10_000, 10_000]],
  ["y_m", [-10_000, 10_000]],
  ["width_m", [0.1, 1000]],
  ["depth_m", [0.1, 1000]],
];

/** Where a room lies on the plan, in numbers. @param {{placed: Placed}} props */
export function PlanFields({ placed: { key, plan, isChosen } }) {
  const path = ["rooms", key, "plan"];
  const set = (/** @type {Partial<Plan>} */ changed) => change(path, { ...plan, ...changed });
  return (
    <fieldset class="group-of-fields">
      <legend>{t("settings-plan")}</legend>
      <Segments
        legend={t("settings-plan")}
        name="plan"
        options={[
          ["auto", t("settings-null-plan")],
          ["here", t("settings-plan-here")],
        ]}
        value={isChosen ? "here" : "auto"}
        onChange={(chosen) => change(path, chosen === "here" ? plan : null)}
      />
      {isChosen && (
        <div class="fields measures">
          {METRES.map(([name, limits]) => (
            <NumberField
              key={name}
              label={t(`settings-${name}`)}
              path={[...path, name]}
              value={plan[name] ?? 0}
              limits={limits}
              onChange={(value) => set({ [name]: value })}
            />
          ))}
          <NumberField
            label={t("settings-floor")}
            path={[...path, "floor"]}
            value={plan.floor ?? 0}
            limits={[-20, 200]}
            isWhole
            onChange={(floor) => set({ floor })}
          />
        </div>
      )}
    </fieldset>
  );
}
