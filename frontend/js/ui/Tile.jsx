import { formatValue } from "../format.js";
import { locale, t } from "../i18n.js";
import { hasSeveralSites, inOrder } from "../rooms.js";
import { building, now_ms } from "../store.js";
import { shownUnit } from "../units.js";
import { formatView, show, view } from "../url-state.js";
import { LevelChip } from "./LevelChip.jsx";
import { Sparkline } from "./Sparkline.jsx";
import { Trend } from "./Trend.jsx";
import { reasonOf } from "./words.js";

/** @typedef {import("../rooms.js").Room} Room */

const VALUES = 4;

/** One room: how good its air is, what limits it, how it changes. @param {{room: Room, selected: boolean}} props */
export function Tile({ room, selected }) {
  const target = { ...view.value, room: room.key, quantity: room.limiting ?? view.value.quantity };
  /** @param {MouseEvent} event */
  const choose = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(target);
  };
  const level = room.online ? room.level : "offline";
  return (
    <li>
      <a
        class={`tile ${level ? `level-${level}` : ""} ${room.online ? "" : "tile-offline"}`}
        href={formatView(target)}
        aria-current={selected ? "true" : undefined}
        onClick={choose}
        data-room={room.key}
      >
        <span class="tile-head">
          <RoomName room={room} />
          {level && <LevelChip level={level} />}
        </span>
        <span class="tile-score">
          <strong>{room.score ?? "–"}</strong>
          {room.score !== null && <span class="muted">/100</span>}
          <Trend trend={room.trend} />
        </span>
        <span class="tile-reason muted">{reasonOf(room)}</span>
        <Sparkline sparkline={room.sparkline} now_ms={now_ms.value} />
        <Values room={room} />
      </a>
    </li>
  );
}

/** @param {{room: Room}} props */
function RoomName({ room }) {
  return (
    <span class="tile-name">
      <span>{room.name}</span>
      {hasSeveralSites(building.value.config) && <span class="muted tile-site">{room.siteName}</span>}
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
