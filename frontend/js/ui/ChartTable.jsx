import { useSignal } from "@preact/signals";
import { formatMoment, formatValue } from "../format.js";
import { locale, t } from "../i18n.js";
import { alignLines } from "../lines.js";
import { now_ms } from "../store.js";
import { lineNames } from "./words.js";

/** @typedef {import("../chart/scene.js").Scene} Scene */

/**
 * What the chart draws, as a table, newest first. Filled only while it is open.
 * @param {{quantity: string, label: string, scene: import("@preact/signals").Signal<Scene | null>}} props
 */
export function ChartTable({ scene, quantity, label }) {
  const open = useSignal(false);
  return (
    <details
      class="table-box"
      onToggle={(event) => {
        open.value = event.currentTarget.open;
      }}
    >
      <summary>{t("table-show")}</summary>
      {open.value && <Rows scene={scene} quantity={quantity} label={label} />}
    </details>
  );
}

/** @param {Parameters<typeof ChartTable>[0]} props */
function Rows({ scene, quantity, label }) {
  now_ms.value;
  const { forecast = null, lines = [] } = scene.peek() ?? {};
  const ts_ms = forecast?.ts_ms ?? [];
  const [times, ...columns] = alignLines([
    ...lines,
    { ts_ms, value: forecast?.median ?? [] },
    { ts_ms, value: forecast?.low ?? [] },
    { ts_ms, value: forecast?.high ?? [] },
  ]);
  const heads = [...lineNames(lines), t("table-forecast"), t("table-low"), t("table-high")];
  const newestFirst = [...times.keys()].reverse();
  return (
    <section class="table-scroll" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("table-time")}</th>
            {heads.map((head, of) => (
              <th key={`${of} ${head}`} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {newestFirst.map((at) => (
            <tr key={times[at]}>
              <th scope="row">{formatMoment(locale.value, (times[at] ?? 0) * 1000)}</th>
              {columns.map((column, of) => (
                <td key={`${of} ${heads[of]}`}>{cell(quantity, column[at])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** @param {string} quantity @param {number | null | undefined} value */
function cell(quantity, value) {
  return value === null || value === undefined ? "" : formatValue(locale.value, quantity, value);
}
