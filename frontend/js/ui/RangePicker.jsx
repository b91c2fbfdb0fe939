import { t } from "../i18n.js";
import { RANGES, show, view } from "../url-state.js";

/** How far back the chart looks. */
export function RangePicker() {
  return (
    <fieldset class="segments">
      <legend class="sr-only">{t("range")}</legend>
      {RANGES.map((range) => (
        <label key={range} class="segment">
          <input
            type="radio"
            name="range"
            value={range}
            checked={view.value.period === range}
            onChange={() => show({ period: range })}
          />
          <span>{t(`range-${range}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
