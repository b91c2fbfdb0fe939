import { useEffect } from "preact/hooks";
import { t } from "../../i18n.js";
import { show } from "../../settings-state.js";
import { discard, draft, failure, faults, mistyped, progress, save, unsaved } from "./edited.js";
import { isWrong, wrong } from "./faults.js";
import { focusOn } from "./focus.js";
import { pathWords } from "./path-words.js";

/** What is not saved yet, and what came of saving; it stays in sight. */
export function SaveBar() {
  const count = unsaved.value.length;
  const isShown = count > 0 || progress.value !== "" || failure.value !== "" || isWrong.value;
  useEffect(() => {
    if (progress.value === "disputed") focusOn("#conflicts");
  }, [progress.value]);
  const submit = () => {
    if (isWrong.value) focusOn('[aria-invalid="true"]');
    else if (progress.value !== "saving") void save();
  };
  const canSave = count > 0 || Object.keys(mistyped.value).length > 0;
  return (
    <section
      class={isShown ? "save-bar" : "save-bar sr-only"}
      aria-label={t("settings-saving")}
      tabIndex={-1}
    >
      <div class="save-words">
        <p role="status">{stateWords(count)}</p>
        <div role="alert">
          {failure.value && <p class="error">{t("settings-failed", { reason: summary() })}</p>}
          <Reasons found={faults.value} />
        </div>
        <Reasons found={wrong.value.map(({ path, key }) => ({ path, reason: t(`settings-wrong-${key}`) }))} />
      </div>
      {canSave && (
        <div class="save-buttons">
          <button type="button" class="control" onClick={discard}>
            {t("settings-discard")}
          </button>
          <button type="button" class="control primary" onClick={submit}>
            {t("save")}
          </button>
        </div>
      )}
    </section>
  );
}

/** @param {{found: import("../../api.js").Fault[]}} props */
function Reasons({ found }) {
  return found.map(({ path, reason }) => (
    <p key={`${path.join(" ")} ${reason}`}>
      <Where path={path} /> {reason}
    </p>
  ));
}

/** @param {number} count */
function stateWords(count) {
  if (progress.value === "saving") return t("progress-saving");
  if (isWrong.value && count + Object.keys(mistyped.value).length > 0) return t("settings-wrong");
  if (draft.value && draft.value.disputed.length > 0) return t("settings-disputed");
  if (count > 0) return t("settings-unsaved", { count });
  if (progress.value === "joined") return t("settings-joined");
  return progress.value === "saved" ? t("progress-saved") : "";
}

/** The server names each field in its own way; this page does it below. */
function summary() {
  return faults.value.length > 0 ? t("settings-refused", { count: faults.value.length }) : failure.value;
}

/** Opens the room that something is wrong in. @param {{path: string[]}} props */
function Where({ path }) {
  const [part, key = ""] = path;
  const words = `${pathWords(path)}:`;
  const room = part === "rooms" || part === "modules" ? key.split("/").slice(0, 2).join("/") : null;
  if (!room && part !== "sites") return <b>{words}</b>;
  return (
    <button
      type="button"
      class="link"
      onClick={() => show(room ? { room, site: room.split("/")[0] ?? null } : { room: null, site: key })}
    >
      {words}
    </button>
  );
}
