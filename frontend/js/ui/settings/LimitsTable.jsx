import { formatNumber } from "../../format.js";
import { locale, t } from "../../i18n.js";
import { inOrder } from "../../rooms.js";
import { LEVELS } from "../../score.js";
import { building } from "../../store.js";
import { toKept, toShown } from "../../units.js";
import { LevelChip } from "../LevelChip.jsx";
import { quantityTitle, unitOf } from "../words.js";
import { change } from "./edited.js";
import { NumberField } from "./fields.jsx";

/** @typedef {import("../../own-profiles.js").Row} Row @typedef {import("../../wire.js").Limits} Limits */

const LIMITED = LEVELS.slice(0, 4);

/**
 * What a profile says of each quantity; what is one's own can be changed.
 * @param {{profile: string, rows: Record<string, Row>, isOwn: boolean}} props
 */
export function LimitsTable({ profile, rows, isOwn }) {
  return (
    <table class="limits" aria-label={t("settings-limits")}>
      <thead>
        <tr>
          <th scope="col">{t("quantity")}</th>
          {LIMITED.map((level) => (
            <th key={level} scope="col">
              <LevelChip level={level} />
            </th>
          ))}
          <th scope="col">{t("settings-source")}</th>
        </tr>
      </thead>
      <tbody>
        {inOrder(Object.keys(rows)).map((quantity) => {
          const row = rows[quantity];
          return row && <LimitsRow key={`${profile} ${quantity}`} {...{ profile, quantity, row, isOwn }} />;
        })}
      </tbody>
    </table>
  );
}

/** @param {{profile: string, quantity: string, row: Row, isOwn: boolean}} props */
function LimitsRow({ profile, quantity, row: { limits, source, isOwn: isChanged }, isOwn }) {
  const path = ["profiles", profile, "limits", quantity];
  return (
    <tr data-quantity={quantity}>
      <th scope="row">
        {quantityTitle(quantity)} <span class="muted">{unitOf(quantity)}</span>
      </th>
      {LIMITED.map((level, at) => (
        <td key={level} data-label={t(`level-${level}`)}>
          {isChanged ? (
            <LimitInputs {...{ path, quantity, limits, at, level }} />
          ) : (
            <span>{limitWords(quantity, limits[at])}</span>
          )}
        </td>
      ))}
      <td class="source">
        {isOwn && (
          <button
            type="button"
            class="control"
            aria-label={t(isChanged ? "settings-limits-reset-of" : "settings-limits-change-of", {
              quantity: quantityTitle(quantity),
            })}
            onClick={() => change(path, isChanged ? undefined : limits)}
          >
            {t(isChanged ? "settings-limits-reset" : "settings-limits-change")}
          </button>
        )}
        <span lang="en">{source}</span>
      </td>
    </tr>
  );
}

/** One limit, or the two of a pair. @param {{path: string[], quantity: string, limits: Limits, at: number, level: string}} props */
function LimitInputs({ path, quantity, limits, at, level }) {
  const limit = limits[at];
  const [low, high] = building.value.quantities[quantity]?.range ?? [-1e6, 1e6];
  const set = (/** @type {number | [number, number]} */ value) =>
    change(path, limits.with(at, /** @type {any} */ (value)));
  const field = (
    /** @type {number} */ value,
    /** @type {string} */ end,
    /** @type {(kept: number) => void} */ keep,
  ) => (
    <NumberField
      label={t(`settings-limit-${end}`, { level: t(`level-${level}`), quantity: quantityTitle(quantity) })}
      isLabelHidden
      path={[...path, String(at), end]}
      value={rounded(toShown(quantity, value))}
      limits={[rounded(toShown(quantity, low)), rounded(toShown(quantity, high))]}
      onChange={(shown) => keep(rounded(toKept(quantity, shown), 8))}
    />
  );
  if (!Array.isArray(limit)) return field(Number(limit), "upper", set);
  const [from, to] = limit;
  return (
    <span class="pair">
      {field(from, "from", (kept) => set([kept, to]))}
      {field(to, "to", (kept) => set([from, kept]))}
    </span>
  );
}

/** Without what changing units there and back leaves. @param {number} value @param {number} [digits] */
const rounded = (value, digits = 4) => Number(value.toFixed(digits));

/** @param {string} quantity @param {number | [number, number] | undefined} limit */
function limitWords(quantity, limit) {
  const say = (/** @type {number} */ value) => formatNumber(locale.value, toShown(quantity, value));
  if (limit === undefined) return "–";
  return typeof limit === "number" ? say(limit) : `${say(limit[0])}–${say(limit[1])}`;
}
