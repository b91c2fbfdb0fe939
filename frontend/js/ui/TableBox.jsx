import { useSignal } from "@preact/signals";
import { t } from "../i18n.js";

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
