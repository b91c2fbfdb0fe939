import { t } from "../i18n.js";
import { LevelChip } from "../ui/LevelChip.jsx";
import { reasonOf } from "../ui/words.js";
import { drawn, rooms, selectedKey } from "./shown.js";
import { formatTwin, view } from "./twin-view.js";
import { levelOf } from "./words.js";

/**
 * The rooms as links that lie on what is drawn: seen, reached by Tab, and read out.
 * @param {{floor?: number, choose: (key: string) => void, look?: (key: string) => void,
 *   styleOf?: (room: import("./drawn.js").DrawnRoom) => import("preact").CSSProperties}} props
 *   `look`: a room got the focus.
 */
export function RoomLabels({ floor, choose, look, styleOf }) {
  return (
    <ul class="twin-rooms">
      {drawn.value.rooms
        .filter((one) => floor === undefined || one.floor === floor)
        .map((one) => {
          const room = rooms.value.find(({ key }) => key === one.key);
          if (!room) return null;
          const level = levelOf(room);
          return (
            <li key={one.key} data-place={one.key} style={styleOf?.(one)}>
              <a
                class="twin-label"
                href={formatTwin({ ...view.value, room: one.key })}
                aria-current={selectedKey.value === one.key ? "true" : undefined}
                data-room={one.key}
                onFocus={() => look?.(one.key)}
                onClick={(event) => {
                  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                  event.preventDefault();
                  choose(one.key);
                }}
              >
                <span class="twin-name">{room.name}</span>
                <Unseen>: </Unseen>
                <span class="twin-mark">
                  {level ? <LevelChip level={level} /> : <Unseen>{t("twin-unscored")}</Unseen>}
                  {room.score !== null && <b>{room.score}</b>}
                </span>
                <Unseen>
                  {room.score !== null && t("twin-of-100")}. {reasonOf(room)}
                </Unseen>
              </a>
            </li>
          );
        })}
    </ul>
  );
}

/** Makes a sentence of what is seen. @param {{children: import("preact").ComponentChildren}} props */
function Unseen({ children }) {
  return <span class="sr-only">{children}</span>;
}
