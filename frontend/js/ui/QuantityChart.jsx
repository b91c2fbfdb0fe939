import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { keepDrawing } from "../chart/drawing.js";
import { sceneOf } from "../chart/now.js";
import { formatShare, formatSince } from "../format.js";
import { locale, t } from "../i18n.js";
import { profileIn } from "../store.js";
import { ZoneNote, zoneAt } from "./clock.jsx";
import { later } from "./later.jsx";
import { Plot } from "./Plot.jsx";
import { Swatch } from "./Swatch.jsx";
import { TableBox } from "./TableBox.jsx";
import { lineNames, unitOf } from "./words.js";

/** @typedef {import("../chart/scene.js").Scene} Scene @typedef {import("./histories.js").Histories} Histories */

const ChartTable = later(async () => (await import("./ChartTable.jsx")).ChartTable);

/**
 * One quantity of one or several rooms, measured and forecast: drawing, legend, source of its bands, alerts, table.
 * @param {Pick<import("./Plot.jsx").Props, "quantity" | "cursor_ms"> & {histories: Histories, id: string,
 *   title: string, label: string, children?: import("preact").ComponentChildren}} props
 */
export function QuantityChart({ histories, quantity, cursor_ms, id, title, label, children }) {
  const scene = useScene(histories, quantity);
  const zone = zoneAt(histories[0].site);
  return (
    <section class="card chart-card" aria-labelledby={id}>
      <div class="card-head">
        <h2 id={id}>
          {title} <span class="muted">{unitOf(quantity)}</span>
        </h2>
        {children}
        <Legend scene={scene} />
      </div>
      <Plot {...{ scene, quantity, label, zone, cursor_ms }}>
        <Note histories={histories} scene={scene} />
      </Plot>
      <Footnotes place={histories[0]} {...{ quantity, zone, scene }} />
      <TableBox>{() => <ChartTable {...{ scene, quantity, label, zone }} />}</TableBox>
    </section>
  );
}

/** What is to be drawn, as it goes on. @param {Histories} histories @param {string} quantity */
function useScene(histories, quantity) {
  const scene = useSignal(/** @type {Scene | null} */ (null));
  useEffect(() => {
    const draw = () => {
      scene.value = sceneOf(histories, quantity);
    };
    draw();
    return keepDrawing(histories, draw);
  }, [histories, quantity]);
  return scene;
}

/** Why there is nothing to see, or not all. @param {{histories: Histories, scene: import("@preact/signals").Signal<Scene | null>}} props */
function Note({ histories, scene }) {
  const failed = histories.filter(({ status }) => status.value === "failed");
  if (histories.some(({ status }) => status.value === "loading")) {
    return <p class="plot-note">{t("chart-loading")}</p>;
  }
  if (failed.length === 0) {
    return scene.value?.range === null ? <p class="plot-note">{t("chart-empty")}</p> : null;
  }
  return (
    <p class="plot-note" role="alert">
      {t("chart-failed")}{" "}
      <button type="button" class="control" onClick={() => failed.forEach((history) => void history.load())}>
        {t("retry")}
      </button>
    </p>
  );
}

/** @param {{scene: import("@preact/signals").Signal<Scene | null>}} props */
function Legend({ scene }) {
  const { lines = [], forecast = null } = scene.value ?? {};
  const names = lines.length > 1 ? lineNames(lines) : [t("chart-measured")];
  return (
    <p class="legend">
      {names.map((name, at) => (
        <span key={`${at} ${name}`} class="key">
          <Swatch hue={lines[at]?.hue} dash={lines[at]?.dash} />
          {name}
        </span>
      ))}
      {forecast && (
        <span class="key">
          <Swatch pattern={[6, 5]} />
          {t("chart-forecast", { share: formatShare(locale.value, forecast.coverage) })}
        </span>
      )}
    </p>
  );
}

/** Where the bands come from, what the times are, and when alerts fired. @param {{place: Histories[0], quantity: string, zone: string, scene: import("@preact/signals").Signal<Scene | null>}} props */
function Footnotes({ place, quantity, zone, scene }) {
  const profile = profileIn(place);
  const bands = profile?.quantities[quantity];
  const { alerts = [], now_ms = 0 } = scene.value ?? {};
  const time = (/** @type {number} */ ts_ms) => formatSince(locale.value, ts_ms, now_ms, zone);
  return (
    <>
      {bands && (
        <p class="footnote">
          {t("chart-bands")} <span lang="en">{bands.source}</span> ({profile.name})
        </p>
      )}
      <ZoneNote zone={zone} />
      {alerts.map(({ start_ms, end_ms }) => (
        <p key={start_ms} class="footnote alert-span">
          {end_ms < now_ms
            ? t("chart-alert", { from: time(start_ms), to: time(end_ms) })
            : t("chart-alert-open", { from: time(start_ms) })}
        </p>
      ))}
    </>
  );
}
