/** Shapes of three.js in the colours of a palette: unit shapes, scaled, so that there are few of them. */

import {
  BoxGeometry,
  BufferGeometry,
  CylinderGeometry,
  DoubleSide,
  EdgesGeometry,
  Float32BufferAttribute,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  MeshBasicMaterial,
} from "three";

/** @typedef {import("./palette.js").Palette} Palette */

const box = new BoxGeometry();
const edges = new EdgesGeometry(box);
const disc = new CylinderGeometry(1, 1, 1, 24);

/** Makes objects in the colours of a palette; `dispose` gives back what they hold. */
export class Maker {
  /** @type {Map<string, MeshBasicMaterial | LineBasicMaterial>} */ #materials = new Map();
  /** @type {BufferGeometry[]} */ #geometries = [];

  /** @param {Palette} palette */
  constructor(palette) {
    this.palette = palette;
  }

  /** @param {string} color @param {number} [opacity] */
  fill(color, opacity = 1) {
    return this.#kept(`fill ${color} ${opacity}`, () => {
      const isClear = opacity < 1;
      return new MeshBasicMaterial({
        color,
        opacity,
        transparent: isClear,
        depthWrite: !isClear,
        side: DoubleSide,
      });
    });
  }

  /** @param {string} color */
  line(color) {
    return this.#kept(`line ${color}`, () => new LineBasicMaterial({ color }));
  }

  /** @template {MeshBasicMaterial | LineBasicMaterial} T @param {string} key @param {() => T} make @returns {T} */
  #kept(key, make) {
    const known = this.#materials.get(key) ?? make();
    this.#materials.set(key, known);
    return /** @type {T} */ (known);
  }

  /** A box by its middle and size. @param {number[]} at @param {number[]} size @param {MeshBasicMaterial} material */
  box([x = 0, y = 0, z = 0], [width = 1, height = 1, depth = 1], material) {
    const mesh = new Mesh(box, material);
    mesh.position.set(x, y, z);
    mesh.scale.set(width, height, depth);
    return mesh;
  }

  /** @param {number[]} at @param {number[]} size @param {string} color */
  frame([x = 0, y = 0, z = 0], [width = 1, height = 1, depth = 1], color) {
    const lines = new LineSegments(edges, this.line(color));
    lines.position.set(x, y, z);
    lines.scale.set(width, height, depth);
    return lines;
  }

  /** @param {number[]} at @param {number} radius @param {number} height @param {MeshBasicMaterial} material */
  disc([x = 0, y = 0, z = 0], radius, height, material) {
    const mesh = new Mesh(disc, material);
    mesh.position.set(x, y, z);
    mesh.scale.set(radius, height, radius);
    return mesh;
  }

  /** @param {number[]} points Pairs of ends. @param {string} color */
  lines(points, color) {
    const geometry = new BufferGeometry().setAttribute("position", new Float32BufferAttribute(points, 3));
    this.#geometries.push(geometry);
    return new LineSegments(geometry, this.line(color));
  }

  /** Give back the lines that were made; colours stay for what is made next. */
  release() {
    for (const geometry of this.#geometries.splice(0)) geometry.dispose();
  }

  dispose() {
    for (const material of this.#materials.values()) material.dispose();
    this.release();
  }
}
