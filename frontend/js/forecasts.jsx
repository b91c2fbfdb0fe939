/** The page of how good the forecasts were: what was forecast beside what came, and what their errors mean. */

import { inAddress } from "./address.js";
import { getAccuracy, getMessages } from "./api.js";
import { t } from "./i18n.js";
import { openPage, Page } from "./page.jsx";
import { DAY_MS, formatView, HORIZONS_S, parseView, STEP_S } from "./quality.js";
import { byChoice, inOrder } from "./rooms.js";
import { devicesOf, rooms, serverNow_ms } from "./store.js";
import { AbsentRoom } from "./ui/AbsentRoom.jsx";
import { zoneAt } from "./ui/clock.jsx";
import { drawing } from "./ui/drawing.js";
import { Errors, Verdict } from "./ui/Errors.jsx";
import { ForetoldChart } from "./ui/ForetoldChart.jsx";
import { useLoaded } from "./ui/loaded.js";
import { Segments } from "./ui/Segments.jsx";
import { Select } from "./ui/Select.jsx";
import { useShownRoom } from "./ui/shown-room.js";
import { aheadWords, deviceName, quantityTitle } from "./ui/words.js";

/** @typedef {import("./store.js").Place} Place */

/** What the bands promise, where no forecast is at hand that says so. */
const COVERAGE = 0.9;

const { view, show } = inAddress(parseView, formatView);

function ForecastsPage() {
  const room = useShownRoom(view.value.room);
  return (
    <Page title={t("quality-title")} period="24h" zone={room ? zoneAt(room.site) : undefined}>
      {room ? (
        <OfRoom room={room} />
      ) : (
        <AbsentRoom path="/forecasts.html" wanted={view.value.room} skeleton={<Skeleton />} />
      )}
    </Page>
  );
}

/** As in the page before its script. */
function Skeleton() {
  return <div class="card chart-card skeleton" aria-busy="true" />;
}

/** @param {{room: import("./rooms.js").Room}} props */
function OfRoom({ room }) {
  const devices = devicesOf(room.site, room.room).toSorted((a, b) => a.device.localeCompare(b.device));
  const device = devices.find((one) => one.device === view.value.device) ?? devices[0];
  if (!device) return null;
  const place = { site: room.site, room: room.room, device: device.device };
  const quantities = inOrder(Object.keys(device.prediction?.forecasts ?? device.values));
  const quantity = quantities.find((one) => one === view.value.quantity) ?? quantities[0];
  return (
    <>
      <div class="top">
        <div class="headline">
          <h1>{t("quality-title")}</h1>
          <p class="short">{t("quality-day")}</p>
        </div>
        <Segments
          legend={t("horizon")}
          name="horizon"
          options={HORIZONS_S.map((horizon_s) => [horizon_s, aheadWords(horizon_s, "short")])}
          value={view.value.horizon_s}
          onChange={(horizon_s) => show({ horizon_s })}
        />
      </div>
      <div class="pickers filters">
        <Select
          label={t("place-room")}
          value={room.key}
          options={byChoice(rooms.value).map(({ key, title }) => [key, title])}
          onChange={(key) => show({ room: key, device: null })}
        />
        {devices.length > 1 && (
          <Select
            label={t("device")}
            value={device.device}
            options={devices.map((one) => [one.device, deviceName(one)])}
            onChange={(name) => show({ room: room.key, device: name })}
          />
        )}
        <Select
          label={t("quantity")}
          value={quantity ?? ""}
          options={quantities.map((one) => [one, quantityTitle(one)])}
          onChange={(name) => show({ room: room.key, quantity: name })}
        />
      </div>
      {quantity ? (
        <OfDevice key={Object.values(place).join("/")} place={place} quantity={quantity} />
      ) : (
        <p class="card">{t("quality-none")}</p>
      )}
    </>
  );
}

/** @param {{place: Place, quantity: string}} props */
function OfDevice({ place, quantity }) {
  const { site, room, device } = place;
  const errors = useLoaded((signal) => getAccuracy(place, signal), [site, room, device]);
  const foretelling = useLoaded((signal) => fetchPredictions(place, signal), [site, room, device]);
  const coverage = foretelling.value?.at(-1)?.forecasts[quantity]?.coverage ?? COVERAGE;
  const { horizon_s } = view.value;
  const figures = { errors: errors.value?.errors ?? [], quantity, coverage };
  return (
    <>
      <div class="columns">
        <ForetoldChart {...{ place, quantity, horizon_s, foretelling, coverage }} />
        <Verdict {...figures} horizon_s={horizon_s} status={errors.status} />
      </div>
      {figures.errors.length > 0 && <Errors {...figures} />}
    </>
  );
}

/** No more than are drawn; also those made before, of which the hour they were made for is within the day. @param {Place} place @param {AbortSignal} signal */
async function fetchPredictions(place, signal) {
  const start = new Date(serverNow_ms() - DAY_MS - Math.max(...HORIZONS_S) * 1000).toISOString();
  return (await getMessages("predictions", { ...place, start, step: `${STEP_S}s` }, signal)).messages;
}

void drawing();
await openPage(ForecastsPage);
