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
      <Preference name="theme" title={t("settings-theme")}>
        <Segments
          legend={t("settings-theme")}
          name="theme"
          options={THEMES.map((name) => [name, t(`theme-${name}`)])}
          value={theme.value}
          onChange={setTheme}
        />
      </Preference>
      <Preference name="units" title={t("settings-units")}>
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
      </Preference>
    </div>
  );
}

/** @param {{name: string, title: string, children: import("preact").ComponentChildren}} props */
function Preference({ name, title, children }) {
  return (
    <div class="preference" data-preference={name}>
      <span aria-hidden="true">{title}</span>
      {children}
    </div>
  );
}
