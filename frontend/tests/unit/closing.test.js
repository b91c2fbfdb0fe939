import { expect, test } from "vitest";
import { CLOSINGS, closingOf } from "../../js/closing.js";

test("a code that the gateway names has its own rule", () => {
  for (const closing of CLOSINGS) expect(closingOf(closing.code)).toEqual(closing);
});

test.each([1000, 1001, 1005, 1006, 1009, 1011, 4002, 4499])("%i is a connection that was cut", (code) => {
  expect(closingOf(code).again).toBe("backoff");
});

test.each([4503, 4999])("%i, which is not known here, is not to be tried the same way", (code) => {
  expect(closingOf(code).again).toBe("differently");
});

test("the rules follow the numbers: below 4500 one comes back, from there on not the same way", () => {
  for (const { code, again } of CLOSINGS) expect(again === "differently").toBe(code >= 4500);
});
