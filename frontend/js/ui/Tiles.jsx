import { t } from "../i18n.js";
import { rooms as all, phase } from "../store.js";
import { NoRooms } from "./NoRooms.jsx";
import { DenseTile, Tile } from "./Tile.jsx";

/** @typedef {{rooms: import("../rooms.js").Room[], selected: string | null}} Props */

const SKELETONS = [1, 2, 3, 4, 5, 6];

/** Rooms, worst first. @param {Props} props */
export function Tiles({ rooms, selected }) {
  if (phase.value !== "ready") {
    return (
      <ul class="tiles" aria-busy="true" aria-label={t("page-rooms")}>
        {SKELETONS.map((at) => (
          <li key={at} class="tile skeleton" />
        ))}
      </ul>
    );
  }
  if (all.value.length === 0) return <NoRooms />;
  return (
    <ul class="tiles" aria-label={t("page-rooms")}>
      {rooms.map((room) => (
        <Tile key={room.key} room={room} selected={room.key === selected} />
      ))}
    </ul>
  );
}

/** The rooms that are left, a line for each. @param {Props} props */
export function DenseTiles({ rooms, selected }) {
  if (rooms.length === 0) return null;
  return (
    <section class="rest" aria-labelledby="rest-title">
      <h2 id="rest-title">{t("rooms-more", { count: rooms.length })}</h2>
      <ul class="tiles dense">
        {rooms.map((room) => (
          <DenseTile key={room.key} room={room} selected={room.key === selected} />
        ))}
      </ul>
    </section>
  );
}
