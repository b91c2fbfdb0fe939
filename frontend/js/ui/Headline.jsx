import { t } from "../i18n.js";
import { isIn, siteName } from "../rooms.js";
import { levelOf } from "../score.js";
import { actions, building } from "../store.js";
import { timeAt } from "./clock.jsx";
import { nowAndNext, scoreOfAction, urgentFirst } from "./urgency.js";
import {
  adviceOf,
  becauseOf,
  capitalised,
  quantityTitle,
  quantityWithValue,
  roomOfPlace,
  valueWithUnit,
} from "./words.js";

/** @typedef {{rooms: import("../rooms.js").Room[], site: string | null}} Props The rooms of a site, or all. */

/** What needs attention now and what is forecast, in one sentence. @param {Props} props */
export function Headline({ rooms, site }) {
  const { strong, rest } = sentence(rooms, site);
  return (
    <div class="headline">
      <h1>
        {building.value.config.building?.name || t("page-overview")}{" "}
        {site && <small>{siteName(building.value.config, site)}</small>}
      </h1>
      <p>
        <strong>{strong}</strong> {rest}{" "}
        {actions.value.some(isIn(site)) && (
          <a class="to-actions" href="#actions-title">
            {t("actions")}
          </a>
        )}
      </p>
    </div>
  );
}

/** @param {Props["rooms"]} rooms @param {Props["site"]} site */
function sentence(rooms, site) {
  const indoors = rooms.filter(({ isOutdoor }) => !isOutdoor);
  const online = indoors.filter((room) => room.online);
  const proposed = urgentFirst().filter((action) => isIn(site)(action) && action.state === "proposed");
  const bad = online.filter(({ score }) => score !== null && score < 70);
  const [worst] = bad;
  const action = mostUrgent(proposed, worst);
  if (action) return { strong: whatToDo(action), rest: whatIsThere(action) };
  if (online.length === 0) return { strong: t("headline-silent"), rest: "" };
  const shown = worst?.limiting ? worst.values[worst.limiting] : undefined;
  if (worst?.limiting && worst.level && shown) {
    const strong = t("headline-worst", { room: worst.title, level: t(`level-${worst.level}`).toLowerCase() });
    const what = capitalised(quantityWithValue(worst.limiting, shown.value));
    return { strong, rest: t("headline-because", { what, others: bad.length - 1 }) };
  }
  const silent = indoors.length - online.length;
  return { strong: t("headline-good"), rest: silent > 0 ? t("headline-some-silent", { count: silent }) : "" };
}

/**
 * What to do first, unless the worst room is of a worse level and nothing is to be done there.
 * @param {import("../wire.js").Action[]} proposed The most urgent first. @param {import("../rooms.js").Room | undefined} worst
 */
function mostUrgent(proposed, worst) {
  const [first] = proposed;
  if (!first || typeof worst?.score !== "number" || proposed.some(isIn(worst.key))) return first;
  const score = scoreOfAction(first);
  return score !== null && worst.score < score && worst.level !== levelOf(score) ? undefined : first;
}

/** @param {import("../wire.js").Action} action */
function whatToDo(action) {
  if (action.advice === "open_window") return t("headline-air", { room: roomOfPlace(action) });
  return `${adviceOf(action)}.`;
}

/** Why it was raised, if nothing is measured there now. @param {import("../wire.js").Action} action */
function whatIsThere(action) {
  const { quantity } = action;
  const known = nowAndNext(action);
  if (!known) return becauseOf(action);
  const given = { quantity: quantityTitle(quantity), value: valueWithUnit(quantity, known.value) };
  if (!known.peak) return t("headline-now", given);
  const forecast = valueWithUnit(quantity, known.peak.value);
  return t("headline-forecast", { ...given, forecast, time: timeAt(action.site, known.peak.at_ms) });
}
