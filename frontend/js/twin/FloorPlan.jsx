import { t } from "../i18n.js";
import { PlanModule } from "./PlanModule.jsx";
import { RoomLabels } from "./RoomLabels.jsx";
import { drawn, selectedKey } from "./shown.js";

/** @typedef {import("./drawn.js").DrawnRoom} DrawnRoom */

/** Around the rooms, in metres: windows swing outwards. */
const MARGIN = 1;

/** The site from above, floor by floor. @param {{choose: (key: string) => void, zoom: number}} props */
export function FloorPlan({ choose, zoom }) {
  const { floors } = drawn.value;
  return (
    <div class={floors.length > 1 ? "plans several" : "plans"}>
      {floors.map(({ floor, bounds }) => {
        const { x, y, width, depth } = {
          ...{ x: bounds.x - MARGIN, y: bounds.y - MARGIN },
          ...{ width: bounds.width + 2 * MARGIN, depth: bounds.depth + 2 * MARGIN },
        };
        /** @param {DrawnRoom} room */
        const styleOf = (room) => ({
          insetInlineStart: `${((room.x + room.width / 2 - x) / width) * 100}%`,
          insetBlockStart: `${((room.y + room.depth / 2 - y) / depth) * 100}%`,
          inlineSize: `${(room.width / width) * 100}%`,
        });
        return (
          <figure key={floor} class="plan">
            {floors.length > 1 && <figcaption class="muted">{t("twin-floor", { floor })}</figcaption>}
            <div class="sheet" dir="ltr" style={{ "--ratio": width / depth, "--zoom": zoom }}>
              <svg viewBox={`${x} ${y} ${width} ${depth}`} aria-hidden="true">
                <Hatch />
                {drawn.value.rooms
                  .filter((room) => room.floor === floor)
                  .map((room) => (
                    <PlanRoom key={room.key} room={room} choose={choose} />
                  ))}
              </svg>
              <RoomLabels floor={floor} choose={choose} styleOf={styleOf} />
            </div>
          </figure>
        );
      })}
    </div>
  );
}

function Hatch() {
  return (
    <defs>
      <pattern
        id="hatch"
        width="0.6"
        height="0.6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <path class="hatch" d="M0 0V.6" />
      </pattern>
    </defs>
  );
}

/** @param {{room: DrawnRoom, choose: (key: string) => void}} props */
function PlanRoom({ room, choose }) {
  const { key, x, y, width, depth, level, isOutdoor } = room;
  const isSelected = selectedKey.value === key;
  const classes = ["plan-room", level && `level-${level}`, isOutdoor && "outdoor", isSelected && "selected"];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its label is the link
    <g class={classes.filter(Boolean).join(" ")} onClick={() => choose(key)}>
      <rect {...{ x, y, width }} height={depth} />
      {level === "offline" && <rect {...{ x, y, width }} height={depth} class="hatched" fill="url(#hatch)" />}
      {room.devices.map((device) => (
        <circle key={device.key} class="puck" cx={device.x} cy={device.y} r="0.16" />
      ))}
      {room.modules.map((module) => (
        <PlanModule key={module.key} module={module} />
      ))}
    </g>
  );
}
