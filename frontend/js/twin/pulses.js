import { DoubleSide, Mesh, MeshBasicMaterial, RingGeometry } from "three";

const STEPS = 8;
const STEP_MS = 75;

/** Rings that run once from devices that were heard of. A few pictures each, then nothing moves. */
export class Pulses {
  #scene;
  #draw;
  /** @type {Map<string, {ring: Mesh<RingGeometry, MeshBasicMaterial>, step: number}>} */ #running =
    new Map();
  #timer = 0;

  /** @param {import("three").Scene} scene @param {() => void} draw */
  constructor(scene, draw) {
    this.#scene = scene;
    this.#draw = draw;
  }

  /** @param {string} key @param {[number, number, number]} at @param {string} color */
  begin(key, at, color) {
    if (this.#running.has(key)) return;
    const material = new MeshBasicMaterial({ color, transparent: true, side: DoubleSide });
    const ring = new Mesh(new RingGeometry(0.22, 0.3, 24), material);
    ring.rotation.x = -Math.PI / 2;
    ring.position.set(...at);
    this.#scene.add(ring);
    this.#running.set(key, { ring, step: 0 });
    if (!this.#timer) this.#timer = window.setInterval(() => this.#goOn(), STEP_MS);
  }

  #goOn() {
    for (const [key, pulse] of this.#running) {
      pulse.step += 1;
      const part = pulse.step / STEPS;
      pulse.ring.scale.setScalar(1 + 2 * part);
      pulse.ring.material.opacity = 1 - part;
      if (part >= 1) this.#end(key);
    }
    this.#draw();
  }

  /** @param {string} key */
  #end(key) {
    const { ring } = this.#running.get(key) ?? {};
    this.#running.delete(key);
    if (ring) {
      this.#scene.remove(ring);
      ring.geometry.dispose();
      ring.material.dispose();
    }
    if (this.#running.size > 0) return;
    window.clearInterval(this.#timer);
    this.#timer = 0;
  }

  dispose() {
    for (const key of this.#running.keys()) this.#end(key);
  }
}
