import { isWithoutDevices, ROOM_KINDS, withoutRoom } from "../../arrangement.js";
import { t } from "../../i18n.js";
import { readable } from "../../rooms.js";
import { show } from "../../settings-state.js";
import { rooms } from "../../store.js";
import { change, wanted } from "./edited.js";
import { SelectField, TextField } from "./fields.jsx";
import { HoursField } from "./Hours.jsx";
import { ModulesField } from "./Modules.jsx";
import { PlanFields } from "./PlanFields.jsx";
import { roomProfiles } from "./profiles.js";

/** What people say of one room. @param {{placed: import("../../plan.js").Placed}} props */
export function RoomEditor({ placed }) {
  const { key } = placed;
  const path = ["rooms", key];
  const [site = "", token = ""] = key.split("/");
  const canGo = isWithoutDevices(wanted.value, key) && !rooms.value.some((room) => room.key === key);
  const remove = () => {
    change([], withoutRoom(wanted.value, key));
    show({ room: null, site });
  };
  return (
    <div class="room-editor">
      <div class="fields">
        <TextField label={t("settings-name")} path={[...path, "name"]} placeholder={readable(token)} />
        <SelectField
          label={t("settings-kind")}
          path={[...path, "kind"]}
          options={ROOM_KINDS.map((kind) => [kind, t(`settings-kind-${kind}`)])}
        />
        <SelectField label={t("settings-profile")} path={[...path, "profile"]} options={roomProfiles()} />
      </div>
      <HoursField room={key} />
      <PlanFields placed={placed} />
      <ModulesField room={key} />
      {canGo && (
        <div class="buttons">
          <button type="button" class="control" onClick={remove}>
            {t("settings-room-remove")}
          </button>
          <span class="muted">{t("settings-room-remove-how")}</span>
        </div>
      )}
    </div>
  );
}
