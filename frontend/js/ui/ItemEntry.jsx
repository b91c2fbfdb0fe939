import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n.js";
import { isOver } from "../item.js";
import { timeAt } from "./clock.jsx";
import { answered } from "./feedback.js";
import { ItemButtons } from "./ItemButtons.jsx";
import { StateChip } from "./StateChip.jsx";
import { adviceOf, basisOf, becauseOf, confidenceOf, expectedOf, realisedOf, roomOfPlace } from "./words.js";

/** @typedef {import("../item.js").Item} Item */

/** An action or an alert with all that is known of it; it takes the focus along when its state moves it. @param {{item: Item}} props */
export function ItemEntry({ item }) {
  const entry = useRef(/** @type {HTMLLIElement | null} */ (null));
  useLayoutEffect(() => {
    if (answered.id !== item.id) return;
    answered.id = "";
    entry.current?.focus();
  }, [item.state]);
  return (
    <li class="item entry" ref={entry} tabIndex={-1}>
      <StateChip state={item.state} />
      <div>
        <h3>{"rule" in item ? roomOfPlace(item) : adviceOf(item)}</h3>
        <p>{becauseOf(item)}</p>
        {"advice" in item && <Effect action={item} />}
        <p class="muted">{timesOf(item)}</p>
      </div>
      {!isOver(item) && (
        <div>
          <ItemButtons item={item} />
        </div>
      )}
    </li>
  );
}

/** What was promised, beside what came of it. @param {{action: import("../wire.js").Action}} props */
function Effect({ action }) {
  const [expected, realised] = [expectedOf(action), realisedOf(action)];
  if (!expected) return null;
  return (
    <div class="effect">
      <p>
        {expected} {confidenceOf(action)} <span class="muted">{basisOf(action)}</span>
      </p>
      {realised && (
        <p>
          <b>{t("realised-title")}:</b> {realised}
        </p>
      )}
    </div>
  );
}

/** Since when, until when, and who said so. @param {Item} item */
function timesOf(item) {
  const [raised, updated, expires] = [item.raised_at, item.updated_at, item.expires_at].map((at) =>
    at ? timeAt(item.site, Date.parse(at)) : "",
  );
  const times = isOver(item)
    ? t("item-ended", { from: raised ?? "", to: updated ?? "" })
    : t("alert-since", { time: raised ?? "" });
  const until = item.state === "snoozed" && expires && t("item-until", { time: expires });
  return [times, until, item.by && t("item-by", { name: item.by })].filter(Boolean).join(" ");
}
