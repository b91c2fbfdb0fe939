import { formatMoment, formatValue } from "../format.js";
import { locale, t } from "../i18n.js";
import { alignLines } from "../lines.js";
import { now_ms } from "../store.js";
import { Table } from "./Table.jsx";
import { lineNames } from "./words.js";

/** @typedef {import("../chart/scene.js").Scene} Scene */

/**
 * What the chart draws, newest first.
 * @param {{quantity: string, label: string, zone: string, scene: import("@preact/signals").Signal<Scene | null>}} props
 */
export function ChartTable({ scene, quantity, label, zone }) {
  now_ms.value;
  const { forecast = null, lines = [] } = scene.peek() ?? {};
  const ts_ms = forecast?.ts_ms ?? [];
  const [times, ...columns] = alignLines([
    ...lines,
    { ts_ms, value: forecast?.median ?? [] },
    { ts_ms, value: forecast?.low ?? [] },
    { ts_ms, value: forecast?.high ?? [] },
  ]);
  const heads = [t("table-time"), ...lineNames(lines), t("table-forecast"), t("table-low"), t("table-high")];
  const rows = times.map((ts_s, at) => [
    formatMoment(locale.value, ts_s * 1000, zone),
    ...columns.map((column) => cell(quantity, column[at])),
  ]);
  return <Table label={label} heads={heads} rows={rows.reverse()} />;
}

/** @param {string} quantity @param {number | null | undefined} value */
function cell(quantity, value) {
  return value === null || value === undefined ? "" : formatValue(locale.value, quantity, value);
}
