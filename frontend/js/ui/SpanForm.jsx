import { useSignal } from "@preact/signals";
import { spanOf } from "../chart/span.js";
import { t } from "../i18n.js";
import { now_ms } from "../store.js";
import { show, view } from "../url-state.js";
import { instantOfMinute, minuteOf } from "../zone.js";
import { ZoneNote } from "./clock.jsx";

/** The ends of a period. @param {{zone: string}} props */
export function SpanForm({ zone }) {
  const isWrong = useSignal(false);
  const { start_ms, end_ms } = spanOf(view.value.period, now_ms.peek());
  /** @param {SubmitEvent & {currentTarget: HTMLFormElement}} event */
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [from_ms = 0, to_ms = 0] = ["from", "to"].map((name) =>
      instantOfMinute(zone, String(form.get(name))),
    );
    isWrong.value = !(from_ms < to_ms);
    if (!isWrong.value) show({ period: { from_ms, to_ms } });
  };
  return (
    <form id="span" class="span-form" onSubmit={submit}>
      <label>
        {t("span-from")}
        <input type="datetime-local" name="from" required value={minuteOf(zone, start_ms)} />
      </label>
      <label>
        {t("span-to")}
        <input type="datetime-local" name="to" required value={minuteOf(zone, end_ms)} />
      </label>
      <button type="submit" class="control">
        {t("span-show")}
      </button>
      <ZoneNote zone={zone} />
      <p class="error" role="alert">
        {isWrong.value && t("span-wrong")}
      </p>
    </form>
  );
}
