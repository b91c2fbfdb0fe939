import { useSignal } from "@preact/signals";
import { t } from "../i18n.js";
import { inOrder } from "../rooms.js";
import { formatView, show, view } from "../url-state.js";
import { useHistories } from "./histories.js";
import { QuantityChart } from "./QuantityChart.jsx";
import { quantityTitle } from "./words.js";

/** @typedef {import("../rooms.js").Room} Room */

/** One quantity of one room. @param {{room: Room, quantity: string}} props */
export function ChartCard({ room, quantity }) {
  const { period } = view.value;
  const histories = useHistories([room.key], quantity, period);
  const cursor_ms = useSignal(/** @type {number | null} */ (null));
  const title = t("chart-title", { quantity: quantityTitle(quantity), room: room.title });
  return (
    <QuantityChart
      {...{ histories, quantity, cursor_ms, title, label: title }}
      key={quantity}
      id="chart-title"
    >
      <QuantityPicker room={room} quantity={quantity} />
      <a
        class="open"
        href={`/room.html${formatView({ site: null, room: room.key, quantity: null, period, compare: [] })}`}
      >
        {t("room-open")}
      </a>
    </QuantityChart>
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
