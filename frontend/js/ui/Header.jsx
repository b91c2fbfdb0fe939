import { LANGUAGES, language, setLanguage, t } from "../i18n.js";
import { PAGES, pageAt } from "../pages.js";
import { alerts } from "../store.js";
import { setTheme, THEMES, theme } from "../theme.js";
import { ConnectionPill } from "./ConnectionPill.jsx";

const THEME_GLYPHS = { auto: "◐", light: "☀", dark: "☾", contrast: "◼" };

/** Wide enough that nothing of the name shows where there is room for the tag alone. */
const EM_SPACE = "\u2003";

/** The bar on top of every page. */
export function Header() {
  return (
    <header class="bar">
      <a class="brand" href="/">
        <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
          <circle cx="12" cy="12" r="10" fill="none" stroke="currentColor" stroke-width="2" />
          <path d="M4 13c3-5 5 3 8 0s5-4 8-1" fill="none" stroke="currentColor" stroke-width="2" />
        </svg>
        <span class="brand-name">IAQverse</span>
      </a>
      <Navigation />
      <span class="bar-space" />
      <ConnectionPill />
      <LanguagePicker />
      <ThemeButton />
    </header>
  );
}

/** Below the page on a narrow screen, where thumbs are. */
function Navigation() {
  const here = pageAt(window.location.pathname);
  return (
    <nav class="pages" aria-label={t("pages")}>
      {PAGES.map((page) => (
        <a key={page.name} href={page.path} aria-current={page === here ? "page" : undefined}>
          {t(`page-${page.name}`)}
          {page.name === "alerts" && alerts.value.length > 0 && (
            <span class="count">{alerts.value.length}</span>
          )}
        </a>
      ))}
    </nav>
  );
}

function LanguagePicker() {
  return (
    <select
      class="control"
      aria-label={t("language")}
      value={language.value}
      onChange={(event) => void setLanguage(event.currentTarget.value)}
    >
      {Object.entries(LANGUAGES).map(([tag, name]) => (
        <option key={tag} value={tag} lang={tag}>
          {`${tag.toUpperCase()}${EM_SPACE}${name}`}
        </option>
      ))}
    </select>
  );
}

function ThemeButton() {
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? "auto";
  const label = t("theme", { name: t(`theme-${theme.value}`) });
  return (
    <button
      type="button"
      class="control square"
      aria-label={label}
      title={label}
      onClick={() => setTheme(next)}
    >
      <span aria-hidden="true">{THEME_GLYPHS[theme.value]}</span>
    </button>
  );
}
