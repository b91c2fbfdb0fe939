import { formatSince } from "../format.js";
import { locale, t } from "../i18n.js";
import { building, isLost, lostAt_ms, now_ms, phase } from "../store.js";

/** What a person must know before believing the page. */
export function Banners() {
  const { demo, open } = building.value;
  const lost_ms = isLost.value ? lostAt_ms.value : null;
  if (!demo && !open && lost_ms === null && phase.value !== "failed") return null;
  return (
    <aside aria-label={t("notices")}>
      {open && <p class="banner banner-warning">{t("banner-open")}</p>}
      {demo && <p class="banner">{t("banner-demo")}</p>}
      {lost_ms !== null && (
        <p class="banner banner-warning" role="alert">
          {t("banner-lost", { time: formatSince(locale.value, lost_ms, now_ms.value) })}
        </p>
      )}
      {phase.value === "failed" && (
        <p class="banner banner-warning" role="alert">
          {t("banner-unreachable")}
        </p>
      )}
    </aside>
  );
}
