/** The page of what is wrong and what to do about it, now and before. */

import { useSignal } from "@preact/signals";
import { inAddress } from "./address.js";
import { getMessages } from "./api.js";
import { t } from "./i18n.js";
import { isOver, quantityOf } from "./item.js";
import {
  chosen,
  formatFilter,
  grouped,
  joined,
  KINDS,
  parseFilter,
  SINCE,
  STATES,
  startOf,
} from "./items.js";
import { meets } from "./lines.js";
import { openPage, Page } from "./page.jsx";
import { byChoice, inOrder } from "./rooms.js";
import { isHidden, items, now_ms, phase, rooms, seam, serverNow_ms } from "./store.js";
import { ItemEntry } from "./ui/ItemEntry.jsx";
import { later } from "./ui/later.jsx";
import { useLoaded } from "./ui/loaded.js";
import { Segments } from "./ui/Segments.jsx";
import { Select } from "./ui/Select.jsx";
import { quantityTitle } from "./ui/words.js";

/** @typedef {import("./items.js").Filter} Filter @typedef {import("./items.js").Item} Item */

const HOUR_MS = 3600e3;
/** The store has yet to catch up with what this page did not hear live. */
const UNMET_MS = 2000;
/** Of what is over so many are shown at first, and more of them each time. */
const OVER_FIRST = 30;

/** Rooms stand a little to the right of their site. */
const EM_SPACE = "\u2003";

const { view, show } = inAddress(parseFilter, formatFilter);
/** @type {Partial<Filter>} */
const ALL = { state: null, place: null, kind: null, quantity: null };

/**
 * What is over since then; what is open is known live.
 * @param {import("./items.js").Since} since @param {AbortSignal} signal
 */
async function fetchPast(since, signal) {
  const start = new Date(startOf(since, serverNow_ms())).toISOString();
  const replies = await Promise.all(KINDS.map((kind) => getMessages(kind, { start }, signal)));
  return {
    items: /** @type {Item[]} */ (replies.flatMap(({ messages }) => messages)).filter(isOver),
    isCut: replies.some(({ isWhole }) => !isWhole),
    isMet: replies.every(({ through }) => meets(through, seam("", ""), 0)),
  };
}

function AlertsPage() {
  const { since } = view.value;
  const past = useLoaded(
    (signal) => fetchPast(since, signal),
    [since],
    ({ isMet }) => (isMet ? HOUR_MS : UNMET_MS),
  );
  const known = joined(past.value?.items ?? [], items.value).filter((item) => !isHidden(item));
  const { waiting } = grouped(known);
  const groups = grouped(chosen(known, view.value, now_ms.value));
  const isWaiting = phase.value === "loading" || past.status === "loading";
  const isNothing = Object.values(groups).every((group) => group.length === 0);
  return (
    <Page title={t("items-title")} period={since === "now" ? "1h" : since}>
      <div class="top">
        <div class="headline">
          <h1>{t("items-title")}</h1>
          <p class="short" role="status">
            {phase.value === "loading" ? "" : t("items-waiting-count", { count: waiting.length })}
          </p>
        </div>
        <Segments
          legend={t("range")}
          name="since"
          options={SINCE.map((since) => [since, t(`range-${since}`)])}
          value={since}
          onChange={(value) => show({ since: value })}
        />
      </div>
      <Filters known={known} />
      <PastNote status={past.status} isCut={past.value?.isCut ?? false} />
      <Group name="waiting" shown={groups.waiting} />
      <Group name="taken" shown={groups.taken} />
      {isWaiting && groups.over.length === 0 ? <OverSkeleton /> : <Group name="over" shown={groups.over} />}
      {isNothing && !isWaiting && <Nothing />}
      <NoticeButton />
    </Page>
  );
}

const NoticeButton = later(async () => (await import("./ui/NoticeButton.jsx")).NoticeButton);

/** @param {{known: Item[]}} props What there is to choose from. */
function Filters({ known }) {
  const { place, kind, state, quantity } = view.value;
  const quantities = inOrder([...new Set([...known.map(quantityOf), quantity ?? ""])].filter(Boolean));
  return (
    <div class="pickers filters">
      <Select
        label={t("filter-place")}
        value={place ?? ""}
        options={[["", t("filter-everywhere")], ...placeOptions(place)]}
        onChange={(value) => show({ place: value || null })}
      />
      <Select
        label={t("filter-kind")}
        value={kind ?? ""}
        options={[["", t("items-title")], ...KINDS.map((one) => option(one, t(`kind-${one}`)))]}
        onChange={(value) => show({ kind: KINDS.find((one) => one === value) ?? null })}
      />
      <Select
        label={t("filter-state")}
        value={state ?? ""}
        options={[["", t("filter-any")], ...STATES.map((one) => option(one, t(`state-${one}`)))]}
        onChange={(value) => show({ state: STATES.find((one) => one === value) ?? null })}
      />
      <Select
        label={t("quantity")}
        value={quantity ?? ""}
        options={[["", t("filter-any")], ...quantities.map((one) => option(one, quantityTitle(one)))]}
        onChange={(value) => show({ quantity: value || null })}
      />
      {isFiltered() && (
        <button type="button" class="link" onClick={() => show(ALL)}>
          {t("filter-clear")}
        </button>
      )}
    </div>
  );
}

/** @param {string} value @param {string} words @returns {[string, string]} */
const option = (value, words) => [value, words];

/** Sites, where there are several, each with its rooms. @param {string | null} chosen @returns {[string, string][]} */
function placeOptions(chosen) {
  const sites = new Map(rooms.value.map(({ site, siteName }) => [site, siteName]));
  const inSite = (/** @type {string} */ site) => byChoice(rooms.value.filter((room) => room.site === site));
  const options = [...sites].flatMap(([site, siteName]) => [
    ...(sites.size > 1 ? [option(site, siteName)] : []),
    ...inSite(site).map(({ key, name }) => option(key, sites.size > 1 ? `${EM_SPACE}${name}` : name)),
  ]);
  const isKnown = !chosen || options.some(([value]) => value === chosen);
  return isKnown ? options : [...options, option(chosen, chosen)];
}

/** @param {{name: keyof import("./items.js").Groups, shown: Item[]}} props */
function Group({ name, shown }) {
  const limit = useSignal(OVER_FIRST);
  if (shown.length === 0) return null;
  const rest = shown.length - limit.value;
  return (
    <section class="card group" aria-labelledby={`items-${name}`}>
      <h2 id={`items-${name}`}>
        {t(`items-${name}`)} <span class={name === "waiting" ? "count" : "muted"}>{shown.length}</span>
      </h2>
      <ul class="items">
        {shown.slice(0, limit.value).map((item) => (
          <ItemEntry key={item.id} item={item} />
        ))}
      </ul>
      {rest > 0 && (
        <button
          type="button"
          class="control"
          onClick={() => {
            limit.value += OVER_FIRST * 4;
          }}
        >
          {t("items-more", { count: rest })}
        </button>
      )}
    </section>
  );
}

/** @param {{status: string, isCut: boolean}} props */
function PastNote({ status, isCut }) {
  return (
    <p class="error" role="alert">
      {status === "failed" ? t("items-failed") : isCut ? t("items-cut") : ""}
    </p>
  );
}

/** Nothing is shown: all is well, or the filters leave nothing. */
function Nothing() {
  const [title, how] = isFiltered()
    ? [t("items-none-match"), t("items-none-match-how")]
    : [t("items-none"), view.value.since === "now" ? t("items-none-now") : t("items-none-then")];
  return (
    <section class="card calm">
      <h2>{title}</h2>
      <p class="muted">{how}</p>
    </section>
  );
}

/** Whether less than all is asked for. */
function isFiltered() {
  const { place, kind, state, quantity } = view.value;
  return Boolean(place || kind || state || quantity);
}

function OverSkeleton() {
  return <div class="card group skeleton" aria-busy="true" />;
}

await openPage(AlertsPage);
