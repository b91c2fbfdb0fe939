import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { t } from "../../i18n.js";
import { afterKey, floorsOf, frameOf, movedTo } from "../../plan.js";
import { roomName } from "../../rooms.js";
import { show } from "../../settings-state.js";
import { Segments } from "../Segments.jsx";
import { change, wanted } from "./edited.js";
import { planWords } from "./path-words.js";

/** @typedef {import("../../plan.js").Placed} Placed @typedef {import("../../plan.js").Frame} Frame */

const NAME_M = 0.55;
const NAME_LEAST_M = 0.35;
/** About how wide a letter is, of its height. */
const LETTER = 0.65;

/** The plan of a site: rooms are chosen, moved by arrow keys or by dragging. @param {{rooms: Placed[], open: string | null}} props */
export function PlanEditor({ rooms, open }) {
  const floors = floorsOf(rooms);
  const ofOpen = rooms.find(({ key }) => key === open)?.plan.floor;
  const picked = useSignal(/** @type {{floor: number, open: string | null} | null} */ (null));
  const isPicked = picked.value?.open === open && floors.includes(picked.value.floor);
  const floor =
    (isPicked ? picked.value?.floor : ofOpen) ?? floors.find((one) => one === 0) ?? floors[0] ?? 0;
  const said = useSignal("");
  return (
    <section class="plan-box" aria-labelledby="plan-title">
      <div class="card-head">
        <h3 id="plan-title">{t("settings-plan-title")}</h3>
        {floors.length > 1 && (
          <Segments
            legend={t("settings-floor")}
            name="floor"
            options={floors.map((one) => [one, t("settings-floor-of", { floor: one })])}
            value={floor}
            onChange={(chosen) => {
              picked.value = { floor: chosen, open };
            }}
          />
        )}
      </div>
      <Drawing
        rooms={rooms.filter(({ plan }) => (plan.floor ?? 0) === floor)}
        open={open}
        say={(words) => {
          said.value = words;
        }}
      />
      <p class="footnote" id="plan-how">
        {t("settings-plan-how")}
      </p>
      <p class="sr-only" role="status">
        {said.value}
      </p>
    </section>
  );
}

/** @param {{rooms: Placed[], open: string | null, say: (words: string) => void}} props */
function Drawing({ rooms, open, say }) {
  const svg = useRef(/** @type {SVGSVGElement | null} */ (null));
  const drag = useRef(/** @type {{key: string, x: number, y: number} | null} */ (null));
  const held = useSignal(/** @type {Frame | null} */ (null));
  const { x, y, width, height } = held.value ?? frameOf(rooms);

  /** @param {Placed} room @param {import("../../wire.js").Plan} plan */
  const place = ({ key }, plan) => {
    change(["rooms", key, "plan"], plan);
    say(`${nameOf(key)}: ${planWords(plan)}`);
  };
  /** In metres. @param {PointerEvent} event */
  const pointAt = ({ clientX, clientY }) => {
    const matrix = svg.current?.getScreenCTM()?.inverse();
    return new DOMPoint(clientX, clientY).matrixTransform(matrix);
  };
  /** @param {PointerEvent} event @param {Placed} room */
  const grip = (event, { key, plan }) => {
    const at = pointAt(event);
    drag.current = { key, x: at.x - plan.x_m, y: at.y - plan.y_m };
    held.value = frameOf(rooms); // the drawing must not move under the pointer
    /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
  };
  /** @param {PointerEvent} event @param {Placed} room */
  const pull = (event, room) => {
    if (drag.current?.key !== room.key) return;
    const at = pointAt(event);
    const plan = movedTo(room.plan, at.x - drag.current.x, at.y - drag.current.y);
    if (plan.x_m !== room.plan.x_m || plan.y_m !== room.plan.y_m) place(room, plan);
  };
  const letGo = () => {
    drag.current = null;
    held.value = null;
  };
  /** @param {KeyboardEvent} event @param {Placed} room */
  const press = (event, room) => {
    const plan = afterKey(room.plan, event.key, event.shiftKey);
    if (!plan && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    if (plan) place(room, plan);
    else choose(room.key);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing has no fieldset
    <svg
      ref={svg}
      class="plan"
      viewBox={`${x} ${y} ${width} ${height}`}
      role="group"
      aria-labelledby="plan-title"
      aria-describedby="plan-how"
    >
      {rooms.map((room) => {
        const { key, plan, isChosen } = room;
        return (
          // biome-ignore lint/a11y/useSemanticElements: nothing else can be drawn
          <g
            key={key}
            class={`plan-room${isChosen ? "" : " by-itself"}${key === open ? " chosen" : ""}`}
            role="button"
            tabindex={0}
            aria-pressed={key === open}
            aria-label={`${nameOf(key)}: ${planWords(plan)}`}
            data-room={key}
            onClick={() => choose(key)}
            onKeyDown={(event) => press(event, room)}
            onPointerDown={(event) => grip(event, room)}
            onPointerMove={(event) => pull(event, room)}
            onPointerUp={letGo}
            onPointerCancel={letGo}
          >
            <rect x={plan.x_m} y={plan.y_m} width={plan.width_m} height={plan.depth_m} />
            <svg x={plan.x_m} y={plan.y_m} width={plan.width_m} height={plan.depth_m}>
              <text x={0.25} y={0.75} font-size={sizeOf(nameOf(key), plan.width_m - 0.4)}>
                {nameOf(key)}
              </text>
            </svg>
          </g>
        );
      })}
    </svg>
  );
}

/** @param {string} key */
const choose = (key) => show({ room: key, site: key.split("/")[0] ?? null });

/** @param {string} key */
function nameOf(key) {
  const [site = "", room = ""] = key.split("/");
  return roomName(wanted.value, site, room);
}

/** A long name is written smaller, and cut where that is not enough. @param {string} name @param {number} width_m */
function sizeOf(name, width_m) {
  return Math.min(NAME_M, Math.max(NAME_LEAST_M, width_m / (name.length * LETTER)));
}
