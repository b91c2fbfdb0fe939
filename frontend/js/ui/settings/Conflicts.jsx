import { t } from "../../i18n.js";
import { valueAt } from "../../merge.js";
import { choose, draft } from "./edited.js";
import { focusOn } from "./focus.js";
import { pathWords, valueWords } from "./path-words.js";

/** Where somebody else saved another value of the same field: both, and a choice. */
export function Conflicts() {
  const { saved, config, disputed } = draft.value ?? { saved: {}, config: {}, disputed: [] };
  if (disputed.length === 0) return null;
  return (
    <section class="card conflicts" id="conflicts" tabIndex={-1} aria-labelledby="conflicts-title">
      <h2 id="conflicts-title">{t("settings-conflicts")}</h2>
      <p class="muted">{t("settings-conflicts-how")}</p>
      <ul>
        {disputed.map((/** @type {import("../../merge.js").Path} */ path) => {
          const [mine, theirs] = [config, saved].map((document) => valueWords(path, valueAt(document, path)));
          const decide = (/** @type {"mine" | "theirs"} */ whose) => {
            choose(path, whose);
            focusOn(disputed.length > 1 ? "#conflicts" : ".save-bar"); // these buttons go
          };
          return (
            <li key={path.join(" ")}>
              <h3>{pathWords(path)}</h3>
              <div class="buttons">
                <button type="button" class="control" onClick={() => decide("mine")}>
                  {t("settings-mine", { value: mine ?? "" })}
                </button>
                <button type="button" class="control" onClick={() => decide("theirs")}>
                  {t("settings-theirs", { value: theirs ?? "" })}
                </button>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
