import { describe, expect, test } from "vitest";
import {
  backoff_ms,
  idle,
  LONG_POLL_APART_MS,
  LONG_POLL_S,
  OPEN_LIMIT_MS,
  PAUSE_MS,
  PLAIN_POLL_MS,
  step,
  transport,
} from "../../js/link.js";

/** @typedef {import("../../js/link.js").LinkEvent} LinkEvent @typedef {import("../../js/link.js").Effect} Effect */

/** A link with a clock of its own; remembers what it was told to do. */
class Bench {
  state = { ...idle(), subscribed: true };
  now_ms = 1000;
  chance = 0.5;
  /** @type {Effect[]} */ effects = [];
  /** @type {Map<string, number>} */ timers = new Map();

  /** @param {LinkEvent} event @returns {string[]} What it did. */
  happen(event) {
    const [state, effects] = step(this.state, event, this.now_ms, this.chance);
    this.state = state;
    this.effects = effects;
    for (const effect of effects) {
      if (effect.do === "timer") this.timers.set(effect.name, this.now_ms + effect.delay_ms);
      if (effect.do === "cancel") this.timers.delete(effect.name);
    }
    return effects.map((effect) => effect.do);
  }

  /** The socket ends; by itself, unless the gateway says why. @param {number} code @returns {string[]} */
  close(code = 1006) {
    return this.happen({ type: "socket_closed", code });
  }

  /** Let time pass: timers fire in their order, the watch looks four times a second. @param {number} span_ms */
  pass(span_ms) {
    const end_ms = this.now_ms + span_ms;
    /** @type {string[]} */
    const done = [];
    for (;;) {
      const [name, due_ms] = [...this.timers].sort((a, b) => a[1] - b[1])[0] ?? [
        "",
        Number.POSITIVE_INFINITY,
      ];
      const watch_ms = Math.floor(this.now_ms / 250) * 250 + 250;
      const next_ms = Math.min(due_ms, watch_ms);
      if (next_ms > end_ms) break;
      this.now_ms = next_ms;
      if (due_ms <= watch_ms) {
        this.timers.delete(name);
        done.push(...this.happen({ type: "timer", name: /** @type {"retry"} */ (name) }));
      } else {
        done.push(...this.happen({ type: "watch" }));
      }
    }
    this.now_ms = end_ms;
    return done;
  }

  /** A link whose socket has been open for a minute. */
  static open() {
    const bench = new Bench();
    bench.happen({ type: "start" });
    bench.happen({ type: "frame" });
    for (let second = 0; second < 60; second += 1) {
      bench.pass(1000);
      bench.happen({ type: "frame" });
    }
    return bench;
  }

  /** A link whose WebSocket does not open, and which polls. */
  static polling() {
    const bench = new Bench();
    bench.happen({ type: "start" });
    bench.close();
    bench.happen({ type: "poll_answered" });
    return bench;
  }
}

describe("a WebSocket that works", () => {
  test("is opened at once and counts as open from its first frame", () => {
    const bench = new Bench();
    expect(bench.happen({ type: "start" })).toContain("open");
    expect(transport(bench.state)).toBe("none");
    bench.happen({ type: "frame" });
    expect(transport(bench.state)).toBe("websocket");
  });

  test("is never accompanied by polling", () => {
    const bench = new Bench();
    bench.happen({ type: "start" });
    bench.happen({ type: "frame" });
    for (let second = 0; second < 3600; second += 1) {
      expect(bench.pass(1000)).not.toContain("poll");
      bench.happen({ type: "frame" });
    }
    expect(bench.timers.size).toBe(0);
  });

  test("that falls silent is given up within five seconds", () => {
    const bench = Bench.open();
    bench.happen({ type: "heartbeat_every", seconds: 2 });
    expect(bench.pass(4000)).not.toContain("close");
    expect(bench.pass(1000)).toContain("close");
    expect(transport(bench.state)).toBe("none");
  });

  test("that falls silent is replaced by polling at once, whatever its next attempt does", () => {
    const bench = Bench.open();
    expect(bench.pass(5000)).toContain("poll");
    bench.happen({ type: "poll_answered" });
    expect(transport(bench.state)).toBe("long_polling");
  });
});

describe("a WebSocket that is lost", () => {
  test("is tried again within half a second, before anything is polled", () => {
    const bench = Bench.open();
    expect(bench.close()).not.toContain("poll");
    const done = bench.pass(500);
    expect(done).toContain("open");
    expect(done).not.toContain("poll");
  });

  test("that opens and closes at once is not hammered", () => {
    const bench = new Bench();
    bench.chance = 0.999;
    bench.happen({ type: "start" });
    let opened = 0;
    for (let second = 0; second < 600; second += 1) {
      if (bench.pass(1000).includes("open")) {
        opened += 1;
        bench.happen({ type: "frame" });
        bench.close();
      } else if (second === 0) {
        bench.happen({ type: "frame" });
        bench.close();
      }
    }
    expect(opened).toBeLessThan(40);
  });

  test("is tried for ever, at most 30 seconds apart", () => {
    const bench = Bench.polling();
    bench.chance = 0.999;
    for (let attempt = 0; attempt < 200; attempt += 1) {
      expect(bench.pass(30000)).toContain("open");
      bench.close();
    }
  });
});

describe("when no WebSocket opens", () => {
  test("the first failure polls at once, then long", () => {
    const bench = new Bench();
    bench.happen({ type: "start" });
    bench.close();
    expect(bench.effects).toContainEqual({ do: "poll", wait_s: 0 });
    bench.happen({ type: "poll_answered" });
    expect(bench.effects).toEqual([{ do: "timer", name: "poll", delay_ms: LONG_POLL_APART_MS }]);
    expect(transport(bench.state)).toBe("long_polling");
  });

  test("long polls are asked one after the other, however fast they are answered", () => {
    const bench = Bench.polling();
    bench.timers.delete("retry");
    let polls = 0;
    const end_ms = bench.now_ms + 60000;
    while (bench.now_ms < end_ms) {
      if (!bench.pass(10).includes("poll")) continue;
      expect(bench.effects).toEqual([{ do: "poll", wait_s: LONG_POLL_S }]);
      polls += 1;
      bench.happen({ type: "poll_answered" });
    }
    expect(polls).toBeGreaterThan(100);
    expect(polls).toBeLessThanOrEqual(60000 / LONG_POLL_APART_MS);
  });

  test("one that hangs without a frame is left after three seconds", () => {
    const bench = new Bench();
    bench.happen({ type: "start" });
    expect(bench.pass(OPEN_LIMIT_MS + 1)).toContain("poll");
  });

  test("a long poll that fails steps down to plain polls every three seconds, and up again after ten", () => {
    const bench = Bench.polling();
    bench.happen({ type: "poll_failed" });
    expect(transport(bench.state)).toBe("none");
    expect(bench.state.pollFailures).toBe(1);
    for (let poll = 0; poll < 9; poll += 1) {
      bench.happen({ type: "poll_answered" });
      expect(transport(bench.state)).toBe("polling");
      expect(bench.effects).toEqual([{ do: "timer", name: "poll", delay_ms: PLAIN_POLL_MS }]);
    }
    bench.happen({ type: "poll_answered" });
    expect(bench.effects).toEqual([{ do: "timer", name: "poll", delay_ms: LONG_POLL_APART_MS }]);
  });

  test("polls that fail are tried for ever", () => {
    const bench = Bench.polling();
    bench.chance = 0.999;
    bench.happen({ type: "poll_failed" });
    for (let poll = 0; poll < 100; poll += 1) {
      bench.timers.delete("retry");
      expect(bench.pass(30000)).toContain("poll");
      bench.happen({ type: "poll_failed" });
      expect(transport(bench.state)).toBe("none");
    }
  });

  test("long polls are tried again at once where plain ones failed too", () => {
    const bench = Bench.polling();
    bench.happen({ type: "poll_failed" });
    bench.happen({ type: "poll_failed" });
    bench.happen({ type: "poll_answered" });
    expect(bench.effects).toEqual([{ do: "timer", name: "poll", delay_ms: LONG_POLL_APART_MS }]);
  });

  test("a poll that stays unanswered is not believed after five seconds, but not given up", () => {
    const bench = Bench.polling();
    bench.timers.delete("retry");
    expect(bench.pass(LONG_POLL_APART_MS)).toEqual(["poll"]);
    expect(bench.pass(1000 * LONG_POLL_S + 1000)).toEqual([]);
    expect(transport(bench.state)).toBe("long_polling");
    expect(bench.pass(1000)).toEqual([]);
    expect(transport(bench.state)).toBe("none");
    bench.happen({ type: "poll_answered" });
    expect(transport(bench.state)).toBe("long_polling");
  });

  test("the first frame of a later WebSocket ends the polling", () => {
    const bench = Bench.polling();
    expect(bench.pass(300)).toContain("open");
    expect(transport(bench.state)).toBe("long_polling");
    expect(bench.happen({ type: "frame" })).toContain("stop_polling");
    expect(transport(bench.state)).toBe("websocket");
    expect(bench.happen({ type: "poll_answered" })).toEqual([]);
  });
});

describe("waking up", () => {
  test("a page that slept opens a new socket at once", () => {
    const bench = Bench.open();
    bench.now_ms += 600000;
    const done = bench.happen({ type: "shown" });
    expect(done).toContain("close");
    expect(done).toContain("open");
    expect(done).toContain("poll");
  });

  test("a computer that slept has heard nothing meanwhile, whatever its clock says", () => {
    const bench = Bench.open();
    const done = bench.happen({ type: "slept", span_ms: 600000 });
    expect(done).toContain("open");
    expect(done).toContain("poll");
    expect(bench.now_ms - bench.state.heardAt_ms).toBe(600000);
  });

  test("what waits is done at once when the network is back", () => {
    const bench = Bench.polling();
    bench.happen({ type: "poll_failed" });
    const done = bench.happen({ type: "online" });
    expect(done).toContain("open");
    expect(done).toContain("poll");
    expect(bench.timers.has("poll")).toBe(false);
  });

  test("a healthy socket is left alone", () => {
    expect(Bench.open().happen({ type: "shown" })).toEqual([]);
  });
});

describe("a page that nobody looks at", () => {
  test("polls plainly, so that it holds no connection that another page needs", () => {
    const bench = Bench.polling();
    bench.happen({ type: "hidden" });
    for (let poll = 0; poll < 100; poll += 1) {
      bench.happen({ type: "poll_answered" });
      expect(bench.effects).toEqual([{ do: "timer", name: "poll", delay_ms: PLAIN_POLL_MS }]);
    }
  });

  test("asks at once when it is looked at, then long again", () => {
    const bench = Bench.polling();
    bench.happen({ type: "hidden" });
    bench.happen({ type: "poll_answered" });
    bench.happen({ type: "shown" });
    expect(bench.effects).toContainEqual({ do: "poll", wait_s: 0 });
    bench.happen({ type: "poll_answered" });
    expect(bench.effects).toEqual([{ do: "timer", name: "poll", delay_ms: LONG_POLL_APART_MS }]);
  });

  test("whose timers the browser slows down is not called stale for that", () => {
    const bench = Bench.polling();
    bench.happen({ type: "hidden" });
    bench.happen({ type: "poll_answered" });
    bench.timers.clear();
    bench.pass(60000);
    expect(transport(bench.state)).toBe("polling");
  });

  test("is hidden still when it is started again", () => {
    const bench = Bench.polling();
    bench.happen({ type: "hidden" });
    bench.happen({ type: "stop" });
    bench.happen({ type: "start" });
    bench.close();
    bench.happen({ type: "poll_answered" });
    expect(transport(bench.state)).toBe("polling");
  });
});

describe("a gateway that says why it closes", () => {
  test("and goes away is left for another within half a second, which is no failure", () => {
    const bench = Bench.open();
    for (let restart = 0; restart < 20; restart += 1) {
      expect(bench.close(1012)).not.toContain("poll");
      expect(bench.pass(500)).toContain("open");
      bench.happen({ type: "frame" });
    }
    expect(bench.state.socketFailures).toBe(0);
  });

  test.each([4000, 4001])("and asks for a pause (%i) gets one, while the page polls", (code) => {
    const bench = Bench.open();
    expect(bench.close(code)).toContain("poll");
    expect(bench.state.closing?.code).toBe(code);
    expect(bench.pass(PAUSE_MS - 1)).not.toContain("open");
    bench.happen({ type: "poll_answered" });
    expect(bench.happen({ type: "shown" })).not.toContain("open");
    expect(bench.pass(PAUSE_MS + 1)).toContain("open");
    bench.happen({ type: "frame" });
    expect(bench.state.closing).toBeNull();
  });

  test.each([4500, 4501, 4502, 4999])("and wants no more of it (%i) is polled from then on", (code) => {
    const bench = Bench.open();
    expect(bench.close(code)).toContain("poll");
    bench.happen({ type: "poll_answered" });
    expect(bench.pass(3600000)).not.toContain("open");
    expect(bench.happen({ type: "online" })).not.toContain("open");
    expect(bench.happen({ type: "start" })).toContain("open");
  });

  test("is asked again when other topics are wanted", () => {
    const bench = Bench.open();
    bench.close(4500);
    expect(bench.happen({ type: "topics", any: true })).toContain("open");
  });

  test("is not polled for nothing", () => {
    const bench = Bench.open();
    bench.happen({ type: "topics", any: false });
    expect(bench.close(4500)).not.toContain("poll");
    const done = bench.happen({ type: "topics", any: true });
    expect(done).toContain("poll");
    expect(done).toContain("open");
  });

  test("is not obeyed for ever: a cut after it is an ordinary one", () => {
    const bench = Bench.open();
    bench.close(4000);
    bench.pass(2 * PAUSE_MS);
    bench.close();
    expect(bench.state.closing).toBeNull();
    expect(bench.pass(1000)).toContain("open");
  });
});

describe("a person who reconnects", () => {
  test("waits half a second at most", () => {
    const bench = Bench.open();
    bench.close(4000);
    bench.happen({ type: "start" });
    expect(bench.pass(500)).toContain("open");
    expect(bench.happen({ type: "start" })).toEqual([]);
  });

  test("whenever an attempt fails does not hammer", () => {
    const bench = Bench.polling();
    bench.chance = 0.999;
    let opened = 0;
    for (let passed_ms = 0; passed_ms < 60000; passed_ms += 10) {
      bench.happen({ type: "start" });
      if (!bench.pass(10).includes("open")) continue;
      opened += 1;
      bench.close();
    }
    expect(opened).toBeLessThan(130);
  });
});

describe("stopping", () => {
  test("ends everything, and starting again connects for good", () => {
    const bench = Bench.open();
    expect(bench.happen({ type: "stop" })).toEqual(
      expect.arrayContaining(["close", "stop_polling", "cancel"]),
    );
    expect(bench.close()).toEqual([]);
    expect(bench.happen({ type: "start" })).toContain("open");
    bench.happen({ type: "frame" });
    bench.close();
    expect(bench.pass(1000)).toContain("open");
  });

  test("late news of what was stopped changes nothing", () => {
    const bench = Bench.polling();
    bench.happen({ type: "stop" });
    for (const type of /** @type {const} */ (["poll_answered", "poll_failed", "frame", "online", "watch"])) {
      expect(bench.happen({ type })).toEqual([]);
    }
  });
});

test("the backoff is full jitter between nothing and a bound that doubles to 30 seconds", () => {
  expect(backoff_ms(1, 0)).toBe(0);
  expect(backoff_ms(1, 1)).toBe(500);
  expect(backoff_ms(3, 1)).toBe(2000);
  expect(backoff_ms(50, 1)).toBe(30000);
});
