/** The page's colours as they are now, for what is drawn without style sheets. */

/** @typedef {Record<"bg" | "card" | "raised" | "border" | "text" | "muted" | "accent" | "ink", string>} Neutrals */

const NEUTRALS = /** @type {(keyof Neutrals)[]} */ ([
  ...["bg", "card", "raised", "border", "text", "muted", "accent", "ink"],
]);

/**
 * @typedef {Neutrals & {paper: string, level: (level: string | null) => string}} Palette `paper`: light in both themes.
 */

/** @returns {Palette} */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const isHigh =
    matchMedia("(prefers-contrast: more)").matches || matchMedia("(forced-colors: active)").matches;
  /** @param {string} name */
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  const named = /** @type {Neutrals} */ (Object.fromEntries(NEUTRALS.map((name) => [name, read(name)])));
  // `currentcolor` under more contrast is nothing that a canvas knows.
  const border = isHigh ? named.text : named.border;
  const paper = named.bg === named.ink ? named.text : named.card;
  return { ...named, border, paper, level: (level) => (level ? read(`level-${level}`) : named.raised) };
}

/** Hear when contrast is changed. @param {() => void} listener @returns {() => void} Ends it. */
export function onContrast(listener) {
  const queries = ["(prefers-contrast: more)", "(forced-colors: active)"].map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener("change", listener);
  return () => {
    for (const query of queries) query.removeEventListener("change", listener);
  };
}
