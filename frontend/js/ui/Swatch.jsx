import { DASHES } from "../chart/scene.js";

/** How a line is drawn. @param {{hue?: number, dash?: number, pattern?: number[]}} props */
export function Swatch({ hue = 0, dash = 0, pattern = DASHES[dash % DASHES.length] ?? [] }) {
  return (
    <svg class={`swatch line-${hue + 1}`} viewBox="0 0 26 4" width="26" height="4" aria-hidden="true">
      <path d="M0 2h26" stroke-width="2" stroke-dasharray={pattern.join(" ")} />
    </svg>
  );
}
