import { t } from "../i18n.js";
import { ask, failure } from "./live-modules.js";
import { CHOICES } from "./modules.js";
import { moduleName, standingOf, stateWord } from "./words.js";

/** The modules of a room, each with what it can be asked for. @param {{modules: import("./modules.js").Fitted[]}} props */
export function ModuleSwitches({ modules }) {
  if (modules.length === 0) return <p class="muted">{t("twin-modules-none")}</p>;
  return (
    <ul class="switches">
      {modules.map((module) => (
        <Switch key={module.key} module={module} />
      ))}
    </ul>
  );
}

/** @param {{module: import("./modules.js").Fitted}} props */
function Switch({ module }) {
  const { key, kind, state } = module;
  const choices = CHOICES[kind];
  const isOther = state !== null && !choices.includes(state);
  return (
    <li class="switch" data-switch={key}>
      <fieldset>
        <legend>{moduleName(module)}</legend>
        <div class="switch-buttons">
          {choices.map((choice) => (
            <button
              key={choice}
              type="button"
              aria-pressed={choice === state}
              class={choice === module.asked ? "asked" : ""}
              onClick={() => void ask(module, choice)}
            >
              {stateWord(module, choice)}
            </button>
          ))}
        </div>
      </fieldset>
      <p class="muted">
        {isOther && `${stateWord(module, state)} · `}
        {standingOf(module)}
      </p>
      <p class="error" role="alert">
        {failure.value?.key === key && failure.value.words}
      </p>
    </li>
  );
}
