import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FluentBundle, FluentResource } from "@fluent/bundle";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const TAGS = ["de", "en", "es", "fr", "it"];

/** @param {string} tag */
const source = (tag) => readFileSync(join(ROOT, "locales", `${tag}.ftl`), "utf8");
/** @param {string} text @returns {string[]} */
const keys = (text) => [...text.matchAll(/^([a-z][\w-]*) =/gm)].map(([, key]) => key ?? "");

/** The variables that each message uses. @param {string} text @returns {Record<string, string[]>} */
function variables(text) {
  const messages = text.split(/^(?=[a-z][\w-]* =)/m).filter((part) => part.includes(" ="));
  return Object.fromEntries(
    messages.map((part) => [
      part.split(" =")[0] ?? "",
      [...new Set([...part.matchAll(/\$(\w+)/g)].map(([, name]) => name ?? ""))].sort(),
    ]),
  );
}

/** @param {string} folder @returns {string[]} */
function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.jsx?$/.test(entry.name) ? [readFileSync(path, "utf8")] : [];
  });
}

test("there are five languages", () => {
  expect(readdirSync(join(ROOT, "locales")).sort()).toEqual(TAGS.map((tag) => `${tag}.ftl`));
});

test.each(TAGS)("%s has every key once, with the same variables, and parses", (tag) => {
  expect(keys(source(tag))).toEqual(keys(source("en")));
  expect(new Set(keys(source(tag))).size).toBe(keys(source(tag)).length);
  expect(variables(source(tag))).toEqual(variables(source("en")));
  expect(new FluentBundle(tag).addResource(new FluentResource(source(tag)))).toEqual([]);
});

test("every key that the code names is there, and every key is named", () => {
  const code = sources(join(ROOT, "js")).join("\n");
  const known = keys(source("en"));
  const exact = [...code.matchAll(/\bt\("([\w-]+)"/g), ...code.matchAll(/name="(detail-[\w-]+)"/g)].map(
    ([, key]) => key,
  );
  for (const key of exact) expect(known).toContain(key);
  const families = [...code.matchAll(/`([a-z]+-)\$\{/g)].map(([, prefix]) => prefix ?? "");
  const unused = known.filter(
    (key) => !exact.includes(key) && !families.some((prefix) => key.startsWith(prefix)),
  );
  expect(unused).toEqual([]);
});
