import { expect, test } from "vitest";
import { noticesOf } from "../../js/notices.js";

/** @param {string} id @param {import("../../js/wire.js").AlertState} state */
const alert = (id, state) => /** @type {import("../../js/wire.js").Alert} */ ({ id, state });

test("what begins to fire is announced once, and is over when it fires no more", () => {
  const first = noticesOf(new Set(), [alert("a", "firing"), alert("b", "acknowledged")]);
  expect(first.begun.map(({ id }) => id)).toEqual(["a"]);
  const second = noticesOf(first.firing, [alert("a", "firing"), alert("c", "firing")]);
  expect(second.begun.map(({ id }) => id)).toEqual(["c"]);
  expect(second.over).toEqual([]);
  const third = noticesOf(second.firing, [alert("a", "acknowledged")]);
  expect(third).toEqual({ begun: [], over: ["a", "c"], firing: new Set() });
});
