import { useSignal } from "@preact/signals";
import { t } from "../../i18n.js";
import { copyOf, DEFAULT, freeProfile, tableOf, withoutProfile } from "../../own-profiles.js";
import { building } from "../../store.js";
import { change, wanted } from "./edited.js";
import { SelectField, TextField, Wrong } from "./fields.jsx";
import { LimitsTable } from "./LimitsTable.jsx";
import { profileChoices, profileName } from "./profiles.js";

/** Which thresholds hold where nothing else is said, and what each profile says. */
export function Profiles() {
  const chosen = useSignal(wanted.peek().profile ?? DEFAULT);
  const choices = profileChoices();
  const key = choices.some(([known]) => known === chosen.value) ? chosen.value : DEFAULT;
  const isOwn = wanted.value.profiles?.[key] !== undefined;
  const copy = () => {
    const fresh = freeProfile(wanted.value);
    const name = t("settings-profile-copy-of", { name: profileName(key) });
    change(["profiles", fresh], copyOf(building.value.profiles, wanted.value, key, name));
    chosen.value = fresh;
  };
  const remove = () => {
    change([], withoutProfile(wanted.value, key));
    chosen.value = DEFAULT;
  };
  return (
    <>
      <div class="fields">
        <SelectField label={t("settings-profile-default")} path={["profile"]} options={choices} />
        <label class="field">
          {t("settings-profile-shown")}
          <select
            value={key}
            onChange={({ currentTarget }) => {
              chosen.value = currentTarget.value;
            }}
          >
            {choices.map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {isOwn && (
          <TextField key={key} label={t("settings-name")} path={["profiles", key, "name"]} isRequired />
        )}
      </div>
      <div class="buttons">
        <button type="button" class="control" onClick={copy}>
          {t("settings-profile-copy")}
        </button>
        {isOwn && (
          <button type="button" class="control" onClick={remove}>
            {t("settings-profile-remove")}
          </button>
        )}
        {!isOwn && <span class="muted">{t("settings-profile-read")}</span>}
      </div>
      <Wrong path={["profiles", key, "limits"]} />
      <LimitsTable profile={key} rows={tableOf(building.value.profiles, wanted.value, key)} isOwn={isOwn} />
    </>
  );
}
