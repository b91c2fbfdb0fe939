/**
 * The page's only connection: does what `link.js` decides, and the only place that reconnects. `progress.js` knows
 * how far the stream was received.
 *
 * Frames come the same way over the WebSocket and over polling. The resume point follows every frame, so a new
 * transport continues exactly where the last one ended; what both deliver is the same reading twice, which
 * merges. A connection that is back first repeats what was missed: until then it has not caught up.
 */

import { API_ENDPOINTS, requestJson } from "./api.js";
import * as link from "./link.js";
import { Progress } from "./progress.js";

/**
 * @typedef {import("./wire.js").Point} Point
 * @typedef {import("./wire.js").Frame} Frame
 * @typedef {import("./wire.js").PollReply} PollReply
 * @typedef {import("./wire.js").Start} Start
 *
 * @typedef {object} Listeners
 * @property {(frame: Frame) => void} frame Every frame that carries something to show.
 * @property {(point: Point) => void} reset The stream starts anew at `point`: what was shown must be fetched.
 * @property {() => void} change The link's state, the latency or what was caught up changed.
 * @property {() => void} jump This computer slept, or its clock was set.
 * @property {() => void} failed A WebSocket could not be opened or was lost.
 */

const ALL = "all";
/** @type {readonly import("./wire.js").Topic[]} */
const TOPICS = ["measurements", "predictions", "actions", "alerts", "modules"];
const PING_MS = 5000;
const WATCH_MS = 250;
/** The clock on the wall and that of this page may drift apart by this, between two looks. */
const JUMP_MS = 5000;
/** What a poll may take beyond its own wait, on a slow line. */
const POLL_GRACE_MS = 10000;
const ROUND_TRIPS = 5;

export class Connection {
  /** @type {link.LinkState} */ state = link.idle();
  /** @type {number | null} Median of the last round trips over the WebSocket. */ latency_ms = null;
  /** @type {Start | null} How the last interruption ended, as far as the gateway says. */ resumed = null;
  framesReceived = 0;

  #progress = new Progress();
  /** @type {WebSocket | null} */ #socket = null;
  /** @type {AbortController | null} */ #poll = null;
  /** @type {Map<link.TimerName, number>} */ #timers = new Map();
  /** @type {Map<string, Set<string>>} Topics by who wants them. */ #wanted = new Map();
  /** @type {{[K in keyof Listeners]: Set<Listeners[K]>}} */
  #listeners = {
    frame: new Set(),
    reset: new Set(),
    change: new Set(),
    jump: new Set(),
    failed: new Set(),
  };
  #isResuming = false;
  /** @type {number[]} */ #roundTrips_ms = [];
  #wallAhead_ms = 0;
  #watch = 0;
  #ping = 0;

  constructor() {
    window.addEventListener("online", () => this.#happened({ type: "online" }));
    document.addEventListener("visibilitychange", () => this.#noteVisibility());
    this.#noteVisibility();
  }

  /** @template {keyof Listeners} K @param {K} kind @param {Listeners[K]} listener */
  on(kind, listener) {
    this.#listeners[kind].add(listener);
  }

  start() {
    if (!this.#watch) {
      this.#wallAhead_ms = Date.now() - performance.now();
      this.#watch = window.setInterval(() => this.#look(), WATCH_MS);
      this.#ping = window.setInterval(() => this.#sendPing(), PING_MS);
    }
    this.#happened({ type: "start" });
  }

  stop() {
    window.clearInterval(this.#watch);
    window.clearInterval(this.#ping);
    this.#watch = 0;
    this.#happened({ type: "stop" });
  }

  /** While a computer sleeps the page's own clock may stand still: nothing was heard for as long as it slept. */
  #look() {
    const wallAhead_ms = Date.now() - performance.now();
    const jump_ms = wallAhead_ms - this.#wallAhead_ms;
    this.#wallAhead_ms = wallAhead_ms;
    if (Math.abs(jump_ms) < JUMP_MS) return this.#happened({ type: "watch" });
    this.#happened({ type: "slept", span_ms: Math.max(0, jump_ms) });
    for (const listener of this.#listeners.jump) listener();
  }

  /** Try everything again now. */
  restart() {
    this.stop();
    this.start();
  }

  /** When the server was last heard of, on `performance.now()`'s clock; 0 if never. */
  get heardAt_ms() {
    return this.state.heardAt_ms;
  }

  /** Everything up to here was received; null while no stream is known. */
  get point() {
    return this.#progress.point;
  }

  /** Whether everything is there that was sent before this connection was made. */
  get isCaughtUp() {
    return this.#progress.isCaughtUp;
  }

  /** @param {Point} point What is known already, from a snapshot. */
  resumeFrom(point) {
    this.#progress.begin(point);
    this.#happened({ type: "heard" });
  }

  /** @param {string} owner @param {Iterable<string>} topics */
  subscribe(owner, topics) {
    const known = this.#topics();
    this.#wanted.set(owner, new Set([...(this.#wanted.get(owner) ?? []), ...named(topics)]));
    const added = this.#topics().filter((topic) => !known.includes(topic));
    if (added.length === 0) return;
    if (this.state.socket === "open") this.#sendSubscribe(added, null);
    this.#happened({ type: "topics", any: true });
  }

  /** @param {string} owner @param {Iterable<string>} topics What others want as well keeps coming. */
  unsubscribe(owner, topics) {
    const known = this.#topics();
    for (const topic of named(topics)) this.#wanted.get(owner)?.delete(topic);
    const removed = known.filter((topic) => !this.#topics().includes(topic));
    if (removed.length === 0) return;
    this.#send({ type: "unsubscribe", topics: removed });
    this.#happened({ type: "topics", any: this.#topics().length > 0 });
  }

  #topics() {
    return [...new Set([...this.#wanted.values()].flatMap((topics) => [...topics]))];
  }

  #noteVisibility() {
    this.#happened({ type: document.hidden ? "hidden" : "shown" });
  }

  /** @param {link.LinkEvent} event */
  #happened(event) {
    const before = this.state;
    const socket = this.#socket;
    const [after, effects] = link.step(before, event, performance.now(), Math.random());
    this.state = after;
    if (link.transport(after) === "none") this.#progress.lost();
    for (const effect of effects) this.#perform(effect);
    if (socket && socket !== this.#socket && after.wanted) this.#failed();
    if (before.socket !== after.socket || link.transport(before) !== link.transport(after)) this.#changed();
  }

  /** @param {link.Effect} effect */
  #perform(effect) {
    switch (effect.do) {
      case "open":
        return this.#openSocket();
      case "close":
        return this.#closeSocket();
      case "poll":
        return void this.#pollOnce(effect.wait_s);
      case "stop_polling":
        return this.#stopPolling();
      case "timer":
        return this.#setTimer(effect.name, effect.delay_ms);
      case "cancel":
        return window.clearTimeout(this.#timers.get(effect.name));
    }
  }

  /** @param {link.TimerName} name @param {number} delay_ms */
  #setTimer(name, delay_ms) {
    window.clearTimeout(this.#timers.get(name));
    this.#timers.set(
      name,
      window.setTimeout(() => this.#happened({ type: "timer", name }), delay_ms),
    );
  }

  #openSocket() {
    const socket = new WebSocket(API_ENDPOINTS.websocket);
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket) this.#socketFrame(JSON.parse(data));
    };
    socket.onclose = ({ code }) => {
      if (this.#socket === socket) this.#happened({ type: "socket_closed", code });
    };
  }

  #closeSocket() {
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = null;
    this.#roundTrips_ms = [];
    this.latency_ms = null;
    socket.close();
  }

  #failed() {
    for (const listener of this.#listeners.failed) listener();
  }

  /** @param {Frame} frame */
  #socketFrame(frame) {
    this.#happened({ type: "frame" });
    this.#receive(frame);
    if ("topic" in frame) return;
    if (frame.type === "connection") {
      this.#happened({ type: "heartbeat_every", seconds: frame.heartbeat_s });
      this.#resume();
      this.#sendPing();
    } else if (frame.type === "pong") {
      this.#pong(Number(frame.t));
    }
  }

  #resume() {
    this.#isResuming = true;
    if (this.#topics().length > 0) this.#sendSubscribe(this.#topics(), this.#progress.since);
  }

  /** @param {Frame} frame From either transport. */
  #receive(frame) {
    this.framesReceived += 1;
    const wasCaughtUp = this.isCaughtUp;
    this.#progress.received(frame);
    if (this.isCaughtUp && !wasCaughtUp) this.#changed();
    if ("topic" in frame || frame.type === "late" || "revision" in frame) return this.#hand(frame);
    if (frame.type === "subscribed") return this.#subscribed(frame.start ?? null);
    if (frame.type === "reset") return this.#reset({ epoch: frame.epoch, seq: frame.seq });
  }

  /** @param {Start | null} start How the subscription that was asked for began. */
  #subscribed(start) {
    if (!this.#isResuming) return;
    this.#isResuming = false;
    this.resumed = start;
    this.#changed();
  }

  /** @param {Frame} frame */
  #hand(frame) {
    for (const listener of this.#listeners.frame) listener(frame);
  }

  /** @param {Point} point */
  #reset(point) {
    for (const listener of this.#listeners.reset) listener(point);
  }

  /** @param {string[]} topics @param {Point | null} since */
  #sendSubscribe(topics, since) {
    const isSent = this.#send({ type: "subscribe", topics, ...(since ? { since } : {}) });
    if (isSent) this.#progress.asked(since);
  }

  /** @param {object} message @returns {boolean} Whether there was a socket to send it. */
  #send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #sendPing() {
    if (!document.hidden) this.#send({ type: "ping", t: performance.now() });
  }

  /** @param {number} sentAt_ms On this page's own clock: two clocks are never compared. */
  #pong(sentAt_ms) {
    if (!Number.isFinite(sentAt_ms)) return;
    this.#roundTrips_ms = [...this.#roundTrips_ms, performance.now() - sentAt_ms].slice(-ROUND_TRIPS);
    const sorted = this.#roundTrips_ms.toSorted((a, b) => a - b);
    this.latency_ms = sorted[Math.floor(sorted.length / 2)] ?? null;
    this.#changed();
  }

  /** @param {number} wait_s */
  async #pollOnce(wait_s) {
    this.#poll?.abort();
    const poll = new AbortController();
    this.#poll = poll;
    const signal = AbortSignal.any([poll.signal, AbortSignal.timeout(wait_s * 1000 + POLL_GRACE_MS)]);
    const query = new URLSearchParams({ topics: this.#topics().join(","), wait: String(wait_s) });
    const { since } = this.#progress;
    if (since) query.set("since", `${since.epoch}:${since.seq}`);
    /** @type {link.LinkEvent} */
    let outcome = { type: "poll_failed" };
    try {
      const reply = /** @type {PollReply} */ (
        await requestJson(`${API_ENDPOINTS.poll}?${query}`, { signal })
      );
      if (this.#poll !== poll) return;
      this.#pollReply(reply);
      outcome = { type: "poll_answered" };
    } catch (error) {
      if (this.#poll !== poll) return;
      console.warn("IAQverse: a poll failed:", error);
    }
    this.#happened(outcome);
  }

  /** @param {PollReply} reply */
  #pollReply(reply) {
    const moved = this.point !== null && this.point.epoch !== reply.epoch;
    const wasAway = link.transport(this.state) === "none";
    this.#hand({ type: "configuration", revision: reply.revision });
    for (const frame of reply.frames) this.#receive(frame);
    if (moved && this.point?.epoch !== reply.epoch) {
      this.#progress.begin(reply);
      this.#reset({ epoch: reply.epoch, seq: reply.seq });
    }
    this.#progress.polled(reply);
    if (wasAway) this.resumed = reply.start ?? null;
  }

  #stopPolling() {
    this.#poll?.abort();
    this.#poll = null;
  }

  #changed() {
    for (const listener of this.#listeners.change) listener();
  }
}

/**
 * Topics by their names. What is none is left out: the gateway would refuse all that is asked for with it.
 * @param {Iterable<string>} topics @returns {string[]}
 */
function named(topics) {
  const wanted = new Set(topics);
  return TOPICS.filter((topic) => wanted.has(topic) || wanted.has(ALL));
}

/** The one connection of this page. */
export const connection = new Connection();
