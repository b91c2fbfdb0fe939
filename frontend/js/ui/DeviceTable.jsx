import { signal, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { formatAgo, formatMoment, formatSpan } from "../format.js";
import { locale, t } from "../i18n.js";
import { inOrder, roomName, siteName, UNASSIGNED } from "../rooms.js";
import { building, now_ms } from "../store.js";
import { zoneAt } from "./clock.jsx";
import { DeviceEditor } from "./DeviceEditor.jsx";
import { Chip } from "./LevelChip.jsx";
import { becauseOf, quantityTitle, valueWithUnit } from "./words.js";

/** @typedef {import("../inventory.js").DeviceRow} DeviceRow @typedef {import("../inventory.js").DeviceState} DeviceState */

/** Rows that are drawn before a person asks for more. */
const PAGE_ROWS = 100;
const VALUES = 4;

/** @type {Record<DeviceState, import("../wire.js").Level | "offline">} */
const LEVELS = { faulty: "poor", silent: "offline", unplaced: "fair", live: "good", retired: "offline" };

/** Of which device the details are open. @type {import("@preact/signals").Signal<string | null>} */
export const opened = signal(null);

/** @param {{rows: DeviceRow[]}} props */
export function DeviceTable({ rows }) {
  const shown = useSignal(PAGE_ROWS);
  return (
    <>
      <table class="devices">
        <thead>
          <tr>
            {["device", "room", "heard", "interval", "latest"].map((column) => (
              <th key={column} scope="col">
                {t(`column-${column}`)}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown.value).map((row) => (
            <Device key={row.key} row={row} isOpen={opened.value === row.key} />
          ))}
        </tbody>
      </table>
      {rows.length > shown.value && (
        <button
          type="button"
          class="control"
          onClick={() => {
            shown.value += PAGE_ROWS;
          }}
        >
          {t("devices-more", { count: rows.length - shown.value })}
        </button>
      )}
    </>
  );
}

/** @param {{row: DeviceRow, isOpen: boolean}} props */
function Device({ row, isOpen }) {
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const details = `details-${row.key}`;
  const verb = isOpen ? t("close") : t("edit");
  const close = () => {
    opened.value = null;
    button.current?.focus();
  };
  return (
    <>
      <tr class={isOpen ? "device opened" : "device"} data-device={row.key}>
        <th scope="row">
          <span class="device-name">{row.name}</span>
          {row.name !== row.device && <code class="muted">{row.device}</code>}
          <Chip level={LEVELS[row.state]} word={t(`device-${row.state}`)} />
        </th>
        <td data-label={t("column-room")}>
          <Where row={row} />
        </td>
        <td data-label={t("column-heard")}>
          <Heard row={row} />
        </td>
        <td data-label={t("column-interval")}>
          {row.step_s === null ? "–" : formatSpan(locale.value, row.step_s * 1000)}
        </td>
        <td class="device-values">
          <Values row={row} />
        </td>
        <td>
          <button
            ref={button}
            type="button"
            class="control"
            aria-expanded={isOpen}
            aria-controls={isOpen ? details : undefined}
            aria-label={`${verb}: ${row.name}`}
            onClick={() => {
              opened.value = isOpen ? null : row.key;
            }}
          >
            {verb}
          </button>
        </td>
      </tr>
      {isOpen && (
        <tr class="device-details" id={details}>
          <td colSpan={6}>
            <DeviceEditor row={row} close={close} />
          </td>
        </tr>
      )}
    </>
  );
}

/** @param {{row: DeviceRow}} props */
function Where({ row: { site, room } }) {
  if (site === UNASSIGNED) return <span class="muted">{t("device-nowhere")}</span>;
  const { config } = building.value;
  return (
    <>
      <a href={`/room.html?room=${site}/${room}`}>{roomName(config, site, room)}</a>{" "}
      <span class="muted">{siteName(config, site)}</span>
    </>
  );
}

/** @param {{row: DeviceRow}} props */
function Heard({ row: { site, heardAt_ms } }) {
  if (heardAt_ms === 0) return <span class="muted">{t("device-never")}</span>;
  const time = new Date(heardAt_ms);
  return (
    <time dateTime={time.toISOString()} title={formatMoment(locale.value, heardAt_ms, zoneAt(site))}>
      {formatAgo(locale.value, now_ms.value - heardAt_ms)}
    </time>
  );
}

/** The latest values, and what is wrong with the sensor. @param {{row: DeviceRow}} props */
function Values({ row: { values, faults } }) {
  return (
    <>
      {inOrder(Object.keys(values))
        .slice(0, VALUES)
        .map((quantity) => (
          <span key={quantity} class="device-value">
            <span class="muted">{quantityTitle(quantity)}</span>{" "}
            {valueWithUnit(quantity, values[quantity]?.value ?? 0)}
          </span>
        ))}
      {faults.map((fault) => (
        <p key={fault.id} class="fault">
          {becauseOf(fault)}
        </p>
      ))}
    </>
  );
}
