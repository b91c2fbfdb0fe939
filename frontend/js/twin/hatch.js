/** What stands for silence, whatever colours are seen. Pure. */

/** Parallel slanted lines across a rectangle. @param {import("../layout.js").Rect} rect @param {number} step @returns {number[][]} */
export function hatchOf({ x, y, width, depth }, step) {
  const lines = [];
  for (let offset = step; offset < width + depth; offset += step) {
    const [x1, y1] = [Math.max(0, offset - depth), Math.min(offset, depth)];
    const [x2, y2] = [Math.min(offset, width), Math.max(0, offset - width)];
    lines.push([x + x1, y + y1, x + x2, y + y2]);
  }
  return lines;
}
