import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { FluentResource } from "@fluent/bundle";
import { defineConfig } from "vite";

/** Every HTML page beside this file is a page of the dashboard. */
const pages = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".html"))
  .map((name) => resolve(import.meta.dirname, name));

/** Words are parsed here, once, so that no page needs the parser. */
const words = {
  name: "words",
  /** @param {string} source @param {string} id */
  transform: (source, id) =>
    id.endsWith(".ftl")
      ? { code: `export default ${JSON.stringify(new FluentResource(source).body)}`, map: null }
      : null,
};

/** What is asked for later needs nothing that is not there yet, so nothing is preloaded beside it. */
const noPreload = {
  name: "no-preload",
  enforce: /** @type {const} */ ("pre"),
  /** @param {string} id */
  load: (id) => (id === "\0vite/preload-helper.js" ? "export const __vitePreload = (load) => load();" : null),
};

/** What uPlot can do and no chart of ours does: without these lines the rest of it is left out. */
const UNUSED = [
  "uPlot.join = join;",
  "(paths.stepped = stepped);",
  "(paths.bars    = bars);",
  "(paths.spline  = monotoneCubic);",
];

const lighterPlot = {
  name: "lighter-plot",
  /** @param {string} source @param {string} id */
  transform: (source, id) => {
    if (!id.endsWith("/uPlot.esm.js")) return null;
    const absent = UNUSED.filter((line) => !source.includes(line));
    if (absent.length > 0) throw new Error(`uPlot no longer has ${absent.join(" ")}`);
    return { code: UNUSED.reduce((code, line) => code.replace(line, ""), source), map: null };
  },
};

export default defineConfig({
  base: "/",
  plugins: [words, noPreload, lighterPlot],
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    // Nothing is inlined: the content security policy forbids inline script and style.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    reportCompressedSize: false,
    rolldownOptions: {
      input: pages,
      // The proxy serves `/assets/<name>-<8 or more>.<ext>` only, and caches it for a year.
      output: {
        hashCharacters: "hex",
        entryFileNames: "assets/[name]-[hash:10].js",
        chunkFileNames: "assets/[name]-[hash:10].js",
        assetFileNames: "assets/[name]-[hash:10].[ext]",
        // Few files compress better than many: what pages have in common is one, but for what most do without.
        codeSplitting: {
          groups: [{ name: "shared", minShareCount: 2, test: /^(?!.*(PlaceForm|[Nn]otice))/ }],
        },
      },
    },
  },
  test: { include: ["tests/unit/**/*.test.js"] },
});
