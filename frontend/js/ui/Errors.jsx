import { has, locale, t } from "../i18n.js";
import { verdictOf } from "../quality.js";
import { inOrder } from "../rooms.js";
import { Table } from "./Table.jsx";
import { aheadWords, errorWithUnit, quantityName, quantityTitle, shareWords } from "./words.js";

/**
 * @typedef {import("../wire.js").RealisedError} RealisedError
 * @typedef {{errors: RealisedError[], quantity: string, coverage: number}} Figures `coverage`: what the band promises.
 */

/** What the errors mean, in plain words. @param {Figures & {status: string, horizon_s: number}} props */
export function Verdict({ status, errors, quantity, horizon_s, coverage }) {
  const error = errors.find((one) => one.quantity === quantity && one.horizon_s === horizon_s);
  return (
    <section
      class="card verdict"
      aria-labelledby="verdict-title"
      aria-busy={status === "loading" || undefined}
    >
      <h2 id="verdict-title">{t("quality-means")}</h2>
      {status === "failed" && <p role="alert">{t("quality-failed")}</p>}
      {status !== "loading" && <VerdictWords error={error} coverage={coverage} />}
    </section>
  );
}

/** @param {{error: RealisedError | undefined, coverage: number}} props */
function VerdictWords({ error, coverage }) {
  if (!error) return <p>{t("quality-few", { count: 0 })}</p>;
  const { quantity, horizon_s, count, covered, skill } = error;
  const { isFew, change, band } = verdictOf(error, coverage);
  if (isFew) return <p>{t("quality-few", { count })}</p>;
  const [mae, no_change] = [error.mae, error.mae_no_change].map((value) => errorWithUnit(quantity, value));
  return (
    <>
      <p class="verdict-first">
        {t("quality-off", { span: aheadWords(horizon_s), mae: mae ?? "", no_change: no_change ?? "" })}
      </p>
      <p>{t(`change-${change}`, { share: shareWords(Math.abs(skill ?? 0)) })}</p>
      <p>{t(`band-${band}`, { covered: shareWords(covered), promised: shareWords(coverage) })}</p>
      <p class="muted">{t("quality-count", { count })}</p>
    </>
  );
}

/** The figures, for each quantity and horizon. @param {Figures} props */
export function Errors({ errors, quantity, coverage }) {
  const order = inOrder([...new Set(errors.map((error) => error.quantity))]);
  const sorted = errors.toSorted(
    (a, b) => order.indexOf(a.quantity) - order.indexOf(b.quantity) || a.horizon_s - b.horizon_s,
  );
  const heads = [
    t("quantity"),
    t("errors-ahead"),
    t("errors-mae"),
    t("errors-no-change"),
    t("errors-skill"),
    t("errors-covered"),
    t("errors-count"),
  ];
  return (
    <section class="card errors">
      <h2>{t("errors-title")}</h2>
      <Table
        label={t("errors-title")}
        heads={heads}
        rows={sorted.map((error) => [
          quantityTitle(error.quantity),
          aheadWords(error.horizon_s, "short"),
          errorWithUnit(error.quantity, error.mae),
          errorWithUnit(error.quantity, error.mae_no_change),
          error.skill === null ? "" : shareWords(error.skill),
          shareWords(error.covered),
          error.count.toLocaleString(locale.value),
        ])}
      />
      <p class="footnote">{t("errors-how", { share: shareWords(coverage) })}</p>
      <Models errors={sorted.filter((error) => error.quantity === quantity)} quantity={quantity} />
    </section>
  );
}

/** What each of the models would have been off by. @param {{errors: RealisedError[], quantity: string}} props */
function Models({ errors, quantity }) {
  const names = [...new Set(errors.flatMap(({ mae_by_model }) => Object.keys(mae_by_model ?? {})))];
  if (names.length === 0) return null;
  const rows = [
    [t("model-mix"), ...errors.map(({ mae }) => errorWithUnit(quantity, mae))],
    ...names.map((name) => [
      has(`model-${name}`) ? t(`model-${name}`) : name,
      ...errors.map(({ mae_by_model }) => {
        const mae = mae_by_model?.[name];
        return mae === undefined ? "" : errorWithUnit(quantity, mae);
      }),
    ]),
    [t("model-no_change"), ...errors.map(({ mae_no_change }) => errorWithUnit(quantity, mae_no_change))],
  ];
  return (
    <details class="table-box">
      <summary>{t("models-title")}</summary>
      <p class="footnote">{t("models-how", { quantity: quantityName(quantity) })}</p>
      <Table
        label={t("models-title")}
        heads={[t("model"), ...errors.map(({ horizon_s }) => aheadWords(horizon_s, "short"))]}
        rows={rows}
      />
    </details>
  );
}
