import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { onReading } from "../store.js";
import { coloursChanged } from "../theme.js";
import { RoomLabels } from "./RoomLabels.jsx";
import { canDrawSpace, drawn, selectedKey } from "./shown.js";

/**
 * @typedef {import("./three-scene.js").BuildingScene} BuildingScene
 * @typedef {import("./three-scene.js").Label} Label
 */

/**
 * The building in space, or a sign that this browser can't: `canDrawSpace`.
 * @param {{choose: (key: string) => void, scene: {current: BuildingScene | null}}} props
 */
export function Space({ choose, scene }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const isReady = useSignal(false);

  useLayoutEffect(() => {
    const context = canvas.current?.getContext("webgl2", { antialias: true });
    if (!canvas.current || !context) {
      canDrawSpace.value = false;
      return;
    }
    const end = begin(canvas.current, context, {
      choose,
      place: (labels) => placeLabels(box.current, labels),
      open: (made) => {
        scene.current = made;
        isReady.value = true;
      },
    });
    return () => {
      scene.current = null;
      end();
    };
  }, []);

  useSignalEffect(() => {
    if (isReady.value) scene.current?.show(drawn.value, selectedKey.value);
  });
  useSignalEffect(() => {
    coloursChanged.value;
    scene.current?.repaint();
  });
  useEffect(() => {
    const reduced = window.matchMedia("(prefers-reduced-motion: reduce)");
    return onReading(({ site, room, device }) => {
      if (!reduced.matches) scene.current?.pulse(`${site}/${room}/${device}`);
    });
  }, []);

  return (
    <div class="space" ref={box} aria-busy={isReady.value ? undefined : "true"}>
      <canvas ref={canvas} />
      <RoomLabels choose={choose} look={(key) => scene.current?.lookAt(key)} />
    </div>
  );
}

/**
 * Load what draws, and draw until ended; a context that is lost is a browser that can't.
 * @param {HTMLCanvasElement} canvas @param {WebGL2RenderingContext} context
 * @param {{choose: (key: string) => void, place: (labels: Label[]) => void, open: (scene: BuildingScene) => void}} hooks
 * @returns {() => void}
 */
function begin(canvas, context, { choose, place, open }) {
  let isOver = false;
  /** @type {(() => void)[]} */
  const ends = [];
  const giveUp = () => {
    canDrawSpace.value = false;
  };
  /** @param {unknown} error */
  const fail = (error) => {
    console.warn("IAQverse: nothing can be drawn in space:", error);
    giveUp();
  };
  canvas.addEventListener("webglcontextlost", giveUp);
  const load = async () => {
    const { BuildingScene, onContrast } = await import("./three-scene.js");
    if (isOver) return;
    const scene = new BuildingScene(canvas, context, { choose, place });
    ends.push(
      () => scene.dispose(),
      onContrast(() => scene.repaint()),
    );
    open(scene);
    canDrawSpace.value = true;
  };
  load().catch(fail);
  return () => {
    isOver = true;
    canvas.removeEventListener("webglcontextlost", giveUp);
    for (const end of ends) end();
  };
}

/** @param {HTMLElement | null} box @param {Label[]} labels */
function placeLabels(box, labels) {
  for (const { key, x, y, width } of labels) {
    const place = /** @type {HTMLElement | null} */ (
      box?.querySelector(`[data-place="${CSS.escape(key)}"]`) ?? null
    );
    if (!place) continue;
    place.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px) translate(-50%, -50%)`;
    place.style.inlineSize = `${Math.round(width)}px`;
  }
}
