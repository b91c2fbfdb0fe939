import { t } from "../i18n.js";
import { phase, rooms } from "../store.js";
import { NoRooms } from "./NoRooms.jsx";
import { Tile } from "./Tile.jsx";

const SKELETONS = [1, 2, 3, 4, 5, 6];

/** The rooms, worst first. @param {{selected: string | null}} props */
export function Tiles({ selected }) {
  if (phase.value !== "ready") {
    return (
      <ul class="tiles" aria-busy="true" aria-label={t("page-rooms")}>
        {SKELETONS.map((at) => (
          <li key={at} class="tile skeleton" />
        ))}
      </ul>
    );
  }
  if (rooms.value.length === 0) return <NoRooms />;
  return (
    <ul class="tiles" aria-label={t("page-rooms")}>
      {rooms.value.map((room) => (
        <Tile key={room.key} room={room} selected={room.key === selected} />
      ))}
    </ul>
  );
}
