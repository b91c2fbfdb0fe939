/**
 * What a person changes in the configuration before it is saved. Pure: documents in, drafts out.
 *
 * A draft is never lost: what others save meanwhile is joined with it, and where both changed the same field a
 * person chooses.
 */

import { changedPaths, isEqual, merge, valueAt, withValue } from "./merge.js";

/**
 * @typedef {import("./wire.js").Config} Config
 * @typedef {import("./merge.js").Path} Path
 *
 * @typedef {object} Draft
 * @property {Config} saved As the server has it, as far as this page knows. @property {number} revision
 * @property {Config} config As a person wants it.
 * @property {Path[]} disputed Where both changed something: not saved until a person chose.
 */

/** @type {Record<string, Record<string, unknown>>} A site or a room of which nobody said anything yet. */
const EMPTY = {
  sites: { name: null, timezone: null },
  rooms: { name: null, kind: "room", order: 0, plan: null, occupied: null, profile: null },
};

/** @param {Path} path */
const emptyOf = (path) => (path.length === 2 && EMPTY[path[0] ?? ""]) || {};

/** @param {Config} config @param {number} revision @returns {Draft} */
export const draftOf = (config, revision) => ({ saved: config, revision, config, disputed: [] });

/** @param {Draft} draft @param {Path} path @param {unknown} value @returns {Draft} */
export function withChange(draft, path, value) {
  return settled({ ...draft, config: withValue(draft.config, path, value) });
}

/** Join what the server has by now. @param {Draft} draft @param {Config} theirs @param {number} revision */
export function rebased(draft, theirs, revision) {
  const { merged, conflicts } = merge(draft.saved, draft.config, theirs, emptyOf);
  const paths = [...draft.disputed, ...conflicts.map(({ path }) => path)];
  const disputed = paths.filter((path, at) => paths.findIndex((other) => isEqual(other, path)) === at);
  return settled({ saved: theirs, revision, config: merged, disputed });
}

/**
 * What was sent is saved; what was typed meanwhile is not.
 * @param {Draft} draft @param {Config} sent @param {Config} saved As the server has completed it.
 * @param {number} revision @returns {Draft}
 */
export function afterSaving(draft, sent, saved, revision) {
  const { merged } = merge(sent, draft.config, saved);
  return { saved, revision, config: merged, disputed: [] };
}

/** A person chose. @param {Draft} draft @param {Path} path @param {"mine" | "theirs"} whose @returns {Draft} */
export function chosen(draft, path, whose) {
  const config = whose === "mine" ? draft.config : withValue(draft.config, path, valueAt(draft.saved, path));
  return { ...draft, config, disputed: draft.disputed.filter((other) => !isEqual(other, path)) };
}

/** Where it differs from what is saved. @param {Draft} draft */
export const unsavedPaths = ({ saved, config }) => changedPaths(saved, config, emptyOf);

/** What became the same is no longer disputed. @param {Draft} draft @returns {Draft} */
function settled(draft) {
  const { saved, config } = draft;
  const disputed = draft.disputed.filter((path) => !isEqual(valueAt(saved, path), valueAt(config, path)));
  return { ...draft, disputed };
}

/** As text for this tab's memory, and back; null if it is no draft. @param {string | null} text @returns {Draft | null} */
export function parseDraft(text) {
  try {
    const draft = JSON.parse(text ?? "null");
    return draft?.saved && draft.config && Array.isArray(draft.disputed) ? draft : null;
  } catch {
    return null;
  }
}
