import { t } from "../i18n.js";
import { toggle, wish, wishWords } from "./notice-watch.js";

/** Asks to be told of alerts while this tab is out of sight; says why not where that cannot be. */
export function NoticeButton() {
  const isPossible = wish.value === "wanted" || wish.value === "unwanted";
  return (
    <div class="notices">
      {isPossible && (
        <button
          type="button"
          class="control"
          aria-pressed={wish.value === "wanted"}
          onClick={() => void toggle()}
        >
          {t("notices-ask")}
        </button>
      )}
      <p class="footnote" role="status">
        {wishWords()}
      </p>
    </div>
  );
}
