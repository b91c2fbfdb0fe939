/** The drawing of a chart. The only file that knows uPlot. */

import uPlot from "uplot";
import { formatTick, formatValue } from "../format.js";
import { alignLines } from "../lines.js";
import { bandsOf, LEVELS } from "../score.js";
import { toShown } from "../units.js";
import { ROOMS_LIMIT } from "../url-state.js";
import { dayOf, ticksOf, wallOf } from "../zone.js";
import { DASHES } from "./scene.js";
import { roundTicks } from "./ticks.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("../wire.js").Limits} Limits
 * @typedef {{hue: number, dash: number}} Style
 * @typedef {{quantity: string, language: string, zone: string, nowLabel: string, styles: Style[],
 *   onCursor: (ts_ms: number | null) => void}} Options `onCursor`: where the pointer is.
 * @typedef {{lines: string[], muted: string, grid: string, levels: Record<string, string>}} Colours
 */

const RAIL_PX = 5;
const BAND_ALPHA = 0.09;
const FORECAST_ALPHA = 0.2;
const FONT = "12px system-ui, sans-serif";
/** @type {[number, number]} */
const NO_RANGE = [0, 1];
const NO_LINE = { ts_ms: [], value: [] };
const ALERT_PX = 4;

export class LiveChart {
  /** @type {Scene | null} */ #scene = null;
  /** @type {uPlot.AlignedData} */ #columns = [[]];
  /** @type {uPlot} */ #plot;
  /** @type {ResizeObserver} */ #resize;
  /** @type {Colours} */ #colours;
  #options;
  /** @type {number | null} */ #cursor_ms = null;
  #isPointedAt = false;
  #isInView = true;
  /** @type {IntersectionObserver} */ #sight;
  #abort = new AbortController();

  /** @param {HTMLElement} host @param {Options} options */
  constructor(host, options) {
    this.#options = options;
    this.#colours = readColours();
    this.#columns = [[], ...Array.from({ length: options.styles.length + 3 }, () => [])];
    this.#plot = new uPlot(this.#uplotOptions(host), this.#columns, host);
    this.#resize = new ResizeObserver(() => this.#plot.setSize(sizeOf(host)));
    this.#resize.observe(host);
    this.#sight = new IntersectionObserver((entries) => this.#see(entries.at(-1)?.isIntersecting ?? true));
    this.#sight.observe(host);
    window.addEventListener("beforeprint", () => this.#see(true), { signal: this.#abort.signal });
    this.#follow(host);
  }

  /** The cursor is the pointer's while that moves here, else it stays where it was put. @param {HTMLElement} host */
  #follow(host) {
    const point = (/** @type {boolean} */ isPointedAt) => () => {
      this.#isPointedAt = isPointedAt;
    };
    const { signal } = this.#abort;
    // Before uPlot hears of it. Mouse events, since a finger that taps sends those too.
    host.addEventListener("mousemove", point(true), { capture: true, signal });
    host.addEventListener("keydown", point(false), { signal });
    host.addEventListener(
      "mouseleave",
      () => {
        this.#isPointedAt = false;
        this.#options.onCursor(null);
      },
      { signal },
    );
  }

  /** @param {boolean} isInView */
  #see(isInView) {
    this.#isInView = isInView;
    if (this.#scene) this.draw(this.#scene);
  }

  /** Draw, or remember what to draw once a person can see it. @param {Scene} scene */
  draw(scene) {
    this.#scene = scene;
    if (!this.#isInView) return;
    const { forecast } = scene;
    const ts_ms = forecast?.ts_ms ?? [];
    this.#columns = /** @type {uPlot.AlignedData} */ (
      alignLines([
        ...Array.from({ length: this.#options.styles.length }, (_, at) => scene.lines[at] ?? NO_LINE),
        { ts_ms, value: forecast?.low ?? [] },
        { ts_ms, value: forecast?.high ?? [] },
        { ts_ms, value: forecast?.median ?? [] },
      ])
    );
    this.#plot.setData(this.#columns);
    this.#placeCursor();
  }

  /** @returns {number[]} The instants at which something is drawn. */
  get times_ms() {
    return Array.from(this.#columns[0], (ts_s) => Math.round(ts_s * 1000));
  }

  /** Put the cursor on an instant, or nowhere. @param {number | null} ts_ms */
  point(ts_ms) {
    this.#cursor_ms = ts_ms;
    this.#placeCursor();
  }

  /** @param {uPlot} plot */
  #tellCursor({ cursor: { idx } }) {
    if (this.#isPointedAt) this.#options.onCursor(this.times_ms[idx ?? -1] ?? null);
  }

  #placeCursor() {
    if (this.#isPointedAt) return;
    const left = this.#cursor_ms === null ? -10 : this.#plot.valToPos(this.#cursor_ms / 1000, "x");
    this.#plot.setCursor({ left, top: 0 }, false);
  }

  /** Draw in the page's colours of now; at once, since paper does not wait. */
  recolour() {
    this.#colours = readColours();
    this.#plot.redraw(false, false);
  }

  get #accent() {
    return this.#colours.lines[0] ?? "";
  }

  get width() {
    return this.#plot.width;
  }

  /** Where an instant is, in pixels from the host's left edge; null if it is not shown. @param {number} ts_ms */
  leftOf(ts_ms) {
    const { start_ms, end_ms } = this.#scene ?? { start_ms: 0, end_ms: 0 };
    if (ts_ms < start_ms || ts_ms > end_ms) return null;
    return this.#plot.valToPos(ts_ms / 1000, "x") + this.#plot.over.offsetLeft;
  }

  close() {
    this.#abort.abort();
    this.#resize.disconnect();
    this.#sight.disconnect();
    this.#plot.destroy();
  }

  /** @param {HTMLElement} host @returns {uPlot.Options} */
  #uplotOptions(host) {
    const { styles } = this.#options;
    const line = (/** @type {number} */ hue) => () => this.#colours.lines[hue] ?? this.#accent;
    const accent = line(0);
    /** @type {Partial<uPlot.Axis>} */
    const axis = { stroke: () => this.#colours.muted, font: FONT, ticks: { show: false } };
    return {
      ...sizeOf(host),
      padding: [10, 20, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      scales: {
        x: { time: true, range: () => this.#span() },
        y: { range: () => this.#scene?.range ?? NO_RANGE },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 40,
          space: 64,
          splits: (_, __, from_s, to_s, step_s) => this.#splits(from_s, to_s, step_s),
          values: (_, splits, __, ___, step_s) => this.#ticks(splits, step_s),
        },
        {
          ...axis,
          grid: { stroke: () => this.#colours.grid, width: 1 },
          size: 52,
          splits: (_, __, low, high, step) => roundTicks(this.#options.quantity, low, high, step),
          values: (_, splits) => splits.map((value) => this.#label(value)),
        },
      ],
      series: [
        {},
        ...styles.map(({ hue, dash }) => ({
          stroke: line(hue),
          width: 2,
          dash: DASHES[dash % DASHES.length] ?? [],
          points: { show: false },
        })),
        { stroke: "transparent", points: { show: false } },
        { stroke: "transparent", points: { show: false } },
        { stroke: accent, width: 2, dash: [6, 5], points: { show: false } },
      ],
      bands: [
        {
          series: [styles.length + 2, styles.length + 1],
          fill: () => withAlpha(this.#accent, FORECAST_ALPHA),
        },
      ],
      hooks: {
        drawClear: [(plot) => this.#drawBands(plot)],
        draw: [
          (plot) => this.#drawRail(plot),
          (plot) => this.#drawAlerts(plot),
          (plot) => this.#drawNow(plot),
        ],
        setCursor: [(plot) => this.#tellCursor(plot)],
      },
    };
  }

  /** @returns {[number, number]} */
  #span() {
    const { start_ms, end_ms } = this.#scene ?? { start_ms: 0, end_ms: 1000 };
    return [start_ms / 1000, end_ms / 1000];
  }

  /** @param {number} value */
  #label(value) {
    const { language, quantity } = this.#options;
    return this.#scene?.range ? formatValue(language, "", toShown(quantity, value)) : "";
  }

  /** @param {number} from_s @param {number} to_s @param {number} step_s */
  #splits(from_s, to_s, step_s) {
    const ticks = ticksOf(this.#options.zone, from_s * 1000, to_s * 1000, step_s * 1000);
    return ticks.map((ts_ms) => ts_ms / 1000);
  }

  /** @param {number[]} splits @param {number} step_s */
  #ticks(splits, step_s) {
    const { language, zone } = this.#options;
    const days = splits.map((ts_s) => dayOf(wallOf(zone, ts_s * 1000)));
    return splits.map((ts_s, at) =>
      formatTick(language, ts_s * 1000, step_s * 1000, at > 0 && days[at] !== days[at - 1], zone),
    );
  }

  /** @param {uPlot} plot @param {(low: number, high: number, level: string) => void} draw In canvas pixels. */
  #eachBand(plot, draw) {
    const limits = this.#scene?.limits;
    const range = this.#scene?.range;
    if (!limits || !range) return;
    const [bottom, top] = range;
    for (const { low, high, level } of bandsOf(limits)) {
      if (high <= bottom || low >= top) continue;
      draw(
        plot.valToPos(Math.max(low, bottom), "y", true),
        plot.valToPos(Math.min(high, top), "y", true),
        level,
      );
    }
  }

  /** @param {uPlot} plot */
  #drawBands(plot) {
    const { ctx, bbox } = plot;
    this.#eachBand(plot, (low, high, level) => {
      ctx.fillStyle = withAlpha(this.#colours.levels[level] ?? "", BAND_ALPHA);
      ctx.fillRect(bbox.left, high, bbox.width, low - high);
    });
  }

  /** @param {uPlot} plot */
  #drawRail(plot) {
    const { ctx, bbox } = plot;
    this.#eachBand(plot, (low, high, level) => {
      ctx.fillStyle = this.#colours.levels[level] ?? "";
      ctx.fillRect(bbox.left + bbox.width, high, RAIL_PX * uPlot.pxRatio, low - high);
    });
  }

  /** @param {uPlot} plot */
  #drawAlerts(plot) {
    const { ctx, bbox } = plot;
    const height = ALERT_PX * uPlot.pxRatio;
    const right = bbox.left + bbox.width;
    ctx.fillStyle = this.#colours.levels.poor ?? "";
    for (const { start_ms, end_ms } of this.#scene?.alerts ?? []) {
      const [from = 0, to = 0] = [start_ms, end_ms].map((ts_ms) => plot.valToPos(ts_ms / 1000, "x", true));
      const left = Math.max(from, bbox.left);
      ctx.fillRect(left, bbox.top + bbox.height - height, Math.min(to, right) - left, height);
    }
  }

  /** @param {uPlot} plot */
  #drawNow(plot) {
    const { ctx, bbox } = plot;
    const x = Math.round(plot.valToPos((this.#scene?.now_ms ?? 0) / 1000, "x", true));
    if (x < bbox.left || x > bbox.left + bbox.width) return;
    const ratio = uPlot.pxRatio;
    ctx.save();
    ctx.strokeStyle = this.#colours.muted;
    ctx.lineWidth = ratio;
    ctx.setLineDash([2 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillStyle = this.#colours.muted;
    ctx.font = `${12 * ratio}px system-ui, sans-serif`;
    ctx.textAlign = "right";
    ctx.fillText(this.#options.nowLabel, x - 6 * ratio, bbox.top + 15 * ratio);
    ctx.restore();
  }
}

/** @param {HTMLElement} host */
function sizeOf(host) {
  return { width: Math.max(200, host.clientWidth), height: Math.max(140, host.clientHeight) };
}

/** @returns {Colours} */
function readColours() {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    lines: Array.from({ length: ROOMS_LIMIT }, (_, at) => colour(`line-${at + 1}`)),
    muted: colour("muted"),
    grid: colour("grid"),
    levels: Object.fromEntries(LEVELS.map((level) => [level, colour(`level-${level}`)])),
  };
}

/** @param {string} hex `#rrggbb` @param {number} alpha */
function withAlpha(hex, alpha) {
  return `${hex}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, "0")}`;
}
