/** What a page shows, kept in its address: a link shows the same, and Back returns. */

import { signal } from "@preact/signals";

/**
 * @template T
 * @param {(search: string) => T} parse @param {(view: T) => string} format
 * @returns {{view: import("@preact/signals").Signal<T>, show: (change: Partial<T>) => void, settle: (change: Partial<T>) => void}}
 */
export function inAddress(parse, format) {
  const view = signal(parse(globalThis.location?.search ?? ""));
  globalThis.addEventListener?.("popstate", () => {
    view.value = parse(window.location.search);
  });
  return {
    view,
    /** Show something else. */
    show(change) {
      const next = { ...view.value, ...change };
      const search = format(next);
      if (search === format(view.value)) return;
      view.value = next;
      history.pushState(null, "", window.location.pathname + search);
    },
    /** Say in the address what is shown already. */
    settle(change) {
      view.value = { ...view.value, ...change };
      history.replaceState(null, "", window.location.pathname + format(view.value));
    },
  };
}

/** Whether this is a screen on a wall: nothing to be touched, nothing that leads elsewhere (`?kiosk=1`). */
export const isKiosk = new URLSearchParams(globalThis.location?.search).get("kiosk") === "1";

/**
 * Empty, or beginning with `?`; slashes, commas and colons stay readable. A screen on a wall stays one.
 * @param {URLSearchParams} query
 */
export function searchOf(query) {
  if (isKiosk) query.set("kiosk", "1");
  const text = query.toString().replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%3A", ":");
  return text && `?${text}`;
}
