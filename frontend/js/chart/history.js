/**
 * What was measured in a room, and its alerts: loads the history, joins what was seen live, and loads again when a
 * part of it is known to be missing (late readings, skipped frames, a new stream, a live end that outgrew it).
 */

import { signal } from "@preact/signals";
import { ApiError, getMessages, getSeries } from "../api.js";
import { connection } from "../connection.js";
import { addLive, again_ms, historyTo, joinLive, linesOf, meets, silence_ms } from "../lines.js";
import { devicesOf, onReading, onStaleHistory, seam, serverNow_ms } from "../store.js";
import { spanOf } from "./span.js";

/**
 * @typedef {import("../url-state.js").View["period"]} Period
 * @typedef {import("../lines.js").Lines} Lines
 * @typedef {import("../wire.js").Alert} Alert
 * @typedef {import("../store.js").Live} Live
 * @typedef {import("../store.js").KnownDevice} KnownDevice
 */

/** Holds from one point to the next. */
const SCORE = "score";
const POINTS = 600;
/** Live points after which the whole is fetched in buckets again. */
const LIVE_POINTS = 2000;
/** What is missing often comes in several messages: one request for all. */
const RELOAD_MS = 1000;
const RELOADS_APART_MS = 10000;
const RETRY_LIMIT_MS = 30000;

export class RoomHistory {
  /** @type {import("@preact/signals").Signal<"loading" | "ready" | "failed">} */
  status = signal("loading");
  /** Moves whenever the lines change. */
  version = signal(0);
  /** @type {Lines} */ lines = new Map();
  /** @type {Alert[]} What was said of alerts within the period. */ alerts = [];
  step_s = 0;

  #abort = new AbortController();
  /** @type {(() => void)[]} */ #ends = [];
  #timer = 0;
  #loading = false;
  #failures = 0;
  /** How often in a row the history did not meet what is known. */ #unmet = 0;
  #livePoints = 0;
  #loadedAt_ms = Number.NEGATIVE_INFINITY;
  /** @type {import("../wire.js").Point | null} Up to where the lines are history. */ #through = null;
  /** Up to where they must be. */ #neededTo_seq = 0;

  /** @param {string} key `site/room` @param {string | null} quantity Null: all. @param {Period} period */
  constructor(key, quantity, period) {
    const [site = "", room = ""] = key.split("/");
    this.site = site;
    this.room = room;
    this.quantity = quantity;
    this.period = period;
  }

  open() {
    this.#ends = [
      onReading((device, live) => this.#take(device, live)),
      onStaleHistory((place, seq) => {
        if (place && (place.site !== this.site || place.room !== this.room)) return;
        this.#neededTo_seq = Math.max(this.#neededTo_seq, seq);
        this.#reloadSoon();
      }),
    ];
    void this.load();
  }

  close() {
    for (const end of this.#ends) end();
    window.clearTimeout(this.#timer);
    this.#abort.abort();
  }

  /** @param {KnownDevice} device @param {Live} live */
  #take(device, live) {
    if (device.site !== this.site || device.room !== this.room) return;
    if (live.seq <= historyTo(this.#through, connection.point)) return;
    const gap_ms = silence_ms(device.fresh_s, this.step_s);
    if (!addLive(this.lines, this.quantity, device.device, live, gap_ms)) return;
    this.version.value += 1;
    this.#livePoints += 1;
    if (this.#livePoints > LIVE_POINTS) this.#reloadSoon();
  }

  async load() {
    window.clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.#loading) return this.#after(RELOAD_MS);
    this.#loading = true;
    try {
      await this.#fetch();
      this.#failures = 0;
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      console.warn("IAQverse: no history:", error);
      this.#failures += 1;
      if (this.lines.size === 0) this.status.value = "failed";
      const refused = error instanceof ApiError && error.status < 500 && error.status !== 429;
      if (!refused) this.#after(Math.random() * Math.min(RETRY_LIMIT_MS, 2000 * 2 ** this.#failures));
    } finally {
      this.#loading = false;
    }
  }

  async #fetch() {
    const { site, room, quantity } = this;
    const wanted = { site, room, ...this.#bounds() };
    // What was missing of a stream that is gone, by a greater number, would be waited for in vain.
    const needed_seq = Math.min(this.#neededTo_seq, connection.point?.seq ?? 0);
    this.#neededTo_seq = needed_seq;
    const columns = { ...wanted, ...(quantity && { quantity }), points: String(POINTS) };
    const { signal } = this.#abort;
    const [reply, { messages }] = await Promise.all([
      getSeries(columns, signal),
      getMessages("alerts", wanted, signal),
    ]);
    this.alerts = messages;
    this.#through = reply.through;
    const lines = linesOf(reply, quantity === SCORE ? "start" : "middle");
    const to_seq = historyTo(reply.through, connection.point);
    joinLive(lines, quantity, to_seq, devicesOf(site, room), reply.step_s);
    this.lines = lines;
    this.step_s = reply.step_s;
    this.#livePoints = 0;
    this.#loadedAt_ms = performance.now();
    this.status.value = "ready";
    this.version.value += 1;
    // What lies between the history and what was seen live comes with a later reply.
    this.#unmet = meets(reply.through, seam(site, room), needed_seq) ? 0 : this.#unmet + 1;
    if (this.#unmet > 0) this.#after(again_ms(this.#unmet));
  }

  /** Of the requests: a period that moves with now has no end. */
  #bounds() {
    const { start_ms, end_ms } = spanOf(this.period, serverNow_ms());
    const start = new Date(start_ms).toISOString();
    return typeof this.period === "object" ? { start, end: new Date(end_ms).toISOString() } : { start };
  }

  #reloadSoon() {
    const apart_ms = this.#loadedAt_ms + RELOADS_APART_MS - performance.now();
    if (!this.#timer) this.#after(Math.max(RELOAD_MS, apart_ms));
  }

  /** @param {number} delay_ms */
  #after(delay_ms) {
    if (this.#abort.signal.aborted) return;
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.load(), delay_ms);
  }
}
