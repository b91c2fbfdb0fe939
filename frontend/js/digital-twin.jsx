/** The digital twin: a site's rooms in space or from above, how their air is, and what they are fitted with. */

import { useRef } from "preact/hooks";
import "../css/twin.css";
import { t } from "./i18n.js";
import { openPage, Page } from "./page.jsx";
import { LEVELS } from "./score.js";
import { phase, reload } from "./store.js";
import { openModules } from "./twin/live-modules.js";
import { RoomCard } from "./twin/RoomCard.jsx";
import { Stage } from "./twin/Stage.jsx";
import { canDrawSpace, drawn, floor, floors, isSpace, rooms, selected, site, sites } from "./twin/shown.js";
import { show, view } from "./twin/twin-view.js";
import { LevelChip } from "./ui/LevelChip.jsx";
import { NoRooms } from "./ui/NoRooms.jsx";
import { Segments } from "./ui/Segments.jsx";
import { Select } from "./ui/Select.jsx";

function TwinPage() {
  const isReady = phase.value === "ready";
  return (
    <Page title={t("twin-title")}>
      <div class="top">
        <div class="headline">
          <h1>{t("twin-title")}</h1>
          <p class="short">{isReady && sentence()}</p>
        </div>
        <Choices />
      </div>
      {!isReady ? <Skeleton /> : rooms.value.length === 0 ? <NoRooms /> : <Shown />}
    </Page>
  );
}

/** As in the page before its script. */
function Skeleton() {
  return (
    <div class="twin" aria-busy="true">
      <div class="twin-stage skeleton" />
      <div class="card twin-card skeleton" />
    </div>
  );
}

function sentence() {
  const here = rooms.value.filter((room) => room.site === site.value);
  const bad = here.filter(({ online, score }) => online && score !== null && score < 70).length;
  return t("twin-sentence", { count: here.length, bad });
}

/** Which site and floor, and how it is drawn. */
function Choices() {
  return (
    <div class="tools">
      {sites.value.length > 1 && (
        <Select
          label={t("place-site")}
          value={site.value ?? ""}
          options={sites.value}
          onChange={(wanted) => show({ site: wanted, floor: null, room: null })}
        />
      )}
      <Segments
        legend={t("twin-view")}
        name="view"
        options={[
          ["space", t("twin-space")],
          ["plan", t("twin-plan")],
        ]}
        value={isSpace.value ? "space" : "plan"}
        onChange={(wanted) => {
          if (wanted === "space") canDrawSpace.value = null; // tried again
          show({ isPlan: wanted === "plan" });
        }}
      />
      {floors.value.length > 1 && (
        <Segments
          legend={t("twin-floors")}
          name="floor"
          options={[["all", t("twin-all-floors")], ...floors.value.map(floorOption)]}
          value={floor.value ?? "all"}
          onChange={(wanted) => show({ floor: wanted === "all" ? null : Number(wanted) })}
        />
      )}
    </div>
  );
}

/** @param {number} number @returns {[string | number, string]} */
const floorOption = (number) => [number, t("twin-floor", { floor: number })];

function Shown() {
  const isChosen = useRef(false);
  /** @param {string} key */
  const choose = (key) => {
    isChosen.current = true;
    show({ room: key });
  };
  const close = () => {
    const key = selected.value?.key ?? "";
    show({ room: null });
    /** @type {HTMLElement | null} */ (document.querySelector(`[data-room="${CSS.escape(key)}"]`))?.focus();
  };
  const room = selected.value;
  return (
    <>
      {canDrawSpace.value === false && !view.value.isPlan && <p class="muted">{t("twin-no-space")}</p>}
      <div class="twin">
        <Stage choose={choose} />
        {room ? <RoomCard room={room} isChosen={isChosen} close={close} /> : <Legend />}
      </div>
    </>
  );
}

/** No room is chosen: what colours and shapes mean. */
function Legend() {
  return (
    <section class="card twin-card" aria-labelledby="twin-legend">
      <h2 id="twin-legend">{t("twin-legend")}</h2>
      {view.value.room && <p role="alert">{t("room-unknown", { room: view.value.room })}</p>}
      <p>{t("twin-choose")}</p>
      <ul class="twin-legend">
        {[...LEVELS, /** @type {const} */ ("offline")].map((level) => (
          <li key={level}>
            <LevelChip level={level} />
            <span class="muted">{drawn.value.rooms.filter((one) => one.level === level).length}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

openModules();
// What people edit elsewhere comes with a snapshot only.
document.addEventListener("visibilitychange", () => void (document.hidden || reload()));
await openPage(TwinPage);
