/** Numbers as people type them. Pure. */

/** `1,5`, `−2`; NaN if it is none, also when nothing is typed. @param {string} text */
export function numberOf(text) {
  const written = text.trim().replace(",", ".").replace("−", "-");
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(written) ? Number(written) : Number.NaN;
}
