import { useSignal } from "@preact/signals";
import { API_ENDPOINTS, requestJson, withBody } from "../../api.js";
import { t } from "../../i18n.js";
import { show } from "../../settings-state.js";
import { wordsOf } from "../feedback.js";
import { catchUp } from "./edited.js";

/** Names a room that has no device yet; the server makes its token. @param {{siteName: string}} props */
export function NewRoom({ siteName }) {
  const failure = useSignal("");
  /** @param {SubmitEvent} event */
  const add = async (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const typed = new FormData(form);
    failure.value = "";
    try {
      const names = { site: typed.get("site"), room: typed.get("room") };
      const added = await requestJson(API_ENDPOINTS.rooms, withBody("POST", names));
      const { site, room } = /** @type {{site: string, room: string}} */ (added);
      await catchUp();
      form.reset();
      show({ site, room: `${site}/${room}` });
    } catch (error) {
      failure.value = t("settings-failed", { reason: wordsOf(error) });
    }
  };
  return (
    <form class="place new-room" onSubmit={(event) => void add(event)}>
      <h3>{t("settings-room-new")}</h3>
      <p class="muted">{t("settings-room-new-how")}</p>
      <label>
        {t("place-site")}
        <input
          name="site"
          required
          maxLength={128}
          key={siteName}
          defaultValue={siteName}
          autocomplete="off"
        />
      </label>
      <label>
        {t("place-room")}
        <input name="room" required maxLength={128} autocomplete="off" />
      </label>
      <button type="submit" class="control">
        {t("settings-add")}
      </button>
      <p class="error" role="alert">
        {failure.value}
      </p>
    </form>
  );
}
