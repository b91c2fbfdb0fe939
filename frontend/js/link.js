/**
 * How the page stays connected: a state machine without a socket, a clock or chance of its own.
 *
 * `step` takes what happened and answers the new state and what to do about it; `connection.js` does it.
 *
 *     WebSocket ──lost──► WebSocket again (at once, jittered) ──fails──► poll, and try the WebSocket for ever
 *        ▲                                                                 │
 *        └──────────────── the first frame of a WebSocket ────────────────┘
 *
 * A socket counts as open when its first frame arrives, not before: a proxy may open one and swallow all.
 * What the gateway says when it closes one is followed (`closing.js`): it may ask for a pause, or for no
 * WebSocket at all until a person reconnects or other topics are wanted.
 *
 * Polling starts with an immediate answer, so that there is something to show, then holds long polls open:
 * an empty answer after 3 s is their heartbeat, and a page that asks at six places at once (a browser opens no
 * more connections to a server) waits no longer than that for its turn. A long poll that fails steps down to
 * plain polls (every 3 s); ten of those in a row step up again. A page that nobody looks at polls plainly, so
 * that it holds no connection which another page needs.
 */

import { closingOf } from "./closing.js";

/**
 * @typedef {import("./closing.js").Closing} Closing
 *
 * @typedef {object} LinkState
 * @property {boolean} wanted Whether anybody wants a connection.
 * @property {boolean} hidden Whether nobody looks at the page.
 * @property {boolean} subscribed Whether any topic is wanted: without one there is nothing to poll for.
 * @property {"none" | "waiting" | "opening" | "open" | "refused"} socket `waiting`: the next attempt has a timer;
 *   `refused`: there is no next one.
 * @property {"off" | "plain" | "long"} polling How the next poll asks.
 * @property {number} socketFailures Sockets in a row that did not open or did not last.
 * @property {number} openedAt_ms When the open socket sent its first frame.
 * @property {number} pollFailures Polls that failed in a row.
 * @property {number} plainPolls Plain polls that worked in a row since a long poll failed.
 * @property {boolean} longFails Whether long polls fail where plain ones work.
 * @property {boolean} polled Whether the last poll was answered, and lately.
 * @property {number} heardAt_ms When the server was last heard of; 0 if never.
 * @property {number} silence_ms How long an open socket may be silent.
 * @property {number | null} retryAt_ms When the next attempt of a socket is due.
 * @property {number} pausedUntil_ms Before that only a person opens a socket.
 * @property {Closing | null} closing What the gateway said when it closed the last socket.
 *
 * @typedef {{type: "start"} | {type: "stop"} | {type: "heard"} | {type: "frame"} |
 *   {type: "heartbeat_every", seconds: number} | {type: "socket_closed", code: number} |
 *   {type: "poll_answered"} | {type: "poll_failed"} | {type: "timer", name: TimerName} | {type: "watch"} |
 *   {type: "online"} | {type: "slept", span_ms: number} | {type: "hidden"} | {type: "shown"} |
 *   {type: "topics", any: boolean}} LinkEvent
 *
 * @typedef {"retry" | "open" | "poll"} TimerName
 * @typedef {{do: "open"} | {do: "close"} | {do: "poll", wait_s: number} | {do: "stop_polling"} |
 *   {do: "timer", name: TimerName, delay_ms: number} | {do: "cancel", name: TimerName}} Effect
 * @typedef {[LinkState, Effect[]]} Step
 */

/** An attempt that brought no frame by then has failed. */
export const OPEN_LIMIT_MS = 3000;
export const LONG_POLL_S = 3;
export const PLAIN_POLL_MS = 3000;
/** Between two long polls, so that a busy building is not asked as fast as it answers. */
export const LONG_POLL_APART_MS = 300;
/** A gateway that asks for a pause gets this, and up to as much again. */
export const PAUSE_MS = 5000;
const PLAIN_POLLS_BEFORE_LONG = 10;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_LIMIT_MS = 30000;
/** A socket that is lost sooner counts as failed: one that opens and closes at once must not be hammered. */
const LASTING_MS = 5000;
/** Two missed heartbeats, or a long poll, and the time an answer may take: silence shows within 5 s. */
const SILENCE_MS = 4500;

/** @returns {LinkState} */
export function idle() {
  return {
    wanted: false,
    hidden: false,
    subscribed: false,
    socket: "none",
    polling: "off",
    socketFailures: 0,
    openedAt_ms: 0,
    pollFailures: 0,
    plainPolls: 0,
    longFails: false,
    polled: false,
    heardAt_ms: 0,
    silence_ms: SILENCE_MS,
    retryAt_ms: null,
    pausedUntil_ms: 0,
    closing: null,
  };
}

/**
 * Full jitter: anything between nothing and the bound, which doubles with every failure up to 30 s.
 * @param {number} failures At least 1.
 * @param {number} chance In [0, 1).
 */
export function backoff_ms(failures, chance) {
  return chance * Math.min(BACKOFF_LIMIT_MS, BACKOFF_FIRST_MS * 2 ** Math.min(failures - 1, 16));
}

/**
 * Which way messages come now.
 * @param {LinkState} state
 * @returns {"websocket" | "long_polling" | "polling" | "none"}
 */
export function transport(state) {
  if (state.socket === "open") return "websocket";
  if (state.polling === "off" || !state.polled) return "none";
  return state.polling === "long" ? "long_polling" : "polling";
}

/**
 * @param {LinkState} state
 * @param {LinkEvent} event
 * @param {number} now_ms A clock that never goes back.
 * @param {number} chance In [0, 1), new for every call.
 * @returns {Step}
 */
export function step(state, event, now_ms, chance) {
  switch (event.type) {
    case "start":
      return start(state, now_ms, chance);
    case "stop":
      return stop(state);
    case "heard":
      return [{ ...state, heardAt_ms: now_ms }, []];
    case "hidden":
      return [{ ...state, hidden: true }, []];
    case "shown":
      return wake({ ...state, hidden: false }, now_ms, chance);
    case "topics":
      return topics({ ...state, subscribed: event.any });
  }
  if (!state.wanted) return [state, []];
  switch (event.type) {
    case "frame":
      return frame(state, now_ms);
    case "heartbeat_every":
      return [{ ...state, silence_ms: event.seconds * 2000 + 500 }, []];
    case "socket_closed":
      return closed(state, event.code, now_ms, chance);
    case "poll_answered":
      return pollAnswered(state, now_ms);
    case "poll_failed":
      return pollFailed(state, chance);
    case "timer":
      return timer(state, event.name, now_ms, chance);
    case "watch":
      return watch(state, now_ms, chance);
    case "online":
      return wake(state, now_ms, chance);
    case "slept":
      return wake({ ...state, heardAt_ms: state.heardAt_ms - event.span_ms }, now_ms, chance);
  }
}

/**
 * Connect. For a person who asks again nothing waits longer than half a second: a script that asks again whenever
 * it is told of a failure hammers nobody.
 * @param {LinkState} state @param {number} now_ms @param {number} chance @returns {Step}
 */
function start(state, now_ms, chance) {
  if (!state.wanted) return open({ ...state, wanted: true });
  if (state.socket === "refused") return open(state);
  const isLate = state.retryAt_ms !== null && state.retryAt_ms - now_ms > BACKOFF_FIRST_MS;
  if (state.socket !== "waiting" || !isLate) return [state, []];
  return retry({ ...state, closing: null }, now_ms, chance * BACKOFF_FIRST_MS);
}

/** @param {LinkState} state @returns {Step} */
function stop({ hidden, subscribed, heardAt_ms }) {
  /** @type {TimerName[]} */
  const timers = ["retry", "open", "poll"];
  return [
    { ...idle(), hidden, subscribed, heardAt_ms },
    [
      { do: "close" },
      { do: "stop_polling" },
      ...timers.map((name) => ({ do: /** @type {const} */ ("cancel"), name })),
    ],
  ];
}

/** @param {LinkState} state @returns {Step} */
function open(state) {
  return [
    { ...state, socket: "opening", retryAt_ms: null, pausedUntil_ms: 0 },
    [{ do: "cancel", name: "retry" }, { do: "open" }, { do: "timer", name: "open", delay_ms: OPEN_LIMIT_MS }],
  ];
}

/** @param {LinkState} state @param {number} now_ms @returns {Step} */
function frame(state, now_ms) {
  if (state.socket === "open") return [{ ...state, heardAt_ms: now_ms }, []];
  if (state.socket !== "opening") return [state, []];
  return [
    {
      ...state,
      socket: "open",
      polling: "off",
      polled: false,
      openedAt_ms: now_ms,
      pollFailures: 0,
      longFails: false,
      heardAt_ms: now_ms,
      closing: null,
    },
    [{ do: "cancel", name: "open" }, { do: "cancel", name: "poll" }, { do: "stop_polling" }],
  ];
}

/** @param {LinkState} state @param {number} code @param {number} now_ms @param {number} chance @returns {Step} */
function closed(state, code, now_ms, chance) {
  if (state.socket !== "opening" && state.socket !== "open") return [state, []];
  const closing = closingOf(code);
  if (closing.again === "backoff") return lost(state, now_ms, chance);
  const socketFailures = lasted(state, now_ms) ? 0 : state.socketFailures;
  const told = { ...state, closing, socketFailures };
  if (closing.again === "at_once") return retry(told, now_ms, chance * BACKOFF_FIRST_MS);
  if (closing.again === "differently") {
    return also([{ ...told, socket: "refused" }, [{ do: "close" }, { do: "cancel", name: "open" }]], poll);
  }
  const pause_ms = PAUSE_MS * (1 + chance);
  return also(retry({ ...told, pausedUntil_ms: now_ms + pause_ms }, now_ms, pause_ms), poll);
}

/** A socket was cut, or did not open. @param {LinkState} state @param {number} now_ms @param {number} chance @returns {Step} */
function lost(state, now_ms, chance) {
  const hasLasted = lasted(state, now_ms);
  const socketFailures = hasLasted ? 0 : state.socketFailures + 1;
  const delay_ms = backoff_ms(Math.max(1, socketFailures), chance);
  const again = retry({ ...state, closing: null, socketFailures }, now_ms, delay_ms);
  return hasLasted ? again : also(again, poll);
}

/** @param {LinkState} state @param {number} now_ms */
function lasted(state, now_ms) {
  return state.socket === "open" && now_ms - state.openedAt_ms >= LASTING_MS;
}

/** @param {LinkState} state @param {number} now_ms @param {number} delay_ms @returns {Step} */
function retry(state, now_ms, delay_ms) {
  return [
    { ...state, socket: "waiting", retryAt_ms: now_ms + delay_ms },
    [{ do: "close" }, { do: "cancel", name: "open" }, { do: "timer", name: "retry", delay_ms }],
  ];
}

/** Poll from now on, if that is not done already. @param {LinkState} state @returns {Step} */
function poll(state) {
  if (state.polling !== "off" || !state.subscribed) return [state, []];
  return [{ ...state, polling: "plain", plainPolls: 0 }, [{ do: "poll", wait_s: 0 }]];
}

/** @param {Step} first @param {(state: LinkState) => Step} then @returns {Step} One after the other. */
function also([state, effects], then) {
  const [next, more] = then(state);
  return [next, [...effects, ...more]];
}

/** @param {LinkState} state @param {number} now_ms @returns {Step} */
function pollAnswered(state, now_ms) {
  if (state.polling === "off") return [state, []];
  const plainPolls = state.polling === "plain" ? state.plainPolls + 1 : 0;
  const mayWait = !state.longFails || state.polling === "long" || plainPolls >= PLAIN_POLLS_BEFORE_LONG;
  const long = mayWait && !state.hidden;
  return [
    {
      ...state,
      polling: long ? "long" : "plain",
      plainPolls: long ? 0 : plainPolls,
      pollFailures: 0,
      polled: true,
      heardAt_ms: now_ms,
    },
    [{ do: "timer", name: "poll", delay_ms: long ? LONG_POLL_APART_MS : PLAIN_POLL_MS }],
  ];
}

/** @param {LinkState} state @param {number} chance @returns {Step} */
function pollFailed(state, chance) {
  if (state.polling === "off") return [state, []];
  const pollFailures = state.pollFailures + 1;
  return [
    {
      ...state,
      polling: "plain",
      plainPolls: 0,
      // Where a plain one fails as well it was not the waiting that failed.
      longFails: state.polling === "long",
      pollFailures,
      polled: false,
    },
    [{ do: "timer", name: "poll", delay_ms: backoff_ms(pollFailures, chance) }],
  ];
}

/**
 * @param {LinkState} state @param {TimerName} name @param {number} now_ms @param {number} chance
 * @returns {Step}
 */
function timer(state, name, now_ms, chance) {
  if (name === "retry") return state.socket === "waiting" ? open(state) : [state, []];
  if (name === "open") return state.socket === "opening" ? lost(state, now_ms, chance) : [state, []];
  if (state.polling === "off") return [state, []];
  return [state, [{ do: "poll", wait_s: state.polling === "long" ? LONG_POLL_S : 0 }]];
}

/**
 * A socket that is silent is as good as closed, and the way it went is suspect: polling starts beside the next
 * one. A poll that is not answered may still be, on a slow line: it is only no longer believed.
 * @param {LinkState} state @param {number} now_ms @param {number} chance @returns {Step}
 */
function watch(state, now_ms, chance) {
  if (silent(state, now_ms)) return also(lost(state, now_ms, chance), poll);
  const isStale = state.polled && !state.hidden && now_ms - state.heardAt_ms > SILENCE_MS;
  return [isStale ? { ...state, polled: false } : state, []];
}

/** @param {LinkState} state @param {number} now_ms */
function silent(state, now_ms) {
  return state.socket === "open" && now_ms - state.heardAt_ms > state.silence_ms;
}

/**
 * The network is back or the page is looked at again: do now what a timer would do later.
 * @param {LinkState} state @param {number} now_ms @param {number} chance @returns {Step}
 */
function wake(state, now_ms, chance) {
  const seen = watch(state, now_ms, chance);
  const polling = state.polling !== "off";
  const polled = polling ? also(seen, pollNow) : seen;
  const isDue = polled[0].socket === "waiting" && now_ms >= polled[0].pausedUntil_ms;
  return isDue ? also(polled, open) : polled;
}

/** @param {LinkState} state @returns {Step} */
function pollNow(state) {
  return [
    state,
    [
      { do: "cancel", name: "poll" },
      { do: "poll", wait_s: 0 },
    ],
  ];
}

/** The topics have changed: a refusal was of others. @param {LinkState} state @returns {Step} */
function topics(state) {
  if (!state.wanted) return [state, []];
  if (!state.subscribed) {
    return [
      { ...state, polling: "off", polled: false },
      [{ do: "cancel", name: "poll" }, { do: "stop_polling" }],
    ];
  }
  if (state.socket === "refused") return also(poll(state), open);
  return state.socket === "waiting" ? poll(state) : [state, []];
}
