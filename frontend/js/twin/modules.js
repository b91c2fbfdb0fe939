/**
 * What rooms are fitted with, and how each of it is. Pure: configuration, messages and what was just asked in.
 *
 * A report holds, whatever was asked for; without one, what was asked for last is all that is known.
 */

/**
 * @typedef {import("../wire.js").Config} Config
 * @typedef {import("../wire.js").Module} Module
 * @typedef {import("../wire.js").ModuleKind} ModuleKind
 *
 * @typedef {object} Fitted
 * @property {string} key `site/room/module`.
 * @property {string} module
 * @property {ModuleKind} kind
 * @property {string | null} name As a person wrote it.
 * @property {string | null} state What it is, as far as anybody knows.
 * @property {boolean} isReported
 * @property {string | null} asked What was asked for, where something else is reported.
 * @property {number} asked_ms When that was.
 */

/** @type {Record<ModuleKind, string[]>} What a person can ask for, the resting state first. */
export const CHOICES = {
  window: ["closed", "open"],
  door: ["closed", "open"],
  ventilation: ["off", "low", "high"],
  radiator: ["off", "on"],
  purifier: ["off", "on"],
};
export const KINDS = /** @type {ModuleKind[]} */ (Object.keys(CHOICES));

/** @param {{site: string, room: string, module: string}} place */
export const keyOf = ({ site, room, module }) => `${site}/${room}/${module}`;

/** @param {string} key `site/room/module` @returns {string} `site/room` */
export const roomOf = (key) => key.split("/").slice(0, 2).join("/");

/**
 * All modules, those of a room by kind and name.
 * @param {Config} config @param {Module[]} messages The last report and the last wish of each.
 * @param {Map<string, string>} wishes What was just asked for by key, and nobody confirmed yet.
 * @returns {Fitted[]}
 */
export function fittedOf(config, messages, wishes) {
  const [reported, asked] = [false, true].map(
    (wanted) =>
      new Map(messages.filter((one) => Boolean(one.asked) === wanted).map((one) => [keyOf(one), one])),
  );
  const keys = new Set([...Object.keys(config.modules ?? {}), ...messages.map(keyOf)]);
  return [...keys]
    .flatMap((key) => {
      const saved = config.modules?.[key];
      const [report, wish] = [reported?.get(key), asked?.get(key)];
      const kind = saved?.kind ?? report?.kind ?? wish?.kind;
      return kind ? [fitted(key, kind, saved?.name ?? null, report, wish, wishes.get(key))] : [];
    })
    .sort(
      (a, b) =>
        KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.key.localeCompare(b.key, "en", { numeric: true }),
    );
}

/**
 * @param {string} key @param {ModuleKind} kind @param {string | null} name
 * @param {Module | undefined} report @param {Module | undefined} wish @param {string | undefined} newest
 * @returns {Fitted}
 */
function fitted(key, kind, name, report, wish, newest) {
  const reported = report ? stateOf(kind, report.state) : null;
  const asked = newest ?? (wish ? stateOf(kind, wish.state) : null);
  return {
    ...{ key, kind, name, module: key.split("/")[2] ?? "" },
    state: reported ?? asked,
    isReported: reported !== null,
    asked: reported !== null && asked !== reported ? asked : null,
    asked_ms: wish ? Date.parse(wish.at) : 0,
  };
}

/** A state in the words of `CHOICES`, as far as it can be said in them. @param {ModuleKind} kind @param {Module["state"]} state */
function stateOf(kind, state) {
  const [rest = "", ...others] = CHOICES[kind];
  if ([false, 0, "off", "closed"].includes(state)) return rest;
  const isSimple = others.length === 1;
  if (isSimple && (state === true || state === "on" || Number(state) > 0)) return others[0] ?? "";
  return state === true ? "on" : String(state);
}

/** How much of it: 0 at rest, 1 a little, 2 all, null where nobody knows. @param {string | null} state */
export function strengthOf(state) {
  if (state === null) return null;
  if (state === "off" || state === "closed") return 0;
  return state === "low" ? 1 : 2;
}

/** The number in a name that nobody wrote: `window2` -> 2. @param {Pick<Fitted, "kind" | "module">} fitted */
export function numberOf({ kind, module }) {
  return Number(module.match(`^${kind}(\\d+)$`)?.[1] ?? 0);
}

/**
 * The configuration with one more module.
 * @param {Config} config @param {string} room `site/room` @param {ModuleKind} kind @param {string} name May be empty.
 * @param {string[]} taken Keys of modules that are known otherwise. @returns {Config}
 */
export function withModule(config, room, kind, name, taken) {
  const keys = new Set([...Object.keys(config.modules ?? {}), ...taken]);
  let number = 1;
  while (keys.has(`${room}/${kind}${number}`)) number += 1;
  return {
    ...config,
    modules: { ...config.modules, [`${room}/${kind}${number}`]: { name: name || null, kind } },
  };
}
