import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { ChartModel } from "../chart/model.js";
import { formatShare } from "../format.js";
import { locale, t } from "../i18n.js";
import { inOrder } from "../rooms.js";
import { show, view } from "../url-state.js";
import { ChartTable } from "./ChartTable.jsx";
import { Plot } from "./Plot.jsx";
import { quantityTitle, unitOf } from "./words.js";

/** @typedef {import("../rooms.js").Room} Room @typedef {import("../chart/scene.js").Scene} Scene */

/** One quantity of one room, measured and forecast. @param {{room: Room, quantity: string}} props */
export function ChartCard({ room, quantity }) {
  const { range } = view.value;
  const { site, room: name } = room;
  const model = useMemo(() => new ChartModel(site, name, quantity, range), [site, name, quantity, range]);
  const scene = useSignal(/** @type {Scene | null} */ (null));
  const coverage = useComputed(() => scene.value?.forecast?.coverage).value;
  useEffect(() => {
    model.open();
    return () => model.close();
  }, [model]);
  const title = t("chart-title", { quantity: quantityTitle(quantity), room: room.title });
  return (
    <section class="card chart-card" aria-labelledby="chart-title">
      <div class="card-head">
        <h2 id="chart-title">
          {title} <span class="muted">{unitOf(quantity)}</span>
        </h2>
        <QuantityPicker room={room} quantity={quantity} />
        <p class="legend">
          <span class="key">{t("chart-measured")}</span>
          {coverage !== undefined && (
            <span class="key key-forecast">
              {t("chart-forecast", { share: formatShare(locale.value, coverage) })}
            </span>
          )}
        </p>
      </div>
      <Plot model={model} scene={scene} label={title} />
      <ChartTable model={model} scene={scene} quantity={quantity} />
    </section>
  );
}

/** @param {{room: Room, quantity: string}} props */
function QuantityPicker({ room, quantity }) {
  const names = inOrder([...new Set([...Object.keys(room.values), quantity])]);
  return (
    <select
      class="control"
      aria-label={t("quantity")}
      value={quantity}
      onChange={(event) => show({ room: room.key, quantity: event.currentTarget.value })}
    >
      {names.map((name) => (
        <option key={name} value={name}>
          {quantityTitle(name)}
        </option>
      ))}
    </select>
  );
}
