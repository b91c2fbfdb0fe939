import { t } from "../i18n.js";
import { building, phase } from "../store.js";

/** What a person must know before believing the page. */
export function Banners() {
  const { demo, open } = building.value;
  if (!demo && !open && phase.value !== "failed") return null;
  return (
    <aside aria-label={t("notices")}>
      {open && <p class="banner banner-warning">{t("banner-open")}</p>}
      {demo && <p class="banner">{t("banner-demo")}</p>}
      {phase.value === "failed" && (
        <p class="banner banner-warning" role="alert">
          {t("banner-unreachable")}
        </p>
      )}
    </aside>
  );
}
