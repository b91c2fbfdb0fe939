/** The overview page. */

import { t } from "./i18n.js";
import { openPage, Page } from "./page.jsx";
import { inOrder } from "./rooms.js";
import { phase } from "./store.js";
import { ActionList } from "./ui/ActionList.jsx";
import { AlertList } from "./ui/AlertList.jsx";
import { ChartCard } from "./ui/ChartCard.jsx";
import { zoneAt } from "./ui/clock.jsx";
import { drawing } from "./ui/drawing.js";
import { Headline } from "./ui/Headline.jsx";
import { later } from "./ui/later.jsx";
import { RangePicker } from "./ui/RangePicker.jsx";
import { SitePicker } from "./ui/SitePicker.jsx";
import { shownRooms, shownSite, useShownRoom } from "./ui/shown-room.js";
import { DenseTiles, Tiles } from "./ui/Tiles.jsx";
import { view } from "./url-state.js";

const PlaceForm = later(async () => (await import("./ui/PlaceForm.jsx")).PlaceForm);

/** Of more rooms than that only the worst have a tile above the chart, the others a line below it. */
const MANY = 48;
const FIRST = 24;

function Overview() {
  const rooms = shownRooms();
  const room = useShownRoom(view.value.room, rooms) ?? rooms[0];
  const selected = room?.key ?? null;
  const first = rooms.length > MANY ? rooms.slice(0, FIRST) : rooms;
  const site = shownSite();
  const quantity = room && shownQuantity(room);
  return (
    <Page title={t("page-overview")} period={view.value.period} zone={room && zoneAt(room.site)}>
      <div class="top">
        <Headline rooms={rooms} site={site} />
        <div class="tools">
          <SitePicker />
          <RangePicker />
        </div>
      </div>
      <Tiles rooms={first} selected={selected} />
      <div class="columns">
        {room && quantity ? <ChartCard room={room} quantity={quantity} /> : <ChartSkeleton />}
        <div class="side">
          <ActionList where={site} />
          <AlertList where={site} />
          <PlaceForm />
        </div>
      </div>
      <DenseTiles rooms={rooms.slice(first.length)} selected={selected} />
    </Page>
  );
}

function ChartSkeleton() {
  return phase.value === "loading" ? <div class="card chart-card skeleton" /> : null;
}

/** @param {import("./rooms.js").Room} room */
function shownQuantity(room) {
  return view.value.quantity ?? inOrder(Object.keys(room.values))[0] ?? "co2_ppm";
}

void drawing();
await openPage(Overview);
