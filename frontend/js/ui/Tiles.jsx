import { t } from "../i18n.js";
import { phase, rooms } from "../store.js";
import { Tile } from "./Tile.jsx";

const SKELETONS = [1, 2, 3, 4, 5, 6];

/** The rooms, worst first. @param {{selected: string | null}} props */
export function Tiles({ selected }) {
  if (phase.value !== "ready") {
    return (
      <ul class="tiles" aria-busy="true" aria-label={t("rooms")}>
        {SKELETONS.map((at) => (
          <li key={at} class="tile skeleton" />
        ))}
      </ul>
    );
  }
  if (rooms.value.length === 0) return <NoRooms />;
  return (
    <ul class="tiles" aria-label={t("rooms")}>
      {rooms.value.map((room) => (
        <Tile key={room.key} room={room} selected={room.key === selected} />
      ))}
    </ul>
  );
}

function NoRooms() {
  const example = `curl ${window.location.origin}/api/ingest -H 'Content-Type: application/json' \\
  -d '{"device":"bureau1","site":"Maison","room":"Bureau","values":{"co2_ppm":645,"temperature_c":22.3}}'`;
  return (
    <section class="card empty">
      <h2>{t("empty-title")}</h2>
      <p>{t("empty-how")}</p>
      <pre>
        <code>{example}</code>
      </pre>
    </section>
  );
}
