import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { t } from "../i18n.js";
import { FloorPlan } from "./FloorPlan.jsx";
import { Space } from "./Space.jsx";
import { isSpace } from "./shown.js";

/** @typedef {import("./three-scene.js").Move} Move */

/** @type {Record<string, Move>} */
const KEYS = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  "+": "closer",
  "=": "closer",
  "-": "farther",
  0: "all",
};
/** @type {[Move, string][]} */
const TURNS = [
  ["left", "↺"],
  ["right", "↻"],
  ["up", "↑"],
  ["down", "↓"],
];
/** @type {[Move, string][]} */
const ZOOMS = [
  ["closer", "+"],
  ["farther", "−"],
  ["all", "⤢"],
];
const MOST_ZOOM = 4;

/** Where the building is drawn, with what moves it: keys, and buttons for the same. @param {{choose: (key: string) => void}} props */
export function Stage({ choose }) {
  const scene = useRef(/** @type {import("./three-scene.js").BuildingScene | null} */ (null));
  const zoom = useSignal(1);
  /** @param {Move} move */
  const go = (move) => {
    if (isSpace.value) return scene.current?.move(move);
    const factor = { closer: 1.25, farther: 0.8 }[/** @type {"closer"} */ (move)];
    if (factor) zoom.value = Math.min(MOST_ZOOM, Math.max(1, zoom.value * factor));
    else if (move === "all") zoom.value = 1;
  };
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const move = KEYS[event.key];
    const isScroll = !isSpace.value && event.key.startsWith("Arrow");
    if (!move || isScroll || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go(move);
  };
  return (
    <section
      class="twin-stage"
      aria-label={t("twin-stage")}
      aria-describedby={isSpace.value ? "twin-keys" : undefined}
      onKeyDown={onKey}
      onWheelCapture={(event) => {
        // The wheel scrolls the page, unless a person holds Ctrl as for any zoom.
        if (isSpace.value && !event.ctrlKey && !event.metaKey) event.stopPropagation();
      }}
    >
      {isSpace.value ? (
        <Space choose={choose} scene={scene} />
      ) : (
        <FloorPlan choose={choose} zoom={zoom.value} />
      )}
      <div class="stage-buttons">
        {[...(isSpace.value ? TURNS : []), ...ZOOMS].map(([move, glyph]) => (
          <button
            key={move}
            type="button"
            class="control square"
            aria-label={t(`move-${move}`)}
            title={t(`move-${move}`)}
            onClick={() => go(move)}
          >
            <span aria-hidden="true">{glyph}</span>
          </button>
        ))}
      </div>
      <p id="twin-keys" class="sr-only">
        {t("twin-keys")}
      </p>
    </section>
  );
}
