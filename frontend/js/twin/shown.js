/** What the twin shows now, as signals: the site and floor of the address, or what stands for them. */

import { computed, signal } from "@preact/signals";
import { layoutOf } from "../layout.js";
import { roomName, roomTitle, siteName } from "../rooms.js";
import { building, rooms as heard, knownDevices } from "../store.js";
import { drawnOf, twinRooms } from "./drawn.js";
import { fitted } from "./live-modules.js";
import { view } from "./twin-view.js";

/** Whether this browser draws in space; null until it tried. */
export const canDrawSpace = signal(/** @type {boolean | null} */ (null));
export const isSpace = computed(() => !view.value.isPlan && canDrawSpace.value !== false);

/** All rooms, worst first. */
export const rooms = computed(() => {
  const { config } = building.value;
  return twinRooms(heard.value, config, fitted.value, (key) => {
    const [site = "", room = ""] = key.split("/");
    return {
      name: roomName(config, site, room),
      siteName: siteName(config, site),
      title: roomTitle(config, site, room),
    };
  });
});

/** The sites that have rooms, by their names: `[site, name]`. */
export const sites = computed(() => {
  const names = new Map(rooms.value.map(({ site, siteName }) => [site, siteName]));
  return [...names].sort(([, a], [, b]) => a.localeCompare(b));
});

export const site = computed(() => {
  const { site: wanted, room } = view.value;
  const known = sites.value.map(([key]) => key);
  return [wanted, room?.split("/")[0]].find((one) => one && known.includes(one)) ?? known[0] ?? null;
});

const ofSite = computed(() => rooms.value.filter((room) => room.site === site.value));

/** All floors of the site, the lowest first. */
export const floors = computed(() => {
  const placed = layoutOf(
    ofSite.value.map(({ key }) => key),
    building.value.config,
  );
  return [...new Set(placed.map(({ floor }) => floor))];
});

/** Null: all. */
export const floor = computed(() => {
  const wanted = view.value.floor;
  return wanted !== null && floors.value.includes(wanted) ? wanted : null;
});

let drawnBefore = drawnOf([], {}, [], [], null);
/** Changes only when something looks different. */
export const drawn = computed(() => {
  const next = drawnOf(ofSite.value, building.value.config, fitted.value, knownDevices.value, floor.value);
  if (JSON.stringify(next) !== JSON.stringify(drawnBefore)) drawnBefore = next;
  return drawnBefore;
});

/** The room of the address; undefined where there is none of that name. */
export const selected = computed(() => rooms.value.find(({ key }) => key === view.value.room));
/** Its key changes only when another is chosen; the room itself with every second. */
export const selectedKey = computed(() => selected.value?.key ?? null);
