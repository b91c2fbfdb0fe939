/** The overview page. */

import "../css/index.css";
import "./doors.js";
import { render } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { language, setLanguage, t } from "./i18n.js";
import { inOrder } from "./rooms.js";
import { isLost, openStore, phase, rooms } from "./store.js";
import { apply as applyTheme } from "./theme.js";
import { ActionList } from "./ui/ActionList.jsx";
import { AlertList } from "./ui/AlertList.jsx";
import { Banners } from "./ui/Banners.jsx";
import { ChartCard } from "./ui/ChartCard.jsx";
import { Header } from "./ui/Header.jsx";
import { Headline } from "./ui/Headline.jsx";
import { PlaceForm } from "./ui/PlaceForm.jsx";
import { RangePicker } from "./ui/RangePicker.jsx";
import { Tiles } from "./ui/Tiles.jsx";
import { view } from "./url-state.js";

function Overview() {
  const room = useShownRoom();
  const quantity = room && shownQuantity(room);
  useEffect(() => {
    document.title = `${t("overview")} · IAQverse`;
  }, [language.value]);
  return (
    <>
      <a class="skip" href="#main">
        {t("skip")}
      </a>
      <Header />
      <Banners />
      <main id="main" class={isLost.value ? "stale" : ""}>
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
      </main>
    </>
  );
}

function ChartSkeleton() {
  return phase.value === "loading" ? <div class="card chart-card skeleton" /> : null;
}

/** The room in the address, else the one that was worst when the page was opened: a chart does not jump. */
function useShownRoom() {
  const first = useRef(/** @type {string | null} */ (null));
  first.current ??= rooms.value[0]?.key ?? null;
  const wanted = view.value.room ?? first.current;
  return rooms.value.find(({ key }) => key === wanted) ?? rooms.value[0] ?? null;
}

/** @param {import("./rooms.js").Room} room */
function shownQuantity(room) {
  return view.value.quantity ?? inOrder(Object.keys(room.values))[0] ?? "co2_ppm";
}

/** The page's own skeleton stays until there is something to show in one go: nothing jumps. */
const PATIENCE_MS = 1500;

async function main() {
  applyTheme();
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.all([setLanguage(language.value), Promise.race([openStore(), patience])]);
  const root = document.getElementById("app");
  if (!root) return;
  root.replaceChildren();
  render(<Overview />, root);
}

await main();
