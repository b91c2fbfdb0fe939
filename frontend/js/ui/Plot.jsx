import { effect, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { readAt } from "../chart/scene.js";
import { formatMoment } from "../format.js";
import { locale, t } from "../i18n.js";
import { coloursChanged } from "../theme.js";
import { drawing } from "./drawing.js";
import { lineNames, valueWithUnit } from "./words.js";

/**
 * @template T @typedef {import("@preact/signals").Signal<T>} Signal
 */
/**
 * @typedef {import("../chart/live-chart.js").LiveChart} LiveChart
 * @typedef {import("../chart/scene.js").Scene} Scene
 *
 * @typedef {object} Props
 * @property {Signal<Scene | null>} scene What is drawn.
 * @property {string} quantity @property {string} label
 * @property {string} zone Whose days and hours the axis shows.
 * @property {Signal<number | null>} cursor_ms Shared by all charts that show the same time.
 */

/** The table still says it all. @param {unknown} error */
const noDrawing = (error) => console.warn("IAQverse: no drawing:", error);

/**
 * The drawing, with a cursor that the arrow keys move and a live region that reads it; above it, why there is nothing to see.
 * @param {Props & {children: import("preact").ComponentChildren}} props
 */
export function Plot({ scene, quantity, label, zone, cursor_ms, children }) {
  const isByKeyboard = useSignal(false);
  const { host, chart } = useDrawing(scene, quantity, zone, cursor_ms);
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
      <Readout {...{ chart, quantity, zone, scene, cursor_ms }} isSpoken={isByKeyboard} />
      {children}
    </div>
  );
}

/**
 * Make the chart anew when its language or lines change, and draw every scene, in the colours of the time.
 * @param {Signal<Scene | null>} scene @param {string} quantity @param {string} zone
 * @param {Signal<number | null>} cursor_ms
 */
function useDrawing(scene, quantity, zone, cursor_ms) {
  const host = useRef(/** @type {HTMLDivElement | null} */ (null));
  const chart = useRef(/** @type {LiveChart | null} */ (null));
  const styles = useComputed(() => stylesOf(scene.value));
  useEffect(() => {
    /** @type {LiveChart | null} */
    let made = null;
    let isOver = false;
    void drawing().then(({ LiveChart }) => {
      if (!host.current || isOver) return;
      const first = scene.peek();
      made = new LiveChart(host.current, {
        quantity,
        language: locale.peek(),
        zone,
        nowLabel: t("chart-now"),
        styles: first?.lines ?? [],
        onCursor: (ts_ms) => {
          cursor_ms.value = ts_ms;
        },
      });
      chart.current = made;
      if (first) made.draw(first);
      made.point(cursor_ms.peek());
    }, noDrawing);
    return () => {
      isOver = true;
      chart.current = null;
      made?.close();
    };
  }, [quantity, zone, locale.value, styles.value]);
  useSignalEffect(() => {
    if (scene.value) chart.current?.draw(scene.value);
  });
  useSignalEffect(() => chart.current?.point(cursor_ms.value));
  // Not with the next picture: paper takes what is there.
  useEffect(
    () =>
      effect(() => {
        if (coloursChanged.value) chart.current?.recolour();
      }),
    [],
  );
  return { host, chart };
}

/** @param {Scene | null} scene */
const stylesOf = (scene) => (scene?.lines ?? []).map(({ hue, dash }) => `${hue}/${dash}`).join();

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
 * @param {Pick<Props, "quantity" | "zone" | "scene" | "cursor_ms"> & {chart: {current: LiveChart | null},
 *   isSpoken: Signal<boolean>}} props
 */
function Readout({ chart, quantity, zone, scene, cursor_ms, isSpoken }) {
  const ts_ms = cursor_ms.value;
  const width = chart.current?.width ?? 0;
  const left = ts_ms === null ? null : (chart.current?.leftOf(ts_ms) ?? null);
  const values = ts_ms !== null && scene.value ? valuesAt(scene.value, quantity, ts_ms) : [];
  const time = ts_ms === null ? "" : formatMoment(locale.value, ts_ms, zone);
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
  const said = values.flatMap((value, at) => {
    if (value === null) return [];
    return [names.length > 1 ? `${names[at]} ${say(value)}` : say(value)];
  });
  // Where a forecast begins, it is what was measured.
  if (forecast && (said.length === 0 || forecast.low < forecast.high)) {
    const { median, low, high } = forecast;
    said.push(t("chart-forecast-point", { value: say(median), low: say(low), high: say(high) }));
  }
  return said.length > 0 ? said : [t("chart-gap")];
}
