import { signal } from "@preact/signals";
import { postFeedback } from "../api.js";
import { formatShare, formatSince } from "../format.js";
import { locale, t } from "../i18n.js";
import { levelOf, scoreOf } from "../score.js";
import { actions, assume, building, now_ms } from "../store.js";
import { LevelChip } from "./LevelChip.jsx";
import { adviceOf, becauseOf, expectedOf, valueWithUnit } from "./words.js";

/** @typedef {import("../wire.js").Action} Action */

const SNOOZE_MINUTES = 30;
/** What the last click could not do. */
const failure = signal("");
/** The action whose reasons are shown. */
const explained = signal("");

/** What to do now. */
export function ActionList() {
  return (
    <section class="card" aria-labelledby="actions-title">
      <h2 id="actions-title">{t("actions")}</h2>
      <p class="error" role="alert">
        {failure.value}
      </p>
      {actions.value.length === 0 && <p class="muted">{t("actions-none")}</p>}
      <ul class="items">
        {actions.value.map((action) => (
          <ActionItem key={action.id} action={action} />
        ))}
      </ul>
    </section>
  );
}

/** @param {{action: Action}} props */
function ActionItem({ action }) {
  const why = `why-${action.id}`;
  const shown = explained.value === action.id;
  return (
    <li class="item">
      <LevelOfAction action={action} />
      <div>
        <h3>{adviceOf(action)}</h3>
        <p class="muted">{expectedOf(action) ?? becauseOf(action)}</p>
        {action.state === "acknowledged" && <p class="muted">{t("action-acknowledged")}</p>}
        <div class="buttons">
          <button type="button" class="control primary" onClick={() => act(action, "done", "done")}>
            {t("done")}
          </button>
          {action.state === "proposed" && (
            <button type="button" class="control" onClick={() => act(action, "ack", "acknowledged")}>
              {t("acknowledge")}
            </button>
          )}
          <button type="button" class="control" onClick={() => act(action, "snooze", "snoozed")}>
            {t("snooze", { minutes: SNOOZE_MINUTES })}
          </button>
          <button
            type="button"
            class="link"
            aria-expanded={shown}
            aria-controls={why}
            onClick={() => {
              explained.value = shown ? "" : action.id;
            }}
          >
            {t("why")}
          </button>
        </div>
        <div id={why} class="why" hidden={!shown}>
          <p>{becauseOf(action)}</p>
          <p class="muted">
            {t("action-raised", {
              time: formatSince(locale.value, Date.parse(action.raised_at), now_ms.value),
            })}
            {typeof action.confidence === "number" &&
              ` ${t("action-confidence", { share: formatShare(locale.value, action.confidence) })}`}
          </p>
        </div>
      </div>
    </li>
  );
}

/** The level that the air has, or will have if nothing is done. @param {{action: Action}} props */
function LevelOfAction({ action }) {
  const { forecast, value } = action.because.arguments;
  const limits = building.value.quantities[action.quantity]?.limits;
  const worst = Math.max(Number(forecast ?? value), Number(value ?? forecast));
  if (!limits || !Number.isFinite(worst)) return <span />;
  return (
    <span title={valueWithUnit(action.quantity, worst)}>
      <LevelChip level={levelOf(scoreOf(worst, limits))} />
    </span>
  );
}

/** Shown at once, taken back if the server refuses. @param {Action} action @param {"ack" | "done" | "snooze"} verb @param {string} state */
async function act(action, verb, state) {
  failure.value = "";
  const undo = assume("actions", action.id, state);
  try {
    await postFeedback("actions", action.id, verb, verb === "snooze" ? { minutes: SNOOZE_MINUTES } : {});
  } catch (error) {
    undo();
    failure.value = t("feedback-failed", { reason: error instanceof Error ? error.message : String(error) });
  }
}
