import { describe, expect, test } from "vitest";
import { joins, Progress } from "../../js/progress.js";

/** @typedef {import("../../js/wire.js").Frame} Frame */

const POINT = { epoch: "1", seq: 100 };

/** A page that knows the stream up to 100, and whose new socket's gateway is at `seq`. @param {number} seq */
function resuming(seq, epoch = "1") {
  const progress = new Progress();
  progress.begin(POINT);
  progress.received({ type: "connection", epoch, seq, revision: 1, heartbeat_s: 2 });
  progress.asked(progress.since);
  return progress;
}

/** @param {"memory" | "snapshot" | "reset"} start @returns {Frame} */
const subscribed = (start) => ({ type: "subscribed", topics: ["alerts"], start });
/** @param {number} seq @returns {Frame} */
const heartbeat = (seq) => ({ type: "heartbeat", seq });
/** @param {number} seq @returns {Frame} */
const alert = (seq) => ({ topic: "alerts", seq, data: {} });

describe("a socket that resumes", () => {
  test("moves nothing by a heartbeat that comes before its subscription is answered", () => {
    const progress = resuming(150);
    progress.received(heartbeat(150));
    expect(progress.since).toEqual(POINT);
    expect(progress.isCaughtUp).toBe(false);
  });

  test("has caught up when all that it missed has come, by frames or by a heartbeat", () => {
    for (const frame of [alert(150), heartbeat(150)]) {
      const progress = resuming(150);
      progress.received(subscribed("memory"));
      progress.received(alert(120));
      expect(progress.isCaughtUp).toBe(false);
      progress.received(frame);
      expect(progress.isCaughtUp).toBe(true);
      expect(progress.since).toEqual({ epoch: "1", seq: 150 });
    }
  });

  test("has caught up at once when it missed nothing", () => {
    expect(resuming(100).isCaughtUp).toBe(true);
    expect(resuming(100, "2").isCaughtUp).toBe(false);
  });

  test("waits for the answer to every subscription that was sent, and for none that an older socket was asked for", () => {
    const progress = resuming(150);
    progress.asked(progress.since);
    progress.received(subscribed("memory"));
    progress.received(heartbeat(150));
    expect(progress.since).toEqual(POINT);
    progress.received({ type: "connection", epoch: "1", seq: 150, revision: 1, heartbeat_s: 2 });
    progress.received(heartbeat(150));
    expect(progress.since).toEqual({ epoch: "1", seq: 150 });
  });
});

describe("a snapshot", () => {
  test("comes in no order: only its end moves the point", () => {
    const progress = new Progress();
    progress.received({ type: "connection", epoch: "1", seq: 9, revision: 1, heartbeat_s: 2 });
    progress.asked(null);
    for (const frame of [subscribed("snapshot"), alert(7), heartbeat(9)]) progress.received(frame);
    expect(progress.since).toBeNull();
    progress.received({ type: "snapshot_end", seq: 9 });
    expect(progress.since).toEqual({ epoch: "1", seq: 9 });
    expect(progress.isCaughtUp).toBe(true);
  });

  test("follows a reset, from whose point all begins anew", () => {
    const progress = resuming(5, "2");
    progress.received(subscribed("reset"));
    progress.received({ type: "reset", epoch: "2", seq: 5 });
    progress.received(alert(3));
    expect(progress.since).toEqual({ epoch: "2", seq: 5 });
    expect(progress.isCaughtUp).toBe(false);
    progress.received({ type: "snapshot_end", seq: 6 });
    expect(progress.since).toEqual({ epoch: "2", seq: 6 });
    expect(progress.isCaughtUp).toBe(true);
  });
});

test("a poll's answer is complete up to its point", () => {
  const progress = new Progress();
  progress.received(alert(7));
  progress.polled(POINT);
  expect(progress.since).toEqual(POINT);
  progress.polled({ epoch: "1", seq: 120 });
  expect(progress.since).toEqual({ epoch: "1", seq: 120 });
  expect(progress.isCaughtUp).toBe(true);
});

test("a snapshot of another stream, or from before this one was followed, is not joined to it", () => {
  const followed = { epoch: "2", seq: 5 };
  expect(joins({ epoch: "1", seq: 90000 }, followed)).toBe(false);
  expect(joins({ epoch: "2", seq: 4 }, followed)).toBe(false);
  expect(joins({ epoch: "2", seq: 5 }, followed)).toBe(true);
  expect(joins({ epoch: "1", seq: 90000 }, null)).toBe(true);
});
