/**
 * The older door to live data: `window.wsManager`, thin over `connection.js`.
 *
 *     wsManager.on("measurements", (reading) => …)    // subscribes too
 *     wsManager.off("measurements", callback)
 *     wsManager.subscribe(["actions"]);  wsManager.unsubscribe(["actions"])
 *     wsManager.disconnect();  wsManager.connect();   // reconnects for good
 *     wsManager.on("connected", …);  wsManager.on("error", …)
 */

import { connection } from "./connection.js";
import { transport } from "./link.js";

/** @typedef {(payload?: any) => void} Callback */

const OWNER = "wsManager";
const EVENTS = ["connected", "disconnected", "error"];

class WebSocketManager {
  /** @type {Map<string, Set<Callback>>} */ #callbacks = new Map();
  #active = false;

  constructor() {
    connection.on("frame", (frame) => {
      if (!("topic" in frame)) return;
      this.#emit(frame.topic, frame.data);
      this.#emit("all", frame);
    });
    connection.on("failed", () =>
      this.#emit("error", new Error("The WebSocket cannot be opened or was lost.")),
    );
    connection.on("change", () => this.#follow());
  }

  /** Whether the WebSocket is open; polling does not count. */
  isConnectionActive() {
    return transport(connection.state) === "websocket";
  }

  connect() {
    connection.start();
  }

  disconnect() {
    connection.stop();
    this.#follow();
  }

  /**
   * @param {string} name A topic, `all`, `connected`, `disconnected` or `error`; another name is never heard of.
   * @param {Callback} callback
   */
  on(name, callback) {
    this.#callbacks.set(name, (this.#callbacks.get(name) ?? new Set()).add(callback));
    if (!EVENTS.includes(name)) this.subscribe([name]);
    else if (name === "connected" && this.isConnectionActive()) queueMicrotask(() => callback());
  }

  /** @param {string} name @param {Callback} callback */
  off(name, callback) {
    this.#callbacks.get(name)?.delete(callback);
  }

  /** @param {string[]} topics */
  subscribe(topics) {
    connection.subscribe(OWNER, topics);
  }

  /** @param {string[]} topics What the page itself shows keeps coming. */
  unsubscribe(topics) {
    connection.unsubscribe(OWNER, topics);
  }

  #follow() {
    const active = this.isConnectionActive();
    if (active === this.#active) return;
    this.#active = active;
    this.#emit(active ? "connected" : "disconnected");
  }

  /** @param {string} name @param {unknown} [payload] */
  #emit(name, payload) {
    for (const callback of this.#callbacks.get(name) ?? []) callSafely(callback, payload);
  }
}

/** A mistake in a person's callback is theirs to see, and stops nothing. @param {Callback} callback @param {unknown} payload */
function callSafely(callback, payload) {
  try {
    callback(payload);
  } catch (error) {
    window.reportError(error);
  }
}

export const wsManager = new WebSocketManager();
