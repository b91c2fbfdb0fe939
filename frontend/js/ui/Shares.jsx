import { useEffect } from "preact/hooks";
import { formatShare } from "../format.js";
import { locale, t } from "../i18n.js";
import { occupiedSpans, weekdayWords } from "../occupied.js";
import { levelShares, SHARED_LEVELS } from "../shares.js";
import { building, now_ms } from "../store.js";
import { DAY_MS } from "../zone.js";
import { zoneAt } from "./clock.jsx";
import { useHistories } from "./histories.js";
import { LevelChip } from "./LevelChip.jsx";

/** Scores come with the history only. */
const REFRESH_MS = 5 * 60e3;
/** A device that sends this rarely is still heard of. */
const HOLD_MS = 15 * 60e3;

/** How long a room's air was of each level within the last day, or within its occupied hours. @param {{roomKey: string}} props */
export function Shares({ roomKey }) {
  const [history] = useHistories([roomKey], "score", "24h");
  useEffect(() => {
    const timer = window.setInterval(() => void history.load(), REFRESH_MS);
    return () => window.clearInterval(timer);
  }, [history]);
  history.version.value;
  const end_ms = now_ms.value;
  const lines = history.lines.get("score") ?? [];
  const hold_ms = Math.max(HOLD_MS, 2000 * history.step_s);
  const hours = building.value.config.rooms?.[roomKey]?.occupied;
  const counted = hours ? occupiedSpans(hours, zoneAt(history.site), end_ms - DAY_MS, end_ms) : undefined;
  const shares = levelShares(lines, end_ms - DAY_MS, end_ms, hold_ms, counted);
  const levels = SHARED_LEVELS.filter((level) => shares[level] > 0);
  const status = history.status.value;
  const isReady = status === "ready";
  return (
    <>
      <h3>{t("score-day")}</h3>
      {hours && <p class="muted">{hoursWords(hours, counted?.length === 0)}</p>}
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

/** Which hours count. @param {import("../wire.js").Hours} hours @param {boolean} isNone */
function hoursWords({ days, start, end }, isNone) {
  const given = { days: weekdayWords(locale.value, days), start, end };
  return isNone ? t("score-unoccupied", given) : t("score-occupied", given);
}
