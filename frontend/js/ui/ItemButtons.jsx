import { useSignal } from "@preact/signals";
import { formatSpan } from "../format.js";
import { locale, t } from "../i18n.js";
import { isOver, kindOf } from "../item.js";
import { failure, giveFeedback } from "./feedback.js";

/** @typedef {import("../item.js").Item} Item */

const SNOOZE_MINUTES = [30, 120, 480, 1440];

/**
 * What a person can say to an open action or alert, and that it was not kept if so.
 * @param {{item: Item, children?: import("preact").ComponentChildren}} props
 */
export function ItemButtons({ item, children }) {
  const { id, state } = item;
  const isAction = kindOf(item) === "actions";
  const isOpen = !isOver(item);
  return (
    <>
      <div class="buttons">
        {isOpen && isAction && (
          <button type="button" class="control primary" onClick={() => giveFeedback(item, "done")}>
            {t("done")}
          </button>
        )}
        {isOpen && state !== "acknowledged" && (
          <button type="button" class="control" onClick={() => giveFeedback(item, "ack")}>
            {t("acknowledge")}
          </button>
        )}
        {isOpen && state !== "snoozed" && <Snooze item={item} />}
        {children}
      </div>
      <p class="error" role="alert">
        {failure.value?.id === id && failure.value.words}
      </p>
    </>
  );
}

/** @param {{item: Item}} props */
function Snooze({ item }) {
  const isAsking = useSignal(false);
  const id = `snooze-${item.id}`;
  return (
    <>
      <button
        type="button"
        class="control"
        aria-expanded={isAsking.value}
        aria-controls={id}
        onClick={() => {
          isAsking.value = !isAsking.value;
        }}
      >
        {t("snooze")}
      </button>
      <fieldset id={id} class="snooze" hidden={!isAsking.value}>
        <legend class="sr-only">{t("snooze-how-long")}</legend>
        {SNOOZE_MINUTES.map((minutes) => (
          <button
            key={minutes}
            type="button"
            class="control"
            onClick={() => {
              isAsking.value = false;
              void giveFeedback(item, "snooze", { minutes });
            }}
          >
            {formatSpan(locale.value, minutes * 60e3, "short")}
          </button>
        ))}
      </fieldset>
    </>
  );
}
