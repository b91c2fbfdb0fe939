import { expect, test } from "vitest";
import { afterKey, floorsOf, frameOf, laidOut, movedTo } from "../../js/plan.js";

const PLAN = { x_m: 1, y_m: 2, width_m: 5, depth_m: 3.2, floor: 0 };

test("rooms without a place stand where the twin has them, and are not chosen", () => {
  const rooms = laidOut(["s/a", "s/b", "s/c"], { rooms: { "s/b": { plan: PLAN } } });
  expect(rooms.find(({ key }) => key === "s/b")).toEqual({ key: "s/b", plan: PLAN, isChosen: true });
  expect(rooms.filter(({ isChosen }) => !isChosen).map(({ key, plan }) => [key, plan.x_m, plan.y_m])).toEqual(
    [
      ["s/a", 8, 2],
      ["s/c", 12, 2],
    ],
  );
  expect(floorsOf(rooms)).toEqual([0]);
});

test("a drawing shows all rooms with a margin, also left of and above zero", () => {
  const rooms = laidOut(["s/a", "s/b"], {
    rooms: { "s/a": { plan: { ...PLAN, x_m: -3, y_m: -2 } }, "s/b": { plan: PLAN } },
  });
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
