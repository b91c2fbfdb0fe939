import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { t } from "../i18n.js";

/** A command to take away. @param {{name: string, text: string}} props */
export function Copyable({ name, text }) {
  const code = useRef(/** @type {HTMLElement | null} */ (null));
  const taken = useSignal(/** @type {{text: string, how: "copied" | "selected"} | null} */ (null));
  const copy = async () => {
    taken.value = { text, how: (await write(text)) ? "copied" : "selected" };
    if (taken.value.how === "selected" && code.current)
      window.getSelection()?.selectAllChildren(code.current);
  };
  return (
    <div class="copyable">
      <div class="card-head">
        <h3>{name}</h3>
        <span class="muted" role="status">
          {taken.value?.text === text && t(`copy-${taken.value.how}`)}
        </span>
        <button
          type="button"
          class="control"
          aria-label={t("copy-command", { name })}
          onClick={() => void copy()}
        >
          {t("copy")}
        </button>
      </div>
      <pre>
        <code ref={code}>{text}</code>
      </pre>
    </div>
  );
}

/** Whether it is in the clipboard: browsers give that to `localhost` and to https alone. @param {string} text */
async function write(text) {
  if (!navigator.clipboard) return false;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}
