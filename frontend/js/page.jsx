/** What all pages have in common: how they begin, and what stands around their content. */

import "../css/index.css";
import "./doors.js";
import { render } from "preact";
import { useEffect } from "preact/hooks";
import { isKiosk } from "./address.js";
import { language, setLanguage, t } from "./i18n.js";
import { recall } from "./memory.js";
import { isLost, openStore } from "./store.js";
import { apply as applyTheme } from "./theme.js";
import { Banners } from "./ui/Banners.jsx";
import { Header } from "./ui/Header.jsx";
import { afterwards, later } from "./ui/later.jsx";
import { isFahrenheit } from "./units.js";

/** The page's own skeleton stays until there is something to show in one go: nothing jumps. */
const PATIENCE_MS = 1500;

/** Show a page in place of its skeleton. @param {import("preact").FunctionComponent} Content */
export async function openPage(Content) {
  applyTheme();
  isFahrenheit.value = recall("temperature") === "f";
  if (isKiosk) {
    document.documentElement.dataset.kiosk = "";
    void afterwards(async () => (await import("./wake.js")).stayAwake());
  }
  if (recall("notices") === "on") void afterwards(async () => (await import("./ui/notice-watch.js")).watch());
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.all([setLanguage(language.value), Promise.race([openStore(), patience])]);
  const root = document.getElementById("app");
  if (!root) return;
  root.replaceChildren();
  render(<Content />, root);
}

const PrintHead = later(async () => (await import("./ui/PrintHead.jsx")).PrintHead);

/** @param {import("./ui/PrintHead.jsx").Props & {children: import("preact").ComponentChildren}} props */
export function Page({ title, period, zone, children }) {
  useEffect(() => {
    document.title = `${title} · IAQverse`;
  }, [title]);
  return (
    <>
      {!isKiosk && (
        <>
          <a class="skip" href="#main">
            {t("skip")}
          </a>
          <Header />
        </>
      )}
      <PrintHead {...{ title, period, zone }} />
      <Banners />
      <main id="main" class={isLost.value ? "stale" : ""}>
        {children}
      </main>
    </>
  );
}
