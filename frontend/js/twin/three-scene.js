/**
 * The building in space. Nothing is drawn unless something changed: what is shown, the camera, the size, the colours.
 *
 * Only this file and what it imports know three.js; it is loaded when the twin is shown in space, and by no other page.
 */

import { PerspectiveCamera, Raycaster, Scene, Vector2, Vector3, WebGLRenderer } from "three";
import { OrbitControls } from "three/examples/jsm/controls/OrbitControls.js";
import { CLOSER, LEAST_DISTANCE, moved, offsetOf, orbitAround, POLAR, STEP } from "./camera.js";
import { Maker } from "./maker.js";
import { buildingOf, cornersOf, heightOf, WALL } from "./meshes.js";
import { palette } from "./palette.js";
import { Pulses } from "./pulses.js";

/**
 * @typedef {import("./drawn.js").Drawn} Drawn
 * @typedef {{key: string, x: number, y: number, width: number}} Label Its middle and the room's width, in pixels.
 * @typedef {"left" | "right" | "up" | "down" | "closer" | "farther" | "all"} Move
 */

/** @type {Record<Move, {azimuth?: number, polar?: number, factor?: number}>} */
const MOVES = {
  left: { azimuth: -STEP },
  right: { azimuth: STEP },
  up: { polar: -STEP },
  down: { polar: STEP },
  closer: { factor: CLOSER },
  farther: { factor: 1 / CLOSER },
  all: {},
};
const FOV = 32;
/** A press that moved less chooses, it does not turn. */
const CLICK_PX = 5;
const LABEL_HEIGHT = 0.55;

export class BuildingScene {
  #canvas;
  #renderer;
  #hooks;
  #scene = new Scene();
  #camera = new PerspectiveCamera(FOV, 1, 0.1, 5000);
  #controls;
  #maker = new Maker(palette());
  /** @type {import("three").Group | null} */ #building = null;
  /** @type {Drawn} */ #drawn = { rooms: [], floors: [], bounds: { x: 0, y: 0, width: 0, depth: 0 } };
  /** @type {string | null} */ #selected = null;
  #shape = "";
  #isAll = true;
  #frame = 0;
  #frames = 0;
  #isOver = false;
  #pulses = new Pulses(this.#scene, () => this.#drawSoon());
  #sizes;

  /**
   * @param {HTMLCanvasElement} canvas @param {WebGL2RenderingContext} context
   * @param {{choose: (key: string) => void, place: (labels: Label[]) => void}} hooks `place`: after every frame.
   */
  constructor(canvas, context, hooks) {
    this.#canvas = canvas;
    this.#hooks = hooks;
    this.#renderer = new WebGLRenderer({ canvas, context });
    this.#renderer.setClearColor(0, 0);
    this.#controls = new OrbitControls(this.#camera, canvas);
    this.#controls.enablePan = false;
    this.#controls.addEventListener("change", () => this.#drawSoon());
    this.#controls.addEventListener("start", () => {
      this.#isAll = false;
    });
    // A finger that moves upwards scrolls the page, and so does the wheel without Ctrl.
    canvas.style.touchAction = "pan-y";
    this.#listen();
    this.#sizes = new ResizeObserver(() => this.#fit());
    this.#sizes.observe(canvas);
    this.#fit();
  }

  #listen() {
    /** @type {{x: number, y: number} | null} */
    let pressed = null;
    this.#canvas.addEventListener("pointerdown", ({ clientX: x, clientY: y }) => {
      pressed = { x, y };
    });
    this.#canvas.addEventListener("click", ({ clientX: x, clientY: y }) => {
      const isStill = pressed && Math.hypot(x - pressed.x, y - pressed.y) < CLICK_PX;
      const key = isStill ? this.#roomAt(x, y) : null;
      if (key) this.#hooks.choose(key);
    });
  }

  /** @param {Drawn} drawn @param {string | null} selected */
  show(drawn, selected) {
    this.#drawn = drawn;
    this.#selected = selected;
    this.#build();
    const shape = JSON.stringify(drawn.floors);
    if (shape !== this.#shape) this.#seeAll();
    this.#shape = shape;
  }

  /** Take the page's colours as they are now. */
  repaint() {
    this.#maker.dispose();
    this.#maker = new Maker(palette());
    this.#build();
  }

  #build() {
    if (this.#building) this.#scene.remove(this.#building);
    this.#maker.release();
    this.#building = buildingOf(this.#drawn, this.#selected, this.#maker);
    this.#scene.add(this.#building);
    this.#drawSoon();
  }

  /** @param {Move} move */
  move(move) {
    if (move === "all") return this.#seeAll();
    this.#isAll = false;
    const { x, y, z } = this.#camera.position.clone().sub(this.#controls.target);
    const distance = Math.hypot(x, y, z);
    const orbit = { azimuth: Math.atan2(x, z), polar: Math.acos(y / distance), distance };
    const { minDistance: least, maxDistance: most } = this.#controls;
    this.#look(moved(orbit, MOVES[move], { least, most }));
  }

  /** Bring a room into sight if it is out of it. @param {string} key */
  lookAt(key) {
    const room = this.#drawn.rooms.find((one) => one.key === key);
    const label = this.#labels().find((one) => one.key === key);
    if (!room || !label) return;
    const { clientWidth, clientHeight } = this.#canvas;
    if (label.x > 0 && label.x < clientWidth && label.y > 0 && label.y < clientHeight) return;
    const middle = new Vector3(
      room.x + room.width / 2,
      heightOf(this.#drawn, room.floor),
      room.y + room.depth / 2,
    );
    const offset = this.#camera.position.clone().sub(this.#controls.target);
    this.#controls.target.copy(middle);
    this.#camera.position.copy(middle.add(offset));
    this.#isAll = false;
    this.#controls.update();
    this.#drawSoon();
  }

  #seeAll() {
    const { x, y, width, depth } = this.#drawn.bounds;
    const top = heightOf(this.#drawn, this.#drawn.floors.at(-1)?.floor ?? 0) + WALL;
    const middle = new Vector3(x + width / 2, top / 2, y + depth / 2);
    const corners = cornersOf(this.#drawn).map((corner) => corner.sub(middle).toArray());
    const orbit = orbitAround(corners, (FOV * Math.PI) / 180, this.#camera.aspect);
    this.#controls.target.copy(middle);
    this.#controls.minDistance = LEAST_DISTANCE;
    this.#controls.maxDistance = 4 * orbit.distance;
    this.#controls.maxPolarAngle = POLAR.most;
    this.#look(orbit);
    this.#isAll = true;
  }

  /** @param {import("./camera.js").Orbit} orbit */
  #look(orbit) {
    this.#camera.position.copy(this.#controls.target).add(new Vector3(...offsetOf(orbit)));
    this.#controls.update();
    this.#drawSoon();
  }

  #fit() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    if (width === 0 || height === 0) return;
    this.#renderer.setPixelRatio(Math.min(window.devicePixelRatio, 2));
    this.#renderer.setSize(width, height, false);
    this.#camera.aspect = width / height;
    this.#camera.updateProjectionMatrix();
    if (this.#isAll) this.#seeAll();
    this.#drawSoon();
  }

  /** A browser asks for no frame of a page that nobody sees. */
  #drawSoon() {
    if (this.#isOver || this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#renderer.render(this.#scene, this.#camera);
      this.#frames += 1;
      this.#canvas.dataset.frames = String(this.#frames);
      this.#hooks.place(this.#labels());
    });
  }

  #labels() {
    const { clientWidth, clientHeight } = this.#canvas;
    /** @param {number} x @param {number} y @param {number} z */
    const onScreen = (x, y, z) => {
      const at = new Vector3(x, y, z).project(this.#camera);
      return { x: ((at.x + 1) / 2) * clientWidth, y: ((1 - at.y) / 2) * clientHeight };
    };
    return this.#drawn.rooms.map(({ key, x, y, width, depth, floor, doorSide }) => {
      const height = heightOf(this.#drawn, floor) + LABEL_HEIGHT;
      const across = y + depth * (doorSide === "south" ? 0.65 : 0.35); // devices are on the other side
      const [left, right] = [onScreen(x, height, across), onScreen(x + width, height, across)];
      const middle = onScreen(x + width / 2, height, across);
      return { key, ...middle, width: Math.hypot(right.x - left.x, right.y - left.y) };
    });
  }

  /** @param {number} clientX @param {number} clientY @returns {string | null} */
  #roomAt(clientX, clientY) {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    const at = new Vector2(((clientX - left) / width) * 2 - 1, 1 - ((clientY - top) / height) * 2);
    const ray = new Raycaster();
    ray.setFromCamera(at, this.#camera);
    const hits = ray.intersectObjects(this.#building ? [this.#building] : []);
    return hits.find(({ object }) => object.userData.key)?.object.userData.key ?? null;
  }

  /** A device was heard of. @param {string} key */
  pulse(key) {
    const room = this.#drawn.rooms.find(({ devices }) => devices.some((one) => one.key === key));
    const device = room?.devices.find((one) => one.key === key);
    if (!room || !device || document.hidden) return;
    const height = heightOf(this.#drawn, room.floor) + 0.05;
    this.#pulses.begin(key, [device.x, height, device.y], this.#maker.palette.ink);
  }

  dispose() {
    this.#isOver = true;
    this.#pulses.dispose();
    cancelAnimationFrame(this.#frame);
    this.#sizes.disconnect();
    this.#controls.dispose();
    this.#maker.dispose();
    this.#renderer.dispose();
  }
}

export { onContrast } from "./palette.js";
