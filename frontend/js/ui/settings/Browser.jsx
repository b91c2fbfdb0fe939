import { LANGUAGES, language, setLanguage, t } from "../../i18n.js";
import { remember } from "../../memory.js";
import { setTheme, THEMES, theme } from "../../theme.js";
import { isFahrenheit } from "../../units.js";
import { Segments } from "../Segments.jsx";

/** What this browser alone remembers; it is kept at once. */
export function Browser() {
  return (
    <div class="preferences">
      <label class="field">
        {t("language")}
        <select
          value={language.value}
          onChange={({ currentTarget }) => void setLanguage(currentTarget.value)}
        >
          {Object.entries(LANGUAGES).map(([tag, name]) => (
            <option key={tag} value={tag} lang={tag}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        {t("settings-theme")}
        <select
          value={theme.value}
          onChange={({ currentTarget }) =>
            setTheme(/** @type {import("../../theme.js").Theme} */ (currentTarget.value))
          }
        >
          {THEMES.map((name) => (
            <option key={name} value={name}>
              {t(`theme-${name}`)}
            </option>
          ))}
        </select>
      </label>
      <div class="preference">
        <span aria-hidden="true">{t("settings-units")}</span>
        <Segments
          legend={t("settings-units")}
          name="units"
          options={[
            ["c", "°C"],
            ["f", "°F"],
          ]}
          value={isFahrenheit.value ? "f" : "c"}
          onChange={(unit) => {
            isFahrenheit.value = unit === "f";
            remember("temperature", unit);
          }}
        />
      </div>
    </div>
  );
}
