import { ApiError, putConfig } from "../api.js";
import { isSame, savedOf, withDevice } from "../inventory.js";
import { building, reload } from "../store.js";

/** @typedef {import("../inventory.js").Saved} Saved */

const ATTEMPTS = 3;
const CHANGED_MEANWHILE = 412;

/**
 * Save what was typed, unless somebody else changed the same device since it was read. Changes of theirs elsewhere
 * in the configuration are kept, and no reason not to save.
 * @param {string} key @param {Saved} before As it was read. @param {Saved} wanted
 * @returns {Promise<Saved | null>} What somebody else saved; null if ours is saved.
 * @throws {ApiError | TypeError | DOMException}
 */
export async function saveDevice(key, before, wanted) {
  for (let attempt = 1; ; attempt += 1) {
    const { config, revision } = building.value;
    const theirs = savedOf(config, key);
    if (!isSame(theirs, before) && !isSame(theirs, wanted)) return theirs;
    try {
      await putConfig(withDevice(config, key, wanted), revision);
      await reload();
      return null;
    } catch (error) {
      const isStale = error instanceof ApiError && error.status === CHANGED_MEANWHILE;
      if (!isStale || attempt === ATTEMPTS) throw error;
      await reload();
    }
  }
}
