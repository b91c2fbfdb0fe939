import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { getSeries } from "../api.js";
import { formatSpan } from "../format.js";
import { locale, t } from "../i18n.js";
import { silencesOf } from "../inventory.js";
import { now_ms, serverNow_ms } from "../store.js";
import { timeAt } from "./clock.jsx";

/** @typedef {import("../inventory.js").DeviceRow} DeviceRow @typedef {ReturnType<typeof silencesOf>} Heard */

const DAY_MS = 86400e3;
const POINTS = 720;
const LISTED = 5;

/** When a device said nothing within the last day. @param {{row: DeviceRow}} props */
export function Silences({ row }) {
  const heard = useSignal(/** @type {Heard | null} */ (null));
  const isFailed = useSignal(false);
  useEffect(() => {
    const abort = new AbortController();
    const { site, room, device, heardAt_ms, fresh_s } = row;
    const wanted = { site, room, device, start: "-24h", points: String(POINTS) };
    getSeries(wanted, abort.signal).then(
      ({ series, start_ms, step_s }) => {
        heard.value = silencesOf(series, {
          ...{ start_ms, heardAt_ms, now_ms: serverNow_ms() },
          ...{ step_ms: step_s * 1000, fresh_ms: fresh_s * 1000 },
        });
      },
      () => {
        isFailed.value = !abort.signal.aborted;
      },
    );
    return () => abort.abort();
  }, [row.key]);
  return (
    <div>
      <h2>{t("silences")}</h2>
      {isFailed.value && <p class="muted">{t("chart-failed")}</p>}
      {heard.value && <Day site={row.site} {...heard.value} />}
    </div>
  );
}

/** @param {Heard & {site: string}} props */
function Day({ site, from_ms: first_ms, silences }) {
  if (silences.length === 0) return <p class="muted">{t("silences-none")}</p>;
  const now = now_ms.peek();
  const begin_ms = now - DAY_MS;
  const total_ms = silences.reduce((sum, { from_ms, to_ms }) => sum + to_ms - from_ms, 0);
  const longest = silences.toSorted((a, b) => b.to_ms - b.from_ms - (a.to_ms - a.from_ms));
  return (
    <>
      <svg class="day" viewBox={`0 0 ${DAY_MS} 10`} preserveAspectRatio="none" aria-hidden="true">
        <rect class="heard" x={first_ms - begin_ms} width={now - first_ms} height="10" />
        {silences.map(({ from_ms, to_ms }) => (
          <rect key={from_ms} x={from_ms - begin_ms} width={to_ms - from_ms} height="10" />
        ))}
      </svg>
      <p class="muted">
        {t("silences-some", { count: silences.length, span: formatSpan(locale.value, total_ms) })}
      </p>
      <ul class="silences">
        {longest.slice(0, LISTED).map(({ from_ms, to_ms }) => (
          <li key={from_ms}>
            {t("silence", {
              from: timeAt(site, from_ms, now),
              to: timeAt(site, to_ms, now),
              span: formatSpan(locale.value, to_ms - from_ms),
            })}
          </li>
        ))}
      </ul>
    </>
  );
}
