/** The overview page. */

import { t } from "./i18n.js";
import { openPage, Page } from "./page.jsx";
import { inOrder } from "./rooms.js";
import { phase, rooms } from "./store.js";
import { ActionList } from "./ui/ActionList.jsx";
import { AlertList } from "./ui/AlertList.jsx";
import { ChartCard } from "./ui/ChartCard.jsx";
import { drawing } from "./ui/drawing.js";
import { Headline } from "./ui/Headline.jsx";
import { later } from "./ui/later.jsx";
import { RangePicker } from "./ui/RangePicker.jsx";
import { useShownRoom } from "./ui/shown-room.js";
import { Tiles } from "./ui/Tiles.jsx";
import { view } from "./url-state.js";

const PlaceForm = later(async () => (await import("./ui/PlaceForm.jsx")).PlaceForm);

function Overview() {
  const room = useShownRoom() ?? rooms.value[0];
  const quantity = room && shownQuantity(room);
  return (
    <Page title={t("page-overview")}>
      <div class="top">
        <Headline />
        <RangePicker />
      </div>
      <Tiles selected={room?.key ?? null} />
      <div class="columns">
        {room && quantity ? <ChartCard room={room} quantity={quantity} /> : <ChartSkeleton />}
        <div class="side">
          <ActionList />
          <AlertList />
          <PlaceForm />
        </div>
      </div>
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
