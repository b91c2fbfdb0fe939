/** The page of the system: what is wrong and what to do, each service, how full everything is. */

import "../css/operating.css";
import { formatSince } from "./format.js";
import { locale, t } from "./i18n.js";
import { openPage, Page } from "./page.jsx";
import { servicesOf } from "./status.js";
import { now_ms } from "./store.js";
import { Figures } from "./ui/Figures.jsx";
import { Chip } from "./ui/LevelChip.jsx";
import { Services } from "./ui/Services.jsx";
import { isOld, openStatus, problems, rates, status } from "./ui/status.js";

/** @typedef {import("./status.js").Problem} Problem */

function SystemPage() {
  const shown = status.value;
  return (
    <Page title={t("page-system")}>
      <div class="top">
        <div class="headline">
          <h1>{t("page-system")}</h1>
          <p role="status">{headline()}</p>
        </div>
      </div>
      {problems.value.length > 0 && <Problems problems={problems.value} />}
      {shown ? (
        <div class={isOld.value ? "stale" : ""}>
          <Figures status={shown} rates={rates.value} />
          <Services services={servicesOf(shown)} />
        </div>
      ) : (
        problems.value.length === 0 && <div class="card system-card skeleton" aria-busy="true" />
      )}
    </Page>
  );
}

function headline() {
  if (isOld.value && status.value) {
    return t("system-old", { time: formatSince(locale.value, Date.parse(status.value.now), now_ms.value) });
  }
  const urgent = problems.value.filter(({ level }) => level !== "fair").length;
  if (urgent > 0) return t("system-wrong", { count: urgent });
  return status.value ? t("system-well") : "";
}

/** @param {{problems: Problem[]}} props */
function Problems({ problems }) {
  return (
    <ul class="card items problems" aria-label={t("problems")}>
      {problems.map((problem) => (
        <li key={`${problem.key} ${problem.given?.service}`} class="item" data-problem={problem.key}>
          <Chip level={problem.level} word={t(`urgency-${problem.level}`)} />
          <div>
            <h2>{t(`problem-${problem.key}`, problem.given)}</h2>
            <p class="muted">{t(`todo-${problem.key}`)}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

await Promise.all([openStatus(), openPage(SystemPage)]);
