import { formatNumber } from "../format.js";
import { locale, t } from "../i18n.js";
import { isIn } from "../rooms.js";
import { goalOf } from "../score.js";
import { limitsIn } from "../store.js";
import { LevelChip } from "./LevelChip.jsx";
import { later } from "./later.jsx";
import { urgentFirst } from "./urgency.js";
import { adviceOf, quantityName, quantityTitle, valueWithUnit } from "./words.js";

/** @typedef {import("../rooms.js").Room} Room */

const Shares = later(async () => (await import("./Shares.jsx")).Shares);

/** Why a room has its score: what each quantity costs, how its last day was, what would make it better. @param {{room: Room}} props */
export function ScoreCard({ room }) {
  return (
    <section class="card score-card" aria-labelledby="score-title">
      <h2 id="score-title">{t("score-title")}</h2>
      <Costs room={room} />
      <Remedy room={room} />
      <Shares roomKey={room.key} />
    </section>
  );
}

/** @param {{room: Room}} props */
function Costs({ room }) {
  const scored = Object.entries(room.values)
    .flatMap(([quantity, { value, score, level }]) =>
      score === null || level === null ? [] : [{ quantity, value, score, level }],
    )
    .sort((a, b) => a.score - b.score);
  if (scored.length === 0) return <p class="muted">{room.online ? t("tile-unscored") : t("score-silent")}</p>;
  return (
    <>
      <p class="muted">{t("score-how")}</p>
      <table class="costs">
        <thead class="sr-only">
          <tr>
            <th scope="col">{t("quantity")}</th>
            <th scope="col">{t("score-value")}</th>
            <th scope="col">{t("score-level")}</th>
            <th scope="col">{t("score-cost")}</th>
          </tr>
        </thead>
        <tbody>
          {scored.map(({ quantity, value, score, level }) => (
            <tr key={quantity} class={`level-${level}`}>
              <th scope="row">
                <a href={`#chart-${quantity}`}>{quantityTitle(quantity)}</a>
              </th>
              <td>{valueWithUnit(quantity, value)}</td>
              <td>
                <LevelChip level={level} />
              </td>
              <td class="cost">
                <span class="cost-bar" style={{ inlineSize: `${100 - score}%` }} />
                <span>{score < 100 ? `−${formatNumber(locale.value, 100 - score)}` : 0}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** What would make the limiting quantity better, and what is to be done for it. @param {{room: Room}} props */
function Remedy({ room }) {
  const { limiting } = room;
  const shown = limiting ? room.values[limiting] : undefined;
  const limits = limiting && limitsIn(room, limiting);
  const goal = shown && limits ? goalOf(shown.value, limits) : null;
  if (!limiting || !goal) return null;
  const action = urgentFirst()
    .filter(isIn(room.key))
    .find(({ quantity }) => quantity === limiting);
  const given = {
    quantity: quantityName(limiting),
    limit: valueWithUnit(limiting, goal.limit),
    level: t(`level-${goal.level}`).toLowerCase(),
  };
  return (
    <p>
      {goal.isBelow ? t("score-below", given) : t("score-above", given)}{" "}
      {action && <strong>{adviceOf(action)}</strong>}
    </p>
  );
}
