/** The page of one room: every quantity, its score explained, other rooms beside it. */

import { computed, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { sceneOf } from "./chart/now.js";
import { t } from "./i18n.js";
import { openPage, Page } from "./page.jsx";
import { hasSeveralSites, inOrder } from "./rooms.js";
import { building, rooms } from "./store.js";
import { AbsentRoom } from "./ui/AbsentRoom.jsx";
import { ActionList } from "./ui/ActionList.jsx";
import { AlertList } from "./ui/AlertList.jsx";
import { zoneAt } from "./ui/clock.jsx";
import { drawing } from "./ui/drawing.js";
import { useHistories } from "./ui/histories.js";
import { LevelChip, RoomChip } from "./ui/LevelChip.jsx";
import { afterwards } from "./ui/later.jsx";
import { QuantityChart } from "./ui/QuantityChart.jsx";
import { RangePicker } from "./ui/RangePicker.jsx";
import { RoomPickers } from "./ui/RoomPickers.jsx";
import { ScoreCard } from "./ui/ScoreCard.jsx";
import { SpanPicker } from "./ui/SpanPicker.jsx";
import { useShownRoom } from "./ui/shown-room.js";
import { Trend } from "./ui/Trend.jsx";
import { quantityTitle, reasonOf, valueWithUnit } from "./ui/words.js";
import { settle, view } from "./url-state.js";

/** @typedef {import("./rooms.js").Room} Room @typedef {import("./ui/histories.js").Histories} Histories */

function RoomPage() {
  const room = useShownRoom();
  return (
    <Page
      title={room?.title ?? t("page-rooms")}
      period={view.value.period}
      zone={room ? zoneAt(room.site) : undefined}
    >
      {room ? (
        <Shown room={room} />
      ) : (
        <AbsentRoom path="/room.html" wanted={view.value.room} skeleton={<Skeleton />} />
      )}
    </Page>
  );
}

/** @param {{room: Room}} props */
function Shown({ room }) {
  const { compare, period } = view.value;
  useEffect(() => {
    if (!view.value.room) settle({ room: room.key });
  }, [view.value.room]);
  const others = compare.filter((key) => key !== room.key);
  const compared = others.flatMap((key) => rooms.value.find((other) => other.key === key) ?? []);
  const histories = useHistories([room.key, ...compared.map(({ key }) => key)], null, period);
  const quantities = useQuantities(room, histories);
  return (
    <>
      <div class="top">
        <Headline room={room} />
        <div class="tools">
          <RangePicker />
          <SpanPicker zone={zoneAt(room.site)} />
          <button type="button" class="control" onClick={() => void download(room, histories, quantities)}>
            {t("download")}
          </button>
        </div>
      </div>
      <div class="explained">
        <ScoreCard room={room} />
        <div class="side">
          <ActionList where={room.key} />
          <AlertList where={room.key} />
        </div>
      </div>
      <RoomPickers room={room} compared={compared} />
      <Charts room={room} histories={histories} quantities={quantities} />
    </>
  );
}

/** @param {{room: Room}} props */
function Headline({ room }) {
  return (
    <div class="headline">
      <h1>
        {room.name} {hasSeveralSites(building.value.config) && <small>{room.siteName}</small>}
      </h1>
      <p class="room-now">
        <RoomChip room={room} />
        {room.score !== null && (
          <span class="room-score">
            <strong>{room.score}</strong>
            <span class="muted">/100</span>
          </span>
        )}
        <Trend trend={room.trend} />
        <span>{reasonOf(room)}</span>
      </p>
    </div>
  );
}

/**
 * What is measured here now, or was within the period.
 * @param {Room} room @param {Histories} histories
 */
function useQuantities(room, [history]) {
  const before = useMemo(
    () =>
      computed(() => {
        history.version.value;
        return [...history.lines.keys()].join();
      }),
    [history],
  );
  return inOrder([...new Set([...Object.keys(room.values), ...before.value.split(",").filter(Boolean)])]);
}

/** @param {{room: Room, histories: Histories, quantities: string[]}} props */
function Charts({ room, histories, quantities }) {
  const cursor_ms = useSignal(/** @type {number | null} */ (null));
  if (quantities.length === 0) return <NothingMeasured history={histories[0]} />;
  return (
    <div class="charts">
      {quantities.map((quantity) => {
        const title = quantityTitle(quantity);
        const shown = room.values[quantity];
        return (
          <QuantityChart
            key={quantity}
            id={`chart-${quantity}`}
            {...{ histories, quantity, cursor_ms, title }}
            label={t("chart-title", { quantity: title, room: room.title })}
          >
            {shown && (
              <p class="value-now">
                <b>{valueWithUnit(quantity, shown.value)}</b>
                {shown.level && <LevelChip level={shown.level} />}
              </p>
            )}
          </QuantityChart>
        );
      })}
    </div>
  );
}

/** @param {{history: Histories[0]}} props */
function NothingMeasured({ history }) {
  const status = history.status.value;
  if (status === "loading") return <div class="card chart-card skeleton" aria-busy="true" />;
  return <p class="card">{status === "failed" ? t("chart-failed") : t("chart-empty")}</p>;
}

/** As in the page before its script. */
function Skeleton() {
  return (
    <div aria-busy="true">
      <div class="explained">
        <div class="card score-card skeleton" />
      </div>
      <div class="charts">
        <div class="card chart-card skeleton" />
        <div class="card chart-card skeleton" />
        <div class="card chart-card skeleton" />
      </div>
    </div>
  );
}

const saving = afterwards(() => Promise.all([import("./csv.js"), import("./ui/save.js")]));

/** Save what the charts show at this instant. @param {Room} room @param {Histories} histories @param {string[]} quantities */
async function download({ site, room }, histories, quantities) {
  const [{ csvOf }, { save }] = await saving;
  const charts = quantities.map((quantity) => ({
    quantity,
    unit: building.value.quantities[quantity]?.unit ?? "",
    scene: sceneOf(histories, quantity),
  }));
  const time = new Date(charts[0]?.scene.now_ms ?? 0).toISOString().slice(0, 16).replaceAll(":", "");
  save(`iaqverse-${site}-${room}-${time}Z.csv`, "text/csv", csvOf(charts, { site, room }, zoneAt));
}

void drawing();
await openPage(RoomPage);
