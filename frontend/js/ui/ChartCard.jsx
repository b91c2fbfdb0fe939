import { signal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { LiveChart } from "../chart/live-chart.js";
import { ChartModel } from "../chart/model.js";
import { forecastOf, SPANS_MS, valueRange } from "../chart/scene.js";
import { formatMoment, formatShare } from "../format.js";
import { locale, t } from "../i18n.js";
import { inOrder } from "../rooms.js";
import { building, devicesOf, onPrediction, serverNow_ms } from "../store.js";
import { coloursChanged } from "../theme.js";
import { show, view } from "../url-state.js";
import { ChartTable } from "./ChartTable.jsx";
import { quantityTitle, unitOf, valueWithUnit } from "./words.js";

/**
 * @typedef {import("../rooms.js").Room} Room
 * @typedef {import("../chart/scene.js").Scene} Scene
 */

/** A live chart is drawn at most this often; one without news once a second, since now moves. */
const DRAW_MS = 50;
const IDLE_MS = 1000;

/** One quantity of one room, measured and forecast. @param {{room: Room, quantity: string}} props */
export function ChartCard({ room, quantity }) {
  const { range } = view.value;
  const { site, room: name } = room;
  const model = useMemo(() => new ChartModel(site, name, quantity, range), [site, name, quantity, range]);
  const scene = useMemo(() => signal(/** @type {Scene | null} */ (null)), [model]);
  useEffect(() => {
    model.open();
    return () => model.close();
  }, [model]);
  const coverage = scene.value?.forecast?.coverage;
  return (
    <section class="card chart-card" aria-labelledby="chart-title">
      <div class="card-head">
        <h2 id="chart-title">
          {t("chart-title", { quantity: quantityTitle(quantity), room: room.title })}{" "}
          <span class="muted">{unitOf(quantity)}</span>
        </h2>
        <QuantityPicker room={room} quantity={quantity} />
        <p class="legend">
          <span class="key">{t("chart-measured")}</span>
          {coverage !== undefined && (
            <span class="key key-forecast">
              {t("chart-forecast", { share: formatShare(locale.value, coverage) })}
            </span>
          )}
        </p>
      </div>
      <Plot
        model={model}
        scene={scene}
        label={t("chart-title", { quantity: quantityTitle(quantity), room: room.title })}
      />
      <ChartTable model={model} scene={scene} quantity={quantity} />
    </section>
  );
}

/** @param {{room: Room, quantity: string}} props */
function QuantityPicker({ room, quantity }) {
  const names = inOrder([...new Set([...Object.keys(room.values), quantity])]);
  return (
    <select
      class="control"
      aria-label={t("quantity")}
      value={quantity}
      onChange={(event) => show({ room: room.key, quantity: event.currentTarget.value })}
    >
      {names.map((name) => (
        <option key={name} value={name}>
          {quantityTitle(name)}
        </option>
      ))}
    </select>
  );
}

/** @param {ChartModel} model @returns {Scene} What is to be drawn at this instant. */
function sceneOf(model) {
  const now_ms = serverNow_ms();
  const { back, ahead } = SPANS_MS[model.range];
  const start_ms = now_ms - back;
  const end_ms = now_ms + ahead;
  const device = devicesOf(model.site, model.room).find(
    ({ prediction }) => prediction?.forecasts[model.quantity],
  );
  const line = model.lines.find((candidate) => candidate.device === device?.device);
  const forecast = ahead > 0 ? forecastOf(device?.prediction ?? null, model.quantity, line, end_ms) : null;
  const limits = building.peek().quantities[model.quantity]?.limits;
  const range = valueRange(model.lines, forecast, limits, start_ms);
  return { lines: model.lines, forecast, start_ms, end_ms, now_ms, range };
}

/**
 * @param {{model: ChartModel, scene: import("@preact/signals").Signal<Scene | null>, label: string}} props
 */
function Plot({ model, scene, label }) {
  const host = useRef(/** @type {HTMLDivElement | null} */ (null));
  const chart = useRef(/** @type {LiveChart | null} */ (null));
  const cursor = useMemo(() => signal(/** @type {number | null} */ (null)), [model]);
  const byKeyboard = useMemo(() => signal(false), [model]);
  const status = model.status.value;
  const lines = useMemo(() => signal(0), [model]);
  useEffect(() => {
    if (!host.current) return;
    const made = new LiveChart(host.current, {
      quantity: model.quantity,
      limits: building.peek().quantities[model.quantity]?.limits ?? null,
      language: locale.value,
      nowLabel: t("chart-now"),
      lines: Math.max(1, lines.value),
      onCursor: (at) => {
        cursor.value = at;
      },
    });
    chart.current = made;
    const end = keepDrawing(model, () => {
      scene.value = sceneOf(model);
      lines.value = model.lines.length;
      made.draw(scene.value);
    });
    return () => {
      end();
      made.close();
    };
  }, [model, locale.value, coloursChanged.value, lines.value]);
  const empty = status === "ready" && model.version.value >= 0 && model.lines.length === 0;
  return (
    <div class="plot-box">
      <div
        class="plot"
        ref={host}
        role="application"
        aria-roledescription={t("chart")}
        aria-label={`${label}. ${t("chart-keys")}`}
        tabIndex={0}
        onKeyDown={(event) => moveCursor(event, chart.current, cursor, byKeyboard)}
        onBlur={() => chart.current?.hideCursor()}
        onPointerMove={() => {
          byKeyboard.value = false;
        }}
      />
      <Tooltip chart={chart.current} model={model} at={cursor.value} spoken={byKeyboard.value} />
      {status === "loading" && <p class="plot-note">{t("chart-loading")}</p>}
      {empty && <p class="plot-note">{t("chart-empty")}</p>}
      {status === "failed" && (
        <p class="plot-note" role="alert">
          {t("chart-failed")}{" "}
          <button type="button" class="control" onClick={() => void model.load()}>
            {t("retry")}
          </button>
        </p>
      )}
    </div>
  );
}

/**
 * Draw on news, at most every 50 ms, and once a second for the time that passes; not while nobody looks.
 * @param {ChartModel} model @param {() => void} draw
 * @returns {() => void} Ends it.
 */
function keepDrawing(model, draw) {
  let timer = 0;
  let drawnAt_ms = 0;
  const drawNow = () => {
    timer = 0;
    if (document.hidden) return;
    drawnAt_ms = performance.now();
    draw();
  };
  const soon = () => {
    if (!timer) timer = window.setTimeout(drawNow, Math.max(0, drawnAt_ms + DRAW_MS - performance.now()));
  };
  const ends = [model.version.subscribe(soon), onPrediction(soon)];
  const idle = window.setInterval(soon, IDLE_MS);
  return () => {
    for (const end of ends) end();
    window.clearInterval(idle);
    window.clearTimeout(timer);
  };
}

const STEPS = new Map([
  ["ArrowLeft", -1],
  ["ArrowRight", 1],
  ["PageUp", -20],
  ["PageDown", 20],
  ["Home", Number.NEGATIVE_INFINITY],
  ["End", Number.POSITIVE_INFINITY],
]);

/**
 * @param {KeyboardEvent} event @param {LiveChart | null} chart
 * @param {import("@preact/signals").Signal<number | null>} cursor
 * @param {import("@preact/signals").Signal<boolean>} byKeyboard
 */
function moveCursor(event, chart, cursor, byKeyboard) {
  if (event.key === "Escape") {
    chart?.hideCursor();
    return;
  }
  const step = STEPS.get(event.key);
  if (step === undefined || !chart || chart.length === 0) return;
  event.preventDefault();
  byKeyboard.value = true;
  const to = cursor.value === null && Number.isFinite(step) ? chart.lastMeasured : (cursor.value ?? 0) + step;
  chart.point(Math.min(chart.length - 1, Math.max(0, to)));
}

/**
 * The values under the cursor; said politely when the keyboard moved it.
 * @param {{chart: LiveChart | null, model: ChartModel, at: number | null, spoken: boolean}} props
 */
function Tooltip({ chart, model, at, spoken }) {
  const text = chart && at !== null && at < chart.length ? pointText(chart, model, at) : null;
  return (
    <>
      {text && chart && at !== null && (
        <p class="tooltip" style={{ insetInlineStart: `${chart.leftOf(at)}px` }} aria-hidden="true">
          <b>{text.value}</b>
          <span class="muted">{text.time}</span>
        </p>
      )}
      <p class="sr-only" role="status" aria-live="polite">
        {text && spoken ? `${text.time}: ${text.value}` : ""}
      </p>
    </>
  );
}

/** @param {LiveChart} chart @param {ChartModel} model @param {number} at */
function pointText(chart, model, at) {
  const { ts_ms, values } = chart.at(at);
  const [low, high, median] = values.slice(-3);
  const measured = values.slice(0, -3).filter((value) => value !== null);
  const say = (/** @type {number} */ value) => valueWithUnit(model.quantity, value);
  let value = measured.length > 0 ? measured.map((each) => say(each ?? 0)).join(" · ") : t("chart-gap");
  if (measured.length === 0 && typeof median === "number") {
    value = t("chart-forecast-point", {
      value: say(median),
      low: say(low ?? median),
      high: say(high ?? median),
    });
  }
  return { value, time: formatMoment(locale.value, ts_ms) };
}
