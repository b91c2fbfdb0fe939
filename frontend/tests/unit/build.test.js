import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { PAGES } from "../../js/pages.js";

const ROOT = join(import.meta.dirname, "../..");
const DIST = join(ROOT, "dist");
const pages = readdirSync(ROOT).filter((name) => name.endsWith(".html"));

/** @param {string} file @returns {number} Thousands of bytes, gzipped. */
const packed_kb = (file) => gzipSync(readFileSync(file), { level: 9 }).length / 1000;

/** A part that comes a moment after its page. @param {string} name */
function later_kb(name) {
  const found = readdirSync(join(DIST, "assets")).filter((file) => file.match(`^${name}-[0-9a-f]{10}\\.js$`));
  expect(found).toHaveLength(1);
  return packed_kb(join(DIST, "assets", found[0] ?? ""));
}

/** The second measures the pages and is no part of them. */
const PACKAGES = [ROOT, join(ROOT, "../tests/bench/frontend/lighthouse")];

test.each(PACKAGES)("the lock file of %s names no registry", (folder) => {
  const lock = readFileSync(join(folder, "package-lock.json"), "utf8");
  expect(lock).not.toContain('"resolved"');
  expect(lock).not.toMatch(/registry/);
});

test.each(PACKAGES)("every dependency of %s has one exact version", (folder) => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  for (const version of Object.values({ ...dependencies, ...devDependencies }))
    expect(version).toMatch(/^\d[\d.]*$/);
});

test("every page of the navigation is there, and every page is in it", () => {
  expect(PAGES.map(({ path }) => (path === "/" ? "index.html" : path.slice(1))).sort()).toEqual(pages.sort());
});

test.each(pages)("%s has no script or style within it", (name) => {
  const page = readFileSync(join(ROOT, name), "utf8");
  expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*src=)/);
  expect(page).not.toMatch(/https?:/);
});

test.runIf(existsSync(DIST)).each(pages)("%s stays within its budget", (name) => {
  const built = readFileSync(join(DIST, name), "utf8");
  const named = [...built.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(js|css))"/g)];
  const [, own = ""] = readFileSync(join(ROOT, name), "utf8").match(/src="\/(js\/[\w-]+\.jsx)"/) ?? [];
  const draws = readFileSync(join(ROOT, own), "utf8").includes("drawing()");
  /** @param {string} type */
  const sum_kb = (type) =>
    named
      .filter(([, , ext]) => ext === type)
      .reduce((sum, [, file]) => sum + packed_kb(join(DIST, file ?? "")), 0);
  expect(packed_kb(join(DIST, name))).toBeLessThanOrEqual(5);
  expect(sum_kb("css")).toBeLessThanOrEqual(10);
  expect(sum_kb("js")).toBeGreaterThan(10);
  // What draws charts is no less a part of what a page loads; the twin shows rooms before it is drawn in space.
  expect(sum_kb("js") + (draws ? later_kb("live-chart") : 0)).toBeLessThanOrEqual(60);
});

test.runIf(existsSync(DIST))("what draws the twin in space stays within its budget", () => {
  expect(later_kb("three-scene")).toBeLessThanOrEqual(150);
});

test.runIf(existsSync(DIST))(
  "every asset has a name that may be cached for a year, and a packed twin",
  () => {
    const files = readdirSync(join(DIST, "assets"));
    for (const file of files) expect(file).toMatch(/^[A-Za-z-]+-[0-9a-f]{10}\.(js|css|svg)(\.gz)?$/);
    for (const file of files.filter((name) => !name.endsWith(".gz"))) expect(files).toContain(`${file}.gz`);
  },
);
