/** The settings page: the configuration that everybody shares, and what this browser alone remembers. */

import "../css/settings.css";
import { sitesOf } from "./arrangement.js";
import { t } from "./i18n.js";
import { openPage, Page } from "./page.jsx";
import { siteName } from "./rooms.js";
import { show, view } from "./settings-state.js";
import { phase, rooms } from "./store.js";
import { Browser } from "./ui/settings/Browser.jsx";
import { Conflicts } from "./ui/settings/Conflicts.jsx";
import { draft, openDraft, wanted } from "./ui/settings/edited.js";
import { TextField } from "./ui/settings/fields.jsx";
import { NewRoom } from "./ui/settings/NewRoom.jsx";
import { Profiles } from "./ui/settings/Profiles.jsx";
import { SaveBar } from "./ui/settings/SaveBar.jsx";
import { Site } from "./ui/settings/Site.jsx";

const SECTIONS = ["building", "sites", "limits", "browser"];

function SettingsPage() {
  return (
    <Page title={t("page-settings")}>
      <div class="top">
        <div class="headline">
          <h1>{t("page-settings")}</h1>
          <p class="short">{t("settings-intro")}</p>
        </div>
        <nav class="on-page" aria-label={t("settings-on-page")}>
          {SECTIONS.map((name) => (
            <a key={name} href={`#${name}`}>
              {t(`settings-${name}`)}
            </a>
          ))}
        </nav>
      </div>
      {draft.value ? <Shared /> : <Waiting />}
      <Section name="browser" how={t("settings-browser-how")}>
        <Browser />
      </Section>
      {draft.value && <SaveBar />}
    </Page>
  );
}

/** @param {{name: string, how?: string, children: import("preact").ComponentChildren}} props */
function Section({ name, how, children }) {
  return (
    <section class="card settings-section" id={name} aria-labelledby={`${name}-title`}>
      <h2 id={`${name}-title`}>{t(`settings-${name}`)}</h2>
      {how && <p class="muted">{how}</p>}
      {children}
    </section>
  );
}

/** What everybody shares. */
function Shared() {
  const sites = sitesOf(
    wanted.value,
    rooms.value.map(({ key }) => key),
  );
  const site = sites.find((one) => one === view.value.site) ?? sites[0] ?? null;
  return (
    <>
      <Conflicts />
      <Section name="building">
        <div class="fields">
          <TextField label={t("settings-name")} path={["building", "name"]} isRequired />
        </div>
      </Section>
      <Section name="sites">
        {sites.length > 1 && <Sites sites={sites} shown={site} />}
        {site ? <Site key={site} site={site} /> : <p class="muted">{t("settings-no-rooms")}</p>}
        <NewRoom siteName={site ? siteName(wanted.value, site) : ""} />
      </Section>
      <Section name="limits" how={t("settings-limits-how")}>
        <Profiles />
      </Section>
    </>
  );
}

/** @param {{sites: string[], shown: string | null}} props */
function Sites({ sites, shown }) {
  return (
    <nav class="sites" aria-label={t("settings-sites")}>
      {sites.map((site) => (
        <a
          key={site}
          href={`?site=${site}`}
          aria-current={site === shown ? "true" : undefined}
          onClick={(event) => {
            event.preventDefault();
            show({ site, room: null });
          }}
        >
          {siteName(wanted.value, site)}
        </a>
      ))}
    </nav>
  );
}

function Waiting() {
  return <div class="card settings-section skeleton" aria-busy={phase.value !== "failed"} />;
}

openDraft();
await openPage(SettingsPage);
