import { t } from "../i18n.js";

const GLYPHS = { improving: "↗", worsening: "↘", stable: "→" };

/** How the air changes, in a word. @param {{trend: import("../rooms.js").Room["trend"]}} props */
export function Trend({ trend }) {
  return (
    trend && (
      <span class="trend muted">
        <span aria-hidden="true">{GLYPHS[trend]}</span> {t(`trend-${trend}`)}
      </span>
    )
  );
}
