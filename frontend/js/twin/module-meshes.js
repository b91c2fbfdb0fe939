/** Windows, doors and the like in space, each in a shape of its own for every state. */

import { Group } from "three";

/**
 * @typedef {import("./drawn.js").DrawnRoom} DrawnRoom
 * @typedef {import("./drawn.js").DrawnModule} DrawnModule
 * @typedef {import("./maker.js").Maker} Maker
 */

/** A module on its wall; in its own group the wall runs along x, and the room lies at positive z. @param {DrawnModule} module @param {DrawnRoom} room @param {Maker} maker */
export function moduleOf(module, room, maker) {
  const group = new Group();
  group.position.set(module.x, 0, module.y);
  group.rotation.y = { north: 0, floor: 0, south: Math.PI, west: Math.PI / 2, east: -Math.PI / 2 }[
    module.where
  ];
  const { palette } = maker;
  const isInWall = module.kind === "window" || module.kind === "door";
  const ink = isInWall || room.level === "offline" ? palette.text : palette.ink;
  const colours = { ink, on: palette.accent, off: palette.paper };
  group.add(...SHAPES[module.kind](module, colours, maker));
  return group;
}

/** @typedef {{ink: string, on: string, off: string}} Colours */

/** @type {Record<DrawnModule["kind"], (module: DrawnModule, colours: Colours, maker: Maker) => import("three").Object3D[]>} */
const SHAPES = {
  window: (module, colours, maker) => leaf(module, colours, maker, 0.3, 0.7),
  door: (module, colours, maker) => leaf(module, colours, maker, 0, 0.95),
  radiator: ({ length, strength }, { ink, on, off }, maker) => [
    ...solid(maker, [0, 0.35, 0.12], [length, 0.45, 0.14], strength ? on : off, ink, strength),
    ...bars(strength ? 3 : 0).map((at) =>
      maker.box([(at - 1) * length * 0.3, 0.8, 0.12], [0.07, 0.3, 0.07], maker.fill(on)),
    ),
  ],
  ventilation: ({ length, strength }, { ink, on, off }, maker) => [
    ...solid(maker, [0, 0.8, 0.15], [length, 0.3, 0.26], strength ? on : off, ink, strength),
    ...bars(strength ?? 0).map((at) =>
      maker.box([0, 0.8, 0.45 + at * 0.2], [length * 0.8, 0.07, 0.07], maker.fill(on)),
    ),
  ],
  purifier: ({ length, strength }, { ink, on, off }, maker) => [
    ...(strength === null
      ? [maker.frame([0, 0.35, 0], [length, 0.7, length], ink)]
      : [
          maker.disc([0, 0.35, 0], length / 2, 0.7, maker.fill(ink)),
          maker.disc([0, 0.71, 0], length / 2.6, 0.03, maker.fill(strength ? on : off)),
        ]),
    ...bars(strength ? 2 : 0).map((at) =>
      maker.disc([0, 0.85 + at * 0.16, 0], length / 2.6, 0.04, maker.fill(on)),
    ),
  ],
};

/** @param {number} count */
const bars = (count) => Array.from({ length: count }, (_, at) => at);

/** A body, or its edges alone where nobody knows its state. @param {Maker} maker @param {number[]} at @param {number[]} size @param {string} color @param {string} ink @param {number | null} strength */
function solid(maker, at, size, color, ink, strength) {
  const frame = maker.frame(at, size, ink);
  return strength === null ? [frame] : [maker.box(at, size, maker.fill(color)), frame];
}

/** A window or a door: shut in its wall, or swung outwards. @param {DrawnModule} module @param {Colours} colours @param {Maker} maker @param {number} sill @param {number} height */
function leaf({ length, strength }, { ink, on, off }, maker, sill, height) {
  const hinge = new Group();
  hinge.position.set(-length / 2, sill + height / 2, 0);
  hinge.rotation.y = strength ? 1.1 : 0;
  const size = [length, height, 0.1];
  hinge.add(...solid(maker, [length / 2, 0, 0], size, strength ? on : off, ink, strength));
  const gap = maker.frame([0, sill + height / 2, 0], size, ink);
  return strength ? [hinge, gap] : [hinge];
}
