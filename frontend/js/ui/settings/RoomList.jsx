import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { reordered } from "../../arrangement.js";
import { t } from "../../i18n.js";
import { roomName } from "../../rooms.js";
import { show, view } from "../../settings-state.js";
import { change, wanted } from "./edited.js";
import { kindWords } from "./path-words.js";
import { RoomEditor } from "./RoomEditor.jsx";

/** @typedef {import("../../plan.js").Placed} Placed */

/** The rooms of a site in their order; one may be open. @param {{site: string, keys: string[], placed: Placed[]}} props */
export function RoomList({ site, keys, placed }) {
  const list = useRef(/** @type {HTMLUListElement | null} */ (null));
  const moved = useSignal(/** @type {{key: string, by: -1 | 1} | null} */ (null));
  const said = useSignal("");
  const nameOf = (/** @type {string} */ key) => roomName(wanted.value, site, key.slice(site.length + 1));

  /** @param {string} key @param {-1 | 1} by */
  const move = (key, by) => {
    const order = reordered(keys, key, by);
    for (const [room, place] of order) change(["rooms", room, "order"], place);
    moved.value = { key, by };
    said.value = t("settings-order-is", {
      room: nameOf(key),
      place: order.get(key) ?? 0,
      count: keys.length,
    });
  };
  // A button that moved with its row keeps the focus; one that can do no more hands it to the other.
  useEffect(() => {
    if (!moved.value) return;
    const row = list.current?.querySelector(`[data-room="${moved.value.key}"]`);
    const buttons = [...(row?.querySelectorAll("button[data-by]") ?? [])].filter(
      (one) => !one.matches(":disabled"),
    );
    const same = buttons.find((one) => one.getAttribute("data-by") === String(moved.value?.by));
    /** @type {HTMLElement | undefined} */ (same ?? buttons[0])?.focus();
  }, [moved.value]);

  return (
    <>
      <ul class="rooms-in-order" ref={list}>
        {keys.map((key, at) => {
          const isOpen = view.value.room === key;
          const found = placed.find((one) => one.key === key);
          return (
            <li key={key} data-room={key}>
              <div class="room-row">
                <button
                  type="button"
                  class="link room-name"
                  aria-expanded={isOpen}
                  onClick={() => show({ room: isOpen ? null : key, site })}
                >
                  {nameOf(key)}
                </button>
                <span class="muted">{kindWords("rooms", wanted.value.rooms?.[key]?.kind ?? "room")}</span>
                <span class="moves">
                  <Move by={-1} name={nameOf(key)} isLast={at === 0} move={() => move(key, -1)} />
                  <Move by={1} name={nameOf(key)} isLast={at === keys.length - 1} move={() => move(key, 1)} />
                </span>
              </div>
              {isOpen && found && <RoomEditor key={key} placed={found} />}
            </li>
          );
        })}
      </ul>
      <p class="sr-only" role="status">
        {said.value}
      </p>
    </>
  );
}

/** @param {{by: -1 | 1, name: string, isLast: boolean, move: () => void}} props */
function Move({ by, name, isLast, move }) {
  return (
    <button
      type="button"
      class="control square"
      data-by={by}
      disabled={isLast}
      aria-label={t(by < 0 ? "settings-up" : "settings-down", { room: name })}
      onClick={move}
    >
      <span aria-hidden="true">{by < 0 ? "↑" : "↓"}</span>
    </button>
  );
}
