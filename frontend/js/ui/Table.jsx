import { useSignal } from "@preact/signals";
import { t } from "../i18n.js";

/**
 * Rows of words; the first of each names it.
 * @param {{label: string, heads: string[], rows: string[][]}} props
 */
export function Table({ label, heads, rows }) {
  return (
    <section class="table-scroll" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {heads.map((head, of) => (
              <th key={`${of} ${head}`} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells], at) => (
            <tr key={`${at} ${name}`}>
              <th scope="row">{name}</th>
              {cells.map((cell, of) => (
                <td key={`${of} ${heads[of + 1]}`}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/**
 * What a chart draws, for whoever wants it as a table: made only while it is open.
 * @param {{children: () => import("preact").ComponentChildren}} props
 */
export function TableBox({ children }) {
  const open = useSignal(false);
  return (
    <details
      class="table-box"
      onToggle={(event) => {
        open.value = event.currentTarget.open;
      }}
    >
      <summary>{t("table-show")}</summary>
      {open.value && children()}
    </details>
  );
}
