import { useSignal } from "@preact/signals";
import { t } from "../i18n.js";
import { wordsOf } from "../ui/feedback.js";
import { capitalised } from "../ui/words.js";
import { KINDS } from "./modules.js";
import { addModule } from "./save-module.js";

/** Says what else a room is fitted with. @param {{room: string}} props `site/room` */
export function AddModule({ room }) {
  const failed = useSignal("");
  const isSaving = useSignal(false);
  /** @param {HTMLFormElement} form */
  const save = async (form) => {
    const said = new FormData(form);
    const kind = KINDS.find((one) => one === said.get("kind"));
    if (!kind) return;
    failed.value = "";
    isSaving.value = true;
    try {
      await addModule(room, kind, String(said.get("name")).trim());
      form.reset();
    } catch (error) {
      failed.value = t("twin-add-failed", { reason: wordsOf(error) });
    }
    isSaving.value = false;
  };
  return (
    <details class="add-module">
      <summary>{t("twin-add")}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save(event.currentTarget);
        }}
      >
        <label>
          {t("twin-kind")}
          <select name="kind" class="control">
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {capitalised(t(`module-${kind}`))}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t("twin-name")}
          <input name="name" maxLength={64} autocomplete="off" />
        </label>
        <button type="submit" class="control primary" disabled={isSaving.value}>
          {t("twin-add-submit")}
        </button>
        <p class="error" role="alert">
          {failed.value}
        </p>
      </form>
    </details>
  );
}
