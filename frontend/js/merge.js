/** Two people who edited one document: what they changed is joined field by field. Pure. */

/**
 * @typedef {string[]} Path From the document down to a field.
 * @typedef {{path: Path, mine: unknown, theirs: unknown}} Conflict Both changed it, each in another way.
 * @typedef {Record<string, unknown>} Tree
 * @typedef {(path: Path) => Tree} Empty What is so of a thing of which nobody said anything yet.
 */

/** Only as a whole they make sense: half of one and half of another would be a third that nobody wanted. */
const WHOLE = new Set(["plan", "occupied"]);

/** @param {unknown} value @returns {value is Tree} */
const isTree = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @type {Empty} */
const nothing = () => ({});

/** @param {unknown} a @param {unknown} b @returns {boolean} */
export function isEqual(a, b) {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, at) => isEqual(item, b[at]));
  }
  if (!isTree(a) || !isTree(b)) return false;
  return namesIn(a, b).every((name) => isEqual(a[name], b[name]));
}

/** @param {...Tree} trees */
function namesIn(...trees) {
  return [...new Set(trees.flatMap((tree) => Object.keys(tree)))];
}

/**
 * Join what two people made of the same document. Where both changed a field, mine stays and is a conflict.
 * @template T @param {T} base What both began with. @param {T} mine @param {T} theirs
 * @param {Empty} [emptyOf]
 * @returns {{merged: T, conflicts: Conflict[]}}
 */
export function merge(base, mine, theirs, emptyOf = nothing) {
  /** @type {Conflict[]} */
  const conflicts = [];
  const merged = /** @type {T} */ (join(base, mine, theirs, [], conflicts, emptyOf));
  return { merged, conflicts };
}

/**
 * @param {unknown} base @param {unknown} mine @param {unknown} theirs
 * @param {Path} path @param {Conflict[]} conflicts @param {Empty} emptyOf
 * @returns {unknown}
 */
function join(base, mine, theirs, path, conflicts, emptyOf) {
  if (isEqual(mine, theirs) || isEqual(mine, base)) return theirs;
  if (isEqual(theirs, base)) return mine;
  if (!isTree(mine) || !isTree(theirs) || WHOLE.has(path.at(-1) ?? "")) {
    conflicts.push({ path, mine, theirs });
    return mine;
  }
  const empty = isTree(base) ? {} : emptyOf(path);
  const [before, ours, other] = [isTree(base) ? base : empty, { ...empty, ...mine }, { ...empty, ...theirs }];
  const fields = namesIn(ours, other).map((name) => [
    name,
    join(before[name], ours[name], other[name], [...path, name], conflicts, emptyOf),
  ]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

/**
 * Where a document differs from what it was; a thing that is new or gone is one change, unless it is known what is
 * so of a thing of which nobody said anything.
 * @param {unknown} before @param {unknown} after @param {Empty} [emptyOf] @param {Path} [path] @returns {Path[]}
 */
export function changedPaths(before, after, emptyOf = nothing, path = []) {
  if (isEqual(before, after)) return [];
  const empty = before === undefined ? emptyOf(path) : {};
  const known = Object.keys(empty).length > 0 ? empty : before;
  if (!isTree(known) || !isTree(after) || WHOLE.has(path.at(-1) ?? "")) return [path];
  const now = { ...empty, ...after };
  return namesIn(known, now).flatMap((name) =>
    changedPaths(known[name], now[name], emptyOf, [...path, name]),
  );
}

/** @param {unknown} document @param {Path} path @returns {unknown} Undefined where there is nothing. */
export function valueAt(document, path) {
  return path.reduce((part, name) => (isTree(part) ? part[name] : undefined), document);
}

/**
 * The document with another value somewhere; undefined takes away what is there.
 * @template T @param {T} document @param {Path} path @param {unknown} value @returns {T}
 */
export function withValue(document, path, value) {
  const [name, ...rest] = path;
  if (name === undefined) return /** @type {T} */ (value);
  const tree = isTree(document) ? document : /** @type {Tree} */ ({});
  const after = withValue(tree[name], rest, value);
  const { [name]: _, ...others } = tree;
  return /** @type {T} */ (after === undefined ? others : { ...tree, [name]: after });
}
