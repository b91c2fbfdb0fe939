import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { getSeries } from "../api.js";
import { valueAt } from "../chart/scene.js";
import { formatMoment, formatValue } from "../format.js";
import { locale, t } from "../i18n.js";
import { linesOf } from "../lines.js";
import { DAY_MS, sceneOf } from "../quality.js";
import { limitsIn, serverNow_ms } from "../store.js";
import { ZoneNote, zoneAt } from "./clock.jsx";
import { useLoaded } from "./loaded.js";
import { Plot } from "./Plot.jsx";
import { Swatch } from "./Swatch.jsx";
import { Table } from "./Table.jsx";
import { TableBox } from "./TableBox.jsx";
import { aheadWords, quantityTitle, shareWords, unitOf } from "./words.js";

/** @typedef {import("../chart/scene.js").Scene} Scene @typedef {import("../store.js").Place} Place */

/** The line of measurements has at most so many points: one a minute. */
const POINTS = 1440;

/**
 * What was forecast that long before, with its band, beside what came.
 * @param {{place: Place, quantity: string, horizon_s: number, coverage: number,
 *   foretelling: import("./loaded.js").Loaded<import("../wire.js").Prediction[]>}} props
 */
export function ForetoldChart({ place, quantity, horizon_s, foretelling, coverage }) {
  const scene = useSignal(/** @type {Scene | null} */ (null));
  const cursor_ms = useSignal(/** @type {number | null} */ (null));
  const measured = useLoaded((signal) => fetchMeasured(place, quantity, signal), [quantity]);
  useEffect(() => {
    const predictions = foretelling.value ?? [];
    const limits = limitsIn(place, quantity);
    scene.value =
      measured.value &&
      sceneOf(place, quantity, horizon_s, { ...measured.value, predictions, coverage, limits });
  }, [quantity, horizon_s, measured.value, foretelling.value]);
  const zone = zoneAt(place.site);
  const label = t("quality-chart", { quantity: quantityTitle(quantity), span: aheadWords(horizon_s) });
  return (
    <section class="card chart-card" aria-labelledby="chart-title">
      <div class="card-head">
        <h2 id="chart-title">
          {label} <span class="muted">{unitOf(quantity)}</span>
        </h2>
        <p class="legend">
          <span class="key">
            <Swatch />
            {t("chart-measured")}
          </span>
          <span class="key">
            <Swatch pattern={[6, 5]} />
            {t("quality-line", { span: aheadWords(horizon_s), share: shareWords(coverage) })}
          </span>
        </p>
      </div>
      <Plot {...{ scene, quantity, label, zone, cursor_ms }}>
        <Note statuses={[measured.status, foretelling.status]} scene={scene.value} />
      </Plot>
      <ZoneNote zone={zone} />
      <TableBox>{() => <ForetoldTable scene={scene.value} {...{ quantity, label, zone }} />}</TableBox>
    </section>
  );
}

/** @param {Place} place @param {string} quantity @param {AbortSignal} signal */
async function fetchMeasured({ site, room, device }, quantity, signal) {
  const end_ms = serverNow_ms();
  const start = new Date(end_ms - DAY_MS).toISOString();
  const reply = await getSeries({ site, room, device, start, quantity, points: String(POINTS) }, signal);
  return { end_ms, lines: linesOf(reply) };
}

/** Why there is nothing to see. @param {{statuses: string[], scene: Scene | null}} props */
function Note({ statuses, scene }) {
  if (statuses.includes("failed")) return <p class="plot-note">{t("quality-failed")}</p>;
  if (statuses.includes("loading")) return <p class="plot-note">{t("chart-loading")}</p>;
  return scene && !scene.forecast ? <p class="plot-note">{t("quality-none")}</p> : null;
}

/** Each forecast beside what was measured then, newest first. @param {{scene: Scene | null, quantity: string, label: string, zone: string}} props */
function ForetoldTable({ scene, quantity, label, zone }) {
  const { forecast = null, lines = [] } = scene ?? {};
  const say = (/** @type {number | null | undefined} */ value) =>
    typeof value === "number" ? formatValue(locale.value, quantity, value) : "";
  const rows = (forecast?.ts_ms ?? []).flatMap((ts_ms, at) => {
    if (!forecast || forecast.median[at] === null) return [];
    const { median, low, high } = forecast;
    const truth = lines[0] ? valueAt(lines[0], ts_ms) : null;
    return [[formatMoment(locale.value, ts_ms, zone), ...[median[at], low[at], high[at], truth].map(say)]];
  });
  const heads = [t("table-time"), t("table-forecast"), t("table-low"), t("table-high"), t("chart-measured")];
  return <Table label={label} heads={heads} rows={rows.reverse()} />;
}
