/** @typedef {import("../wire.js").Level} Level */

import { t } from "../i18n.js";

/** @type {Record<Level | "offline", string>} A shape for each level: colour never carries it alone. */
const GLYPHS = {
  excellent: "M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1Z",
  good: "M4.6 10.2 1 6.6l1.5-1.5 2.1 2.1 5-5L11 3.8Z",
  fair: "M1.5 1.5h9v9h-9Z",
  poor: "M6 1l5.5 10H.5Z",
  // A stop sign: its corners are cut less than they would be to be regular, so that it is no circle when small.
  severe: "M2.8 0h6.4L12 2.8v6.4L9.2 12H2.8L0 9.2V2.8ZM5.1 2.3v4.4h1.8V2.3ZM5.1 8v1.7h1.8V8Z",
  offline: "M1 5h10v2H1Z",
};

/** A level as shape, word and colour. @param {{level: Level | "offline"}} props */
export function LevelChip({ level }) {
  return <Chip level={level} word={t(`level-${level}`)} />;
}

/** How good a room's air is, that nothing is heard of it, or that it is outdoors. @param {{room: import("../rooms.js").Room}} props */
export function RoomChip({ room: { online, level, isOutdoor } }) {
  if (online && isOutdoor) return <span class="chip plain">{t("room-outdoors")}</span>;
  const shown = online ? level : "offline";
  return shown && <LevelChip level={shown} />;
}

/** As good or bad as a level, in a word of its own. @param {{level: Level | "offline", word: string}} props */
export function Chip({ level, word }) {
  return (
    <span class={`chip level-${level}`}>
      <svg viewBox="0 0 12 12" width="13" height="13" aria-hidden="true">
        <path d={GLYPHS[level]} fill="currentColor" fill-rule="evenodd" />
      </svg>
      {word}
    </span>
  );
}
