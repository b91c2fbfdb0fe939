import { formatSince } from "../format.js";
import { locale, t } from "../i18n.js";
import { building, lostAt_ms, now_ms, phase } from "../store.js";

/** A connection that is back sooner was not worth a word. */
const LOST_MS = 5000;

/** What a person must know before believing the page. */
export function Banners() {
  const { demo, open } = building.value;
  const lost_ms = lostAt_ms.value;
  const lost = lost_ms !== null && now_ms.value - lost_ms > LOST_MS;
  if (!demo && !open && !lost && phase.value !== "failed") return null;
  return (
    <aside aria-label={t("notices")}>
      {open && <p class="banner banner-warning">{t("banner-open")}</p>}
      {demo && <p class="banner">{t("banner-demo")}</p>}
      {lost && (
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
