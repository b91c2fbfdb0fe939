import { formatValue } from "../format.js";
import { locale, t } from "../i18n.js";
import { hasSeveralSites, inOrder } from "../rooms.js";
import { building, now_ms } from "../store.js";
import { shownUnit } from "../units.js";
import { formatView, show, view } from "../url-state.js";
import { RoomChip } from "./LevelChip.jsx";
import { Sparkline } from "./Sparkline.jsx";
import { shownSite } from "./shown-room.js";
import { Trend } from "./Trend.jsx";
import { reasonOf } from "./words.js";

/** @typedef {import("../rooms.js").Room} Room */

const VALUES = 4;

/** @typedef {{room: Room, selected: boolean}} Props */

/** One room: how good its air is, what limits it, how it changes. @param {Props} props */
export function Tile({ room, selected }) {
  return (
    <RoomLink room={room} selected={selected}>
      <span class="tile-head">
        <RoomName room={room} />
        <RoomChip room={room} />
      </span>
      <span class="tile-score">
        <strong>{room.score ?? "–"}</strong>
        {room.score !== null && <span class="muted">/100</span>}
        <Trend trend={room.trend} />
      </span>
      <span class="tile-reason muted">{reasonOf(room)}</span>
      <Sparkline sparkline={room.sparkline} now_ms={now_ms.value} />
      <Values room={room} />
    </RoomLink>
  );
}

/** The same in a line; its values for those who hear them. @param {Props} props */
export function DenseTile({ room, selected }) {
  return (
    <RoomLink room={room} selected={selected}>
      <RoomName room={room} />
      <span class="tile-reason muted">{reasonOf(room)}</span>
      <strong>{room.score ?? "–"}</strong>
      <RoomChip room={room} />
      <span class="sr-only">
        <Values room={room} />
      </span>
    </RoomLink>
  );
}

/** @param {Props & {children: import("preact").ComponentChildren}} props */
function RoomLink({ room, selected, children }) {
  const target = { ...view.value, room: room.key, quantity: room.limiting ?? view.value.quantity };
  /** @param {MouseEvent} event */
  const choose = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(target);
  };
  const level = room.online ? !room.isOutdoor && room.level : "offline";
  return (
    <li>
      <a
        class={`tile ${level ? `level-${level}` : ""} ${room.online ? "" : "tile-offline"}`}
        href={formatView(target)}
        aria-current={selected ? "true" : undefined}
        onClick={choose}
        data-room={room.key}
      >
        {children}
      </a>
    </li>
  );
}

/** @param {{room: Room}} props */
function RoomName({ room }) {
  return (
    <span class="tile-name">
      <span>{room.name}</span>
      {hasSeveralSites(building.value.config) && !shownSite() && (
        <span class="muted tile-site">{room.siteName}</span>
      )}
    </span>
  );
}

/** Four values; the limiting one is always among them. @param {{room: Room}} props */
function Values({ room }) {
  const names = inOrder(Object.keys(room.values));
  const first = names.slice(0, VALUES);
  if (room.limiting && !first.includes(room.limiting)) first.splice(VALUES - 1, 1, room.limiting);
  if (first.length === 0) first.push("co2_ppm", "pm25_ugm3", "temperature_c", "humidity_pct");
  return (
    <span class="tile-values">
      {first.map((quantity) => {
        const shown = room.values[quantity];
        return (
          <span key={quantity} class={quantity === room.limiting ? "tile-value limiting" : "tile-value"}>
            <b>{shown ? formatValue(locale.value, quantity, shown.value) : "–"}</b>
            <span class="muted">{shownUnit(quantity, t(`short-${quantity}`))}</span>
          </span>
        );
      })}
    </span>
  );
}
