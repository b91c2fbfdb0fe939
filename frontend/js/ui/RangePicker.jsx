import { t } from "../i18n.js";
import { RANGES, show, view } from "../url-state.js";
import { Segments } from "./Segments.jsx";

/** How far back the chart looks. */
export function RangePicker() {
  const { period } = view.value;
  return (
    <Segments
      legend={t("range")}
      name="range"
      options={RANGES.map((range) => [range, t(`range-${range}`)])}
      value={typeof period === "string" ? period : null}
      onChange={(range) => show({ period: range })}
    />
  );
}
