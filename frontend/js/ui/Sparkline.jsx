import { sparkPath } from "./spark-path.js";

/** The score of the last hour. @param {{sparkline: import("../wire.js").Sparkline | null, now_ms: number}} props */
export function Sparkline({ sparkline, now_ms }) {
  return (
    <svg class="sparkline" viewBox="0 0 180 32" preserveAspectRatio="none" aria-hidden="true">
      {sparkline && <path d={sparkPath(sparkline, now_ms, 180, 32)} vector-effect="non-scaling-stroke" />}
    </svg>
  );
}
