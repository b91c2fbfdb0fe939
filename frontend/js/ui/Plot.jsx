import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { keepDrawing } from "../chart/drawing.js";
import { LiveChart } from "../chart/live-chart.js";
import { sceneOf } from "../chart/now.js";
import { formatMoment } from "../format.js";
import { locale, t } from "../i18n.js";
import { building } from "../store.js";
import { coloursChanged } from "../theme.js";
import { valueWithUnit } from "./words.js";

/**
 * @typedef {import("../chart/model.js").ChartModel} ChartModel
 * @typedef {import("../chart/scene.js").Scene} Scene
 */

/**
 * The drawing, with a cursor that the arrow keys move and a live region that reads it.
 * @param {{model: ChartModel, scene: import("@preact/signals").Signal<Scene | null>, label: string}} props
 */
export function Plot({ model, scene, label }) {
  const cursor = useSignal(/** @type {number | null} */ (null));
  const byKeyboard = useSignal(false);
  const { host, chart } = useDrawing(model, scene, cursor);
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
      <Note model={model} />
    </div>
  );
}

/**
 * Make the chart anew when its language, colours or number of lines change, and keep it drawn.
 * @param {ChartModel} model
 * @param {import("@preact/signals").Signal<Scene | null>} scene What was drawn last.
 * @param {import("@preact/signals").Signal<number | null>} cursor
 */
function useDrawing(model, scene, cursor) {
  const host = useRef(/** @type {HTMLDivElement | null} */ (null));
  const chart = useRef(/** @type {LiveChart | null} */ (null));
  const lines = useSignal(1);
  useEffect(() => {
    if (!host.current) return;
    const made = new LiveChart(host.current, {
      quantity: model.quantity,
      limits: building.peek().quantities[model.quantity]?.limits ?? null,
      language: locale.value,
      nowLabel: t("chart-now"),
      lines: lines.value,
      onCursor: (at) => {
        cursor.value = at;
      },
    });
    chart.current = made;
    const end = keepDrawing(model, () => {
      scene.value = sceneOf(model);
      lines.value = Math.max(1, model.lines.length);
      made.draw(scene.value);
    });
    return () => {
      end();
      made.close();
    };
  }, [model, locale.value, coloursChanged.value, lines.value]);
  return { host, chart };
}

/** Why there is nothing to see. @param {{model: ChartModel}} props */
function Note({ model }) {
  if (model.status.value === "loading") return <p class="plot-note">{t("chart-loading")}</p>;
  if (model.status.value === "ready") {
    return model.isEmpty.value ? <p class="plot-note">{t("chart-empty")}</p> : null;
  }
  return (
    <p class="plot-note" role="alert">
      {t("chart-failed")}{" "}
      <button type="button" class="control" onClick={() => void model.load()}>
        {t("retry")}
      </button>
    </p>
  );
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
