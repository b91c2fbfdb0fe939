import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { keepDrawing } from "../chart/drawing.js";
import { LiveChart } from "../chart/live-chart.js";
import { sceneOf } from "../chart/now.js";
import { readAt } from "../chart/scene.js";
import { formatMoment } from "../format.js";
import { locale, t } from "../i18n.js";
import { building } from "../store.js";
import { coloursChanged } from "../theme.js";
import { lineNames, valueWithUnit } from "./words.js";

/**
 * @template T @typedef {import("@preact/signals").Signal<T>} Signal
 */
/**
 * @typedef {import("../chart/history.js").RoomHistory} RoomHistory
 * @typedef {import("../chart/scene.js").Scene} Scene
 * @typedef {[RoomHistory, ...RoomHistory[]]} Histories
 *
 * @typedef {object} Props
 * @property {Histories} histories The first is the room's own.
 * @property {string} quantity @property {string} label
 * @property {Signal<Scene | null>} scene What was drawn last.
 * @property {Signal<number | null>} cursor_ms Shared by all charts that show the same time.
 */

/** The drawing, with a cursor that the arrow keys move and a live region that reads it. @param {Props} props */
export function Plot({ histories, quantity, label, scene, cursor_ms }) {
  const isByKeyboard = useSignal(false);
  const { host, chart } = useDrawing(histories, quantity, scene, cursor_ms);
  return (
    <div class="plot-box">
      <div
        class="plot"
        ref={host}
        role="application"
        aria-roledescription={t("chart")}
        aria-label={`${label}. ${t("chart-keys")}`}
        tabIndex={0}
        onKeyDown={(event) => {
          const now_ms = scene.peek()?.now_ms ?? 0;
          const isMoved = moveCursor(event, chart.current?.times_ms ?? [], now_ms, cursor_ms);
          if (isMoved) isByKeyboard.value = true;
        }}
        onBlur={() => {
          cursor_ms.value = null;
          isByKeyboard.value = false;
        }}
        onPointerMove={() => {
          isByKeyboard.value = false;
        }}
      />
      <Readout {...{ chart, quantity, scene, cursor_ms }} isSpoken={isByKeyboard} />
      <Note histories={histories} scene={scene} />
    </div>
  );
}

/**
 * Make the chart anew when its language, colours or lines change, and keep it drawn.
 * @param {Histories} histories @param {string} quantity
 * @param {Signal<Scene | null>} scene @param {Signal<number | null>} cursor_ms
 */
function useDrawing(histories, quantity, scene, cursor_ms) {
  const host = useRef(/** @type {HTMLDivElement | null} */ (null));
  const chart = useRef(/** @type {LiveChart | null} */ (null));
  const styles = useSignal("");
  useEffect(() => {
    if (!host.current) return;
    const first = sceneOf(histories, quantity);
    const made = new LiveChart(host.current, {
      limits: building.peek().quantities[quantity]?.limits ?? null,
      language: locale.value,
      nowLabel: t("chart-now"),
      styles: first.lines,
      onCursor: (ts_ms) => {
        cursor_ms.value = ts_ms;
      },
    });
    chart.current = made;
    made.draw(first);
    made.point(cursor_ms.peek());
    const end = keepDrawing(histories, () => {
      scene.value = sceneOf(histories, quantity);
      styles.value = stylesOf(scene.value);
      made.draw(scene.value);
    });
    return () => {
      end();
      made.close();
    };
  }, [histories, quantity, locale.value, coloursChanged.value, styles.value]);
  useSignalEffect(() => chart.current?.point(cursor_ms.value));
  return { host, chart };
}

/** @param {Scene} scene */
const stylesOf = ({ lines }) => lines.map(({ hue, dash }) => `${hue}/${dash}`).join();

/** Why there is nothing to see, or not all. @param {Pick<Props, "histories" | "scene">} props */
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

const STEPS = new Map([
  ["ArrowLeft", -1],
  ["ArrowRight", 1],
  ["PageUp", -20],
  ["PageDown", 20],
  ["Home", Number.NEGATIVE_INFINITY],
  ["End", Number.POSITIVE_INFINITY],
]);

/**
 * @param {KeyboardEvent} event @param {number[]} times_ms @param {number} now_ms
 * @param {Signal<number | null>} cursor_ms
 * @returns {boolean} Whether the key moved it.
 */
function moveCursor(event, times_ms, now_ms, cursor_ms) {
  if (event.key === "Escape") cursor_ms.value = null;
  const step = STEPS.get(event.key);
  if (step === undefined || times_ms.length === 0) return false;
  event.preventDefault();
  const at_ms = cursor_ms.value ?? now_ms;
  const at = Math.max(
    0,
    times_ms.findLastIndex((ts_ms) => ts_ms <= at_ms),
  );
  const to = cursor_ms.value === null && Number.isFinite(step) ? at : at + step;
  cursor_ms.value = times_ms[Math.min(times_ms.length - 1, Math.max(0, to))] ?? null;
  return true;
}

/**
 * The values under the cursor; said politely when the keyboard moved it.
 * @param {Pick<Props, "quantity" | "scene" | "cursor_ms"> & {chart: {current: LiveChart | null},
 *   isSpoken: Signal<boolean>}} props
 */
function Readout({ chart, quantity, scene, cursor_ms, isSpoken }) {
  const ts_ms = cursor_ms.value;
  const width = chart.current?.width ?? 0;
  const left = ts_ms === null ? null : (chart.current?.leftOf(ts_ms) ?? null);
  const values = ts_ms !== null && scene.value ? valuesAt(scene.value, quantity, ts_ms) : [];
  const time = ts_ms === null ? "" : formatMoment(locale.value, ts_ms);
  return (
    <>
      {left !== null && (
        <p class="tooltip" style={placeAt(left, width)} aria-hidden="true">
          {values.map((value, at) => (
            <b key={`${at} ${value}`}>{value}</b>
          ))}
          <span class="muted">{time}</span>
        </p>
      )}
      <p class="sr-only" role="status" aria-live="polite">
        {ts_ms !== null && isSpoken.value ? `${time}: ${values.join(", ")}` : ""}
      </p>
    </>
  );
}

/** Beside the cursor, where there is more room. @param {number} left_px @param {number} width_px */
function placeAt(left_px, width_px) {
  return left_px < width_px / 2
    ? { insetInlineStart: `${left_px + 8}px` }
    : { insetInlineEnd: `${width_px - left_px + 8}px` };
}

/** @param {Scene} scene @param {string} quantity @param {number} ts_ms @returns {string[]} */
function valuesAt(scene, quantity, ts_ms) {
  const { values, forecast } = readAt(scene, ts_ms);
  const say = (/** @type {number} */ value) => valueWithUnit(quantity, value);
  const names = lineNames(scene.lines);
  const measured = values.flatMap((value, at) => {
    if (value === null) return [];
    return [names.length > 1 ? `${names[at]} ${say(value)}` : say(value)];
  });
  if (measured.length > 0) return measured;
  if (!forecast) return [t("chart-gap")];
  const { median, low, high } = forecast;
  return [t("chart-forecast-point", { value: say(median), low: say(low), high: say(high) })];
}
