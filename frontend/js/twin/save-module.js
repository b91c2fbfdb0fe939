import { ApiError, putConfig } from "../api.js";
import { building, reload } from "../store.js";
import { fitted } from "./live-modules.js";
import { withModule } from "./modules.js";

const ATTEMPTS = 3;
const CHANGED_MEANWHILE = 412;

/**
 * Fit a room with one more module; what somebody else saved meanwhile stays.
 * @param {string} room `site/room` @param {import("../wire.js").ModuleKind} kind @param {string} name May be empty.
 * @throws {ApiError | TypeError | DOMException}
 */
export async function addModule(room, kind, name) {
  for (let attempt = 1; ; attempt += 1) {
    const { config, revision } = building.value;
    const taken = fitted.value.map(({ key }) => key);
    try {
      await putConfig(withModule(config, room, kind, name, taken), revision);
      return await reload();
    } catch (error) {
      const isStale = error instanceof ApiError && error.status === CHANGED_MEANWHILE;
      if (!isStale || attempt === ATTEMPTS) throw error;
      await reload();
    }
  }
}
