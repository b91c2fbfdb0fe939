import { useSignal } from "@preact/signals";
import { freeModule, MODULE_KINDS, modulesOf } from "../../arrangement.js";
import { t } from "../../i18n.js";
import { change, wanted } from "./edited.js";
import { SelectField, TextField } from "./fields.jsx";
import { focusOn } from "./focus.js";
import { moduleName } from "./path-words.js";

/** @typedef {import("../../wire.js").ModuleKind} ModuleKind */

/** @returns {[ModuleKind, string][]} */
const kinds = () => MODULE_KINDS.map((kind) => [kind, t(`settings-module-${kind}`)]);

/** What a room is fitted with. @param {{room: string}} props */
export function ModulesField({ room }) {
  const keys = modulesOf(wanted.value, room);
  const kind = useSignal(/** @type {ModuleKind} */ ("window"));
  const add = () =>
    change(["modules", freeModule(wanted.value, room, kind.value)], { name: null, kind: kind.value });
  return (
    <fieldset class="group-of-fields">
      <legend>{t("settings-modules")}</legend>
      {keys.length === 0 && <p class="muted">{t("settings-modules-none")}</p>}
      {keys.map((key) => (
        <div key={key} class="module" data-module={key}>
          <TextField
            label={t("settings-name")}
            path={["modules", key, "name"]}
            placeholder={moduleName(key)}
          />
          <SelectField label={t("settings-kind")} path={["modules", key, "kind"]} options={kinds()} />
          <button
            type="button"
            class="control"
            aria-label={t("settings-remove-of", { name: moduleName(key) })}
            onClick={() => {
              change(["modules", key], undefined);
              focusOn(".adding button"); // this button goes
            }}
          >
            {t("settings-remove")}
          </button>
        </div>
      ))}
      <div class="adding">
        <label class="field">
          {t("settings-module-new")}
          <select
            value={kind.value}
            onChange={({ currentTarget }) => {
              kind.value = /** @type {ModuleKind} */ (currentTarget.value);
            }}
          >
            {kinds().map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="control" onClick={add}>
          {t("settings-add")}
        </button>
      </div>
    </fieldset>
  );
}
