/** The pages, in the order of the navigation. A page is a line here, its HTML and its script. */

/** @type {{name: string, path: string}[]} `page-<name>` are its words. */
export const PAGES = [
  { name: "overview", path: "/" },
  { name: "rooms", path: "/room.html" },
  { name: "twin", path: "/digital-twin.html" },
  { name: "alerts", path: "/alerts.html" },
  { name: "forecasts", path: "/forecasts.html" },
  { name: "devices", path: "/devices.html" },
  { name: "system", path: "/system.html" },
  { name: "settings", path: "/settings.html" },
];

/** The page at an address; `/index.html` is the first one too. @param {string} pathname */
export function pageAt(pathname) {
  return PAGES.find(({ path }) => path === pathname) ?? PAGES[0];
}
