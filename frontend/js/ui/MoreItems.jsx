import { t } from "../i18n.js";

/** Of several rooms no more is listed beside the rooms themselves. */
export const LISTED = 24;

/** The way to those that are left. @param {{kind: import("../item.js").Kind, count: number}} props */
export function MoreItems({ kind, count }) {
  if (count <= 0) return null;
  return (
    <p>
      <a class="open" href={`/alerts.html?kind=${kind}`}>
        {t("items-more", { count })}
      </a>
    </p>
  );
}
