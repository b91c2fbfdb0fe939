import { useEffect } from "preact/hooks";
import { formatNumber, formatShare } from "../format.js";
import { locale, t } from "../i18n.js";
import { isIn } from "../rooms.js";
import { goalOf } from "../score.js";
import { levelShares, SHARED_LEVELS } from "../shares.js";
import { limitsIn, now_ms } from "../store.js";
import { useHistories } from "./histories.js";
import { LevelChip } from "./LevelChip.jsx";
import { urgentFirst } from "./urgency.js";
import { adviceOf, quantityName, quantityTitle, valueWithUnit } from "./words.js";

/** @typedef {import("../rooms.js").Room} Room */

const DAY_MS = 86400e3;
/** Scores come with the history only. */
const REFRESH_MS = 5 * 60e3;
/** A device that sends this rarely is still heard of. */
const HOLD_MS = 15 * 60e3;

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

/** @param {{roomKey: string}} props */
function Shares({ roomKey }) {
  const [history] = useHistories([roomKey], "score", "24h");
  useEffect(() => {
    const timer = window.setInterval(() => void history.load(), REFRESH_MS);
    return () => window.clearInterval(timer);
  }, [history]);
  history.version.value;
  const end_ms = now_ms.value;
  const lines = history.lines.get("score") ?? [];
  const hold_ms = Math.max(HOLD_MS, 2000 * history.step_s);
  const shares = levelShares(lines, end_ms - DAY_MS, end_ms, hold_ms);
  const levels = SHARED_LEVELS.filter((level) => shares[level] > 0);
  const status = history.status.value;
  const isReady = status === "ready";
  return (
    <>
      <h3>{t("score-day")}</h3>
      <div class="shares" aria-hidden="true">
        {isReady &&
          levels.map((level) => (
            <span key={level} class={`level-${level}`} style={{ flexGrow: shares[level] }} />
          ))}
      </div>
      <ul class="share-list" aria-busy={status === "loading" ? "true" : undefined}>
        {status === "failed" && <li>{t("chart-failed")}</li>}
        {isReady &&
          levels.map((level) => (
            <li key={level}>
              <LevelChip level={level} /> {formatShare(locale.value, shares[level])}
            </li>
          ))}
      </ul>
    </>
  );
}
