import { expect, test } from "vitest";
import { afterKey, floorsOf, frameOf, laidOut, movedTo } from "../../js/plan.js";

const PLAN = { x_m: 1, y_m: 2, width_m: 5, depth_m: 3.2, floor: 0 };

test("rooms without a place stand in rows below the others, and none on another", () => {
  const rooms = laidOut([{ key: "a" }, { key: "b", plan: PLAN }, { key: "c", plan: null }, { key: "d" }]);
  expect(rooms.map(({ key, plan, isChosen }) => [key, plan.x_m, plan.y_m, isChosen])).toEqual([
    ["b", 1, 2, true],
    ["a", 0, 5, false],
    ["c", 4, 5, false],
    ["d", 0, 9, false],
  ]);
  expect(floorsOf(rooms)).toEqual([0]);
});

test("a drawing shows all rooms with a margin, also left of and above zero", () => {
  const rooms = laidOut([
    { key: "a", plan: { ...PLAN, x_m: -3, y_m: -2 } },
    { key: "b", plan: PLAN },
  ]);
  expect(frameOf(rooms)).toEqual({ x: -4, y: -3, width: 11, height: 9.2 });
  expect(frameOf([]).width).toBeGreaterThan(0);
});

test("keys move a room by half a metre and resize it, never to nothing", () => {
  expect(afterKey(PLAN, "ArrowRight", false)).toEqual({ ...PLAN, x_m: 1.5 });
  expect(afterKey({ ...PLAN, y_m: 2.3 }, "ArrowUp", false)?.y_m).toBe(2);
  expect(afterKey(PLAN, "ArrowDown", true)?.depth_m).toBe(3.5);
  expect(afterKey({ ...PLAN, width_m: 0.5 }, "ArrowLeft", true)?.width_m).toBe(0.5);
  expect(afterKey(PLAN, "Enter", false)).toBe(null);
});

test("a room is moved to half metres", () => {
  expect(movedTo(PLAN, 3.26, -0.74)).toEqual({ ...PLAN, x_m: 3.5, y_m: -0.5 });
});
