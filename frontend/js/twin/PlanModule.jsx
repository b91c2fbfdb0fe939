/** @typedef {import("./drawn.js").DrawnModule} DrawnModule */

const TURNS = { north: 0, floor: 0, south: 180, west: -90, east: 90 };

/** A module on its wall from above: the wall runs along x, the room lies below. @param {{module: DrawnModule}} props */
export function PlanModule({ module }) {
  const { x, y, where, kind, strength } = module;
  const state = strength === null ? "unknown" : strength > 0 ? "on" : "rest";
  return (
    <g
      class={`module module-${kind} ${state}`}
      data-module={module.key}
      data-strength={String(strength)}
      transform={`translate(${x} ${y}) rotate(${TURNS[where]})`}
    >
      {SHAPES[kind](module)}
    </g>
  );
}

/** @type {Record<DrawnModule["kind"], (module: DrawnModule) => import("preact").ComponentChildren>} */
const SHAPES = { window: leaf, door: leaf, radiator, ventilation, purifier };

/** In its wall, or swung outwards. @param {DrawnModule} module */
function leaf({ length, strength }) {
  const half = length / 2;
  return (
    <>
      <path class="opening" d={`M${-half} 0H${half}`} />
      {strength ? (
        <path
          d={`M${-half} 0L${-half + length * 0.55} ${-length * 0.83}A${length} ${length} 0 0 1 ${half} 0`}
        />
      ) : (
        <path d={`M${-half} -.07H${half}M${-half} .07H${half}`} />
      )}
    </>
  );
}

/** Ribs along the wall; warm air rises from it. @param {DrawnModule} module */
function radiator({ length, strength }) {
  const half = length / 2;
  const ribs = [-0.6, -0.2, 0.2, 0.6].map((part) => `M${part * half} .08V.3`).join("");
  const warmth = [-0.5, 0, 0.5].map((part) => `M${part * half} .42q.12 .12 0 .24t0 .24`).join("");
  return (
    <>
      <rect x={-half} y=".08" width={length} height=".22" />
      <path d={strength ? ribs + warmth : ribs} />
    </>
  );
}

/** As many waves as it is strong. @param {DrawnModule} module */
function ventilation({ length, strength }) {
  const half = length / 2;
  const waves = [0, 1].slice(0, strength ?? 0).map((at) => {
    const wave = length / 4;
    return `M${-half} ${0.55 + at * 0.22}q${wave / 2} -.14 ${wave} 0t${wave} 0t${wave} 0t${wave} 0`;
  });
  return (
    <>
      <rect x={-half} y=".06" width={length} height=".3" />
      <path d={`M${-half} .06L${half} .36M${-half} .36L${half} .06${waves.join("")}`} />
    </>
  );
}

/** On the floor; rings when it runs. @param {DrawnModule} module */
function purifier({ length, strength }) {
  return (
    <>
      <rect x={-length / 2} y={-length / 2} width={length} height={length} rx=".08" />
      <circle r={length / 4} />
      {strength ? (
        <path d={`M${length * 0.7} -.25a.36 .36 0 0 1 0 .5M${length * 0.95} -.36a.5 .5 0 0 1 0 .72`} />
      ) : null}
    </>
  );
}
