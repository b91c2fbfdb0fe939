/**
 * How far the stream was received: the point to resume from, and whether what was missed is there.
 * Pure: `connection.js` says what was sent and what came.
 *
 * A heartbeat says that all was sent up to it, of what was subscribed to by then. Before the answer to a
 * `subscribe` it says nothing of what that one asks for, so it does not count.
 */

/**
 * @typedef {import("./wire.js").Point} Point
 * @typedef {import("./wire.js").Frame} Frame
 */

export class Progress {
  /** @type {Point | null} Everything up to here was received. */ point = null;
  /** Whether everything is there that was sent before this connection was made. */ isCaughtUp = false;
  /** A snapshot is under way: its frames come in no order. */ #inSnapshot = false;
  /** Subscriptions that this socket was asked for and did not answer yet. */ #unanswered = 0;
  /** Up to where there was something to catch up with. */ #missedTo_seq = 0;

  /** Where to resume; null while nothing is known. */
  get since() {
    return this.point && this.point.seq > 0 ? this.point : null;
  }

  /** All up to `point` is known, by a snapshot. @param {Point} point */
  begin({ epoch, seq }) {
    this.point = { epoch, seq };
  }

  /** Nothing is heard any more. */
  lost() {
    this.isCaughtUp = false;
  }

  /** A `subscribe` was sent. @param {Point | null} since What it resumes from; null: it begins with a snapshot. */
  asked(since) {
    this.#unanswered += 1;
    this.#inSnapshot = since === null;
  }

  /** @param {Frame} frame From either transport. */
  received(frame) {
    if ("topic" in frame) return this.#advanceInOrder(frame.seq);
    switch (frame.type) {
      case "connection":
        return this.#connected(frame);
      case "subscribed":
        this.#unanswered = Math.max(0, this.#unanswered - 1);
        return;
      case "heartbeat":
        return this.#unanswered > 0 ? undefined : this.#advanceInOrder(frame.seq);
      case "late":
        return this.#advanceInOrder(frame.seq);
      case "snapshot_end":
        this.#inSnapshot = false;
        return this.#advance(frame.seq);
      case "reset":
        this.#inSnapshot = true;
        return this.begin(frame);
    }
  }

  /** A poll was answered, and its frames were received. @param {Point} point Up to where. */
  polled(point) {
    this.#inSnapshot = false;
    if (!this.point) this.begin(point);
    this.#advance(point.seq);
    this.isCaughtUp = true;
  }

  /** @param {Point} now Where the stream is as a socket opens. */
  #connected({ epoch, seq }) {
    this.point ??= { epoch, seq: 0 };
    this.#missedTo_seq = seq;
    this.#unanswered = 0;
    this.#inSnapshot = false;
    this.isCaughtUp = this.since !== null && this.point.epoch === epoch && this.point.seq >= seq;
  }

  /** @param {number} seq */
  #advanceInOrder(seq) {
    if (!this.#inSnapshot) this.#advance(seq);
  }

  /** @param {number} seq Everything up to here was received. */
  #advance(seq) {
    if (!this.point) return;
    this.point.seq = Math.max(this.point.seq, seq);
    if (!this.#inSnapshot && this.point.seq >= this.#missedTo_seq) this.isCaughtUp = true;
  }
}

/**
 * Whether a snapshot can be joined to the stream that is followed. One of another stream can't: a gateway that
 * does not know the new one yet made it. Nor can one from before what is followed began.
 * @param {Point} snapshot
 * @param {Point | null} followed From where on the stream is followed; null while nothing is.
 */
export function joins(snapshot, followed) {
  return !followed || (snapshot.epoch === followed.epoch && snapshot.seq >= followed.seq);
}
