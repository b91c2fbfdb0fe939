import { spanOf } from "../chart/span.js";
import { formatMoment } from "../format.js";
import { locale, t } from "../i18n.js";
import { building, now_ms } from "../store.js";
import { ownZone } from "../zone.js";
import { zoneName } from "./clock.jsx";

/**
 * @typedef {{title: string, period?: import("../url-state.js").View["period"], zone?: string}} Props
 *   `period`: what the page shows, if it shows one; `zone`: whose clock tells it.
 */

/** What stands above a printed page: whose it is, which time it shows, when it was printed. @param {Props} props */
export function PrintHead({ title, period, zone = ownZone() }) {
  const moment = (/** @type {number} */ ts_ms) => formatMoment(locale.value, ts_ms, zone);
  const span = period && spanOf(period, now_ms.value);
  return (
    <div class="print-head">
      <strong>
        {building.value.config.building?.name ?? "IAQverse"} · {title}
      </strong>
      {span && (
        <span>
          {moment(span.start_ms)} – {moment(Math.min(span.end_ms, now_ms.value))} ({zoneName(zone)})
        </span>
      )}
      <span>{t("printed", { time: moment(now_ms.value) })}</span>
    </div>
  );
}
