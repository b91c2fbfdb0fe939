import { signal } from "@preact/signals";
import { t } from "../i18n.js";
import { isIn } from "../rooms.js";
import { levelOf } from "../score.js";
import { outcomes } from "../store.js";
import { ItemButtons } from "./ItemButtons.jsx";
import { LevelChip } from "./LevelChip.jsx";
import { LISTED, MoreItems } from "./MoreItems.jsx";
import { scoreOfAction, urgentFirst, worstValue } from "./urgency.js";
import { adviceOf, basisOf, becauseOf, expectedOf, raisedOf, realisedOf, valueWithUnit } from "./words.js";

/** @typedef {import("../wire.js").Action} Action */

/** The action whose reasons are shown. */
const explained = signal("");

/** What to do now, everywhere, at one site or in one room. @param {{where?: string | null}} props */
export function ActionList({ where }) {
  const shown = urgentFirst().filter(isIn(where));
  return (
    <section class="card" aria-labelledby="actions-title">
      <h2 id="actions-title">{t("actions")}</h2>
      {shown.length === 0 && <p class="muted">{t("actions-none")}</p>}
      <ul class="items">
        {shown.slice(0, LISTED).map((action) => (
          <ActionItem key={action.id} action={action} />
        ))}
      </ul>
      <MoreItems kind="actions" count={shown.length - LISTED} />
      <Outcomes where={where} />
    </section>
  );
}

/** What came of what was done lately, beside what was promised. @param {{where: string | null | undefined}} props */
function Outcomes({ where }) {
  const shown = outcomes.value.filter(isIn(where));
  if (shown.length === 0) return null;
  return (
    <>
      <h3>{t("realised-title")}</h3>
      <ul class="outcomes">
        {shown.map((action) => (
          <li key={action.id} class="muted">
            {realisedOf(action)}
          </li>
        ))}
      </ul>
    </>
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
        <ItemButtons item={action}>
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
        </ItemButtons>
        <div id={why} class="why" hidden={!shown}>
          <p>{becauseOf(action)}</p>
          {basisOf(action) && <p class="muted">{basisOf(action)}</p>}
          <p class="muted">{raisedOf(action)}</p>
        </div>
      </div>
    </li>
  );
}

/** The level that the air has, or will have if nothing is done. @param {{action: Action}} props */
function LevelOfAction({ action }) {
  const score = scoreOfAction(action);
  const worst = worstValue(action);
  if (score === null || worst === null) return <span />;
  return (
    <span title={valueWithUnit(action.quantity, worst)}>
      <LevelChip level={levelOf(score)} />
    </span>
  );
}
