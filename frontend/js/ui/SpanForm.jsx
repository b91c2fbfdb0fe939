import { useSignal } from "@preact/signals";
import { spanOf } from "../chart/span.js";
import { t } from "../i18n.js";
import { now_ms } from "../store.js";
import { show, view } from "../url-state.js";

/** The ends of a period. */
export function SpanForm() {
  const isWrong = useSignal(false);
  const { start_ms, end_ms } = spanOf(view.value.period, now_ms.peek());
  /** @param {SubmitEvent & {currentTarget: HTMLFormElement}} event */
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [from_ms = 0, to_ms = 0] = ["from", "to"].map((name) => Date.parse(String(form.get(name))));
    isWrong.value = !(from_ms < to_ms);
    if (!isWrong.value) show({ period: { from_ms, to_ms } });
  };
  return (
    <form id="span" class="span-form" onSubmit={submit}>
      <label>
        {t("span-from")}
        <input type="datetime-local" name="from" required value={localMinute(start_ms)} />
      </label>
      <label>
        {t("span-to")}
        <input type="datetime-local" name="to" required value={localMinute(end_ms)} />
      </label>
      <button type="submit" class="control">
        {t("span-show")}
      </button>
      <p class="error" role="alert">
        {isWrong.value && t("span-wrong")}
      </p>
    </form>
  );
}

/** As the input takes it. @param {number} ts_ms */
function localMinute(ts_ms) {
  return new Date(ts_ms - new Date(ts_ms).getTimezoneOffset() * 60e3).toISOString().slice(0, 16);
}
