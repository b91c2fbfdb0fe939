import { formatAgo, formatMoment, formatNumber, formatShare } from "../format.js";
import { locale, t } from "../i18n.js";
import { BUS_FILLING, DISK_LOW } from "../status.js";

/** @typedef {import("../wire.js").Status} Status */

/**
 * How full and how busy everything is.
 * @param {{status: Status, rates: import("../status.js").Rates | null}} props
 */
export function Figures({ status, rates }) {
  const { bus, store, disk, gateways } = status;
  return (
    <div class="figures">
      <Figure
        name="bus"
        value={bus.fill === undefined ? null : formatShare(locale.value, bus.fill)}
        note={t("figure-of", { part: bytes(bus.bytes), whole: bytes(bus.max_bytes) })}
      >
        <Bar share={bus.fill ?? 0} limit={BUS_FILLING} />
      </Figure>
      <Figure
        name="disk"
        value={disk && formatShare(locale.value, 1 - disk.free_share)}
        note={t("figure-of", { part: bytes(disk && disk.total - disk.free), whole: bytes(disk?.total) })}
      >
        <Bar share={1 - (disk?.free_share ?? 1)} limit={1 - DISK_LOW} />
      </Figure>
      <Figure
        name="store"
        value={store?.lag === undefined ? null : formatNumber(locale.value, store.lag)}
        note={noteOfStore(store)}
      />
      <Figure
        name="messages"
        value={rates ? perSecond(rates.received) : "…"}
        note={
          rates
            ? t("figure-delivered", { rate: perSecond(rates.delivered), bytes: bytes(rates.sent_bytes) })
            : t("figure-counting")
        }
      />
      <Figure
        name="clients"
        value={formatNumber(locale.value, gateways.clients)}
        note={t("figure-sockets", {
          sockets: gateways.sockets,
          polls: gateways.polls,
          gateways: gateways.gateways.length,
        })}
      />
      <Backup status={status} />
    </div>
  );
}

/** @param {Status["store"]} store */
function noteOfStore(store) {
  const devices = t("figure-devices", { count: store?.devices ?? 0, free: bytes(store?.disk?.free_bytes) });
  return store?.bytes ? `${t("figure-size", { size: bytes(store.bytes) })} ${devices}` : devices;
}

/** @param {{status: Status}} props */
function Backup({ status: { store, last_backup_at, now } }) {
  if (!store?.through) return <Figure name="backup" value={null} note={t("figure-unknown")} />;
  if (!last_backup_at)
    return <Figure name="backup" value={t("figure-never")} note={t("figure-backup-how")} />;
  const at_ms = Date.parse(last_backup_at);
  const ago = formatAgo(locale.value, Date.parse(now) - at_ms);
  return <Figure name="backup" value={ago} note={formatMoment(locale.value, at_ms)} />;
}

/**
 * @param {{name: string, value: string | null, note: string, children?: import("preact").ComponentChildren}} props
 *   `value`: null where nobody could be asked.
 */
function Figure({ name, value, note, children }) {
  return (
    <section class="card figure" data-figure={name}>
      <h2>{t(`figure-${name}`)}</h2>
      <p class="figure-value">{value ?? "–"}</p>
      {children}
      <p class="muted">{value === null ? t("figure-unknown") : note}</p>
    </section>
  );
}

/** How full, and from where on that is too full. @param {{share: number, limit: number}} props */
function Bar({ share, limit }) {
  return (
    <svg
      class={share < limit ? "bar-of" : "bar-of over"}
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect width="100" height="8" />
      <rect class="bar-part" width={100 * share} height="8" />
      <path d={`M${100 * limit} 0V8`} />
    </svg>
  );
}

/** @type {[string, number][]} */
const SIZES = [
  ["gigabyte", 1e9],
  ["megabyte", 1e6],
  ["kilobyte", 1e3],
];

/** @param {number | null | undefined} count */
function bytes(count) {
  const known = count ?? 0;
  const [unit, size] = SIZES.find(([, size]) => known >= size) ?? ["kilobyte", 1e3];
  /** @type {Intl.NumberFormatOptions} */
  const options = { style: "unit", unit, maximumSignificantDigits: 3 };
  return new Intl.NumberFormat(locale.value, options).format(known / size);
}

/** @param {number} rate */
const perSecond = (rate) => t("figure-rate", { rate: formatNumber(locale.value, rate) });
