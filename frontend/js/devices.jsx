/** The page of the devices: all that were ever heard of, what people say of them, how to connect another. */

import { computed, signal } from "@preact/signals";
import "../css/operating.css";
import { locale, t } from "./i18n.js";
import { isFound } from "./inventory.js";
import { openPage, Page } from "./page.jsx";
import { roomName, siteName } from "./rooms.js";
import { building } from "./store.js";
import { devices, failure, openInventory } from "./ui/all-devices.js";
import { ConnectDevice } from "./ui/ConnectDevice.jsx";
import { DeviceTable, opened } from "./ui/DeviceTable.jsx";
import { KnownPlaces } from "./ui/PlaceForm.jsx";

/** @typedef {import("./inventory.js").DeviceRow} DeviceRow @typedef {import("./inventory.js").DeviceState} DeviceState */

/** @type {DeviceState[]} */
const WANTING = ["faulty", "silent", "unplaced"];

/** @type {Record<string, (row: DeviceRow) => boolean>} */
const FILTERS = {
  all: ({ state }) => state !== "retired",
  wanting: ({ state }) => WANTING.includes(state),
  retired: ({ state }) => state === "retired",
};

const search = signal("");
const filter = signal("all");
/** What is being edited stays, whatever becomes of the device. */
const shown = computed(() =>
  (devices.value ?? []).filter(
    (row) =>
      row.key === opened.value || (FILTERS[filter.value]?.(row) && isFound(search.value, namesOf(row))),
  ),
);

/** @param {DeviceRow} row */
function namesOf({ name, key, site, room }) {
  const { config } = building.value;
  return [name, key, roomName(config, site, room), siteName(config, site)];
}

function DevicesPage() {
  const rows = devices.value;
  return (
    <Page title={t("page-devices")}>
      <div class="top">
        <div class="headline">
          <h1>{t("page-devices")}</h1>
          <p>{rows && sentence(rows.filter(({ state }) => state !== "retired"))}</p>
        </div>
        <a class="control primary" href="#connect">
          {t("connect")}
        </a>
      </div>
      <KnownPlaces />
      <p class="error" role="alert">
        {failure.value && t("devices-failed", { reason: failure.value })}
      </p>
      {rows === null ? <Skeleton /> : rows.length > 0 && <Found rows={rows} />}
      <ConnectDevice />
    </Page>
  );
}

function Skeleton() {
  return <div class="card devices-card skeleton" aria-busy={!failure.value} />;
}

/** @param {{rows: DeviceRow[]}} props */
function Found({ rows }) {
  return (
    <section class="card devices-card" aria-label={t("page-devices")}>
      <div class="card-head">
        <fieldset class="segments">
          <legend class="sr-only">{t("filter")}</legend>
          {Object.entries(FILTERS).map(([name, takes]) => (
            <label key={name} class="segment">
              <input
                type="radio"
                name="filter"
                checked={filter.value === name}
                onChange={() => {
                  filter.value = name;
                }}
              />
              <span>{t(`filter-${name}`, { count: rows.filter(takes).length })}</span>
            </label>
          ))}
        </fieldset>
        <input
          type="search"
          class="input"
          aria-label={t("search")}
          placeholder={t("search")}
          value={search.value}
          onInput={({ currentTarget }) => {
            search.value = currentTarget.value;
          }}
        />
      </div>
      {shown.value.length > 0 ? <DeviceTable rows={shown.value} /> : <p class="muted">{t("devices-none")}</p>}
    </section>
  );
}

/** How they are, in a sentence. @param {DeviceRow[]} rows */
function sentence(rows) {
  if (rows.length === 0) return t("devices-empty");
  const parts = WANTING.flatMap((wanting) => {
    const count = rows.filter(({ state }) => state === wanting).length;
    return count > 0 ? [t(`devices-${wanting}`, { count })] : [];
  });
  const found = parts.length > 0 ? new Intl.ListFormat(locale.value).format(parts) : t("devices-well");
  return t("devices-sentence", { count: rows.length, found });
}

await Promise.all([openInventory(), openPage(DevicesPage)]);
