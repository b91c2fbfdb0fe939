/**
 * How the page stays connected: a state machine without a socket, a clock or chance of its own.
 *
 * `step` takes what happened and answers the new state and what to do about it; `connection.js` does it.
 *
 *     WebSocket ──lost──► WebSocket again (at once, jittered) ──fails──► poll, and try the WebSocket for ever
 *        ▲                                                                 │
 *        └──────────────── the first frame of a WebSocket ────────────────┘
 *
 * Polling starts with an immediate answer, so that there is something to show, then holds long polls open.
 * A long poll that fails steps down to plain polls (every 3 s); ten of those in a row step up again.
 * A socket counts as open when its first frame arrives, not before: a proxy may open one and swallow all.
 */

/**
 * @typedef {object} LinkState
 * @property {boolean} wanted Whether anybody wants a connection.
 * @property {"none" | "waiting" | "opening" | "open"} socket `waiting`: the next attempt has a timer.
 * @property {"off" | "plain" | "long"} polling How the next poll asks.
 * @property {number} socketFailures Sockets in a row that did not open or did not last.
 * @property {number} openedAt_ms When the open socket sent its first frame.
 * @property {number} pollFailures Polls that failed in a row.
 * @property {number} plainPolls Plain polls that worked in a row since a long poll failed.
 * @property {boolean} longFails Whether the last long poll failed.
 * @property {boolean} polled Whether the last poll was answered.
 * @property {number} heardAt_ms When the server was last heard of.
 * @property {number} silence_ms How long an open socket may be silent.
 * @property {number | null} lostAt_ms Since when nothing works; null while something does.
 * @property {number | null} retryAt_ms When the next attempt of a socket is due.
 *
 * @typedef {{type: "start"} | {type: "stop"} | {type: "frame"} | {type: "heartbeat_every", seconds: number} |
 *   {type: "socket_closed"} | {type: "poll_answered"} | {type: "poll_failed"} |
 *   {type: "timer", name: TimerName} | {type: "watch"} | {type: "wake"}} LinkEvent
 *
 * @typedef {"retry" | "open" | "poll"} TimerName
 * @typedef {{do: "open"} | {do: "close"} | {do: "poll", wait_s: number} | {do: "stop_polling"} |
 *   {do: "timer", name: TimerName, delay_ms: number} | {do: "cancel", name: TimerName}} Effect
 */

/** An attempt that brought no frame by then has failed. */
export const OPEN_LIMIT_MS = 3000;
export const LONG_POLL_S = 25;
export const PLAIN_POLL_MS = 3000;
const PLAIN_POLLS_BEFORE_LONG = 10;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_LIMIT_MS = 30000;
/** A socket that is lost sooner counts as failed: one that opens and closes at once must not be hammered. */
const LASTING_MS = 5000;
/** Two missed heartbeats and the time a frame may take: silence shows within 5 s. */
const SILENCE_DEFAULT_MS = 4500;

/** @returns {LinkState} */
export function idle() {
  return {
    wanted: false,
    socket: "none",
    polling: "off",
    socketFailures: 0,
    openedAt_ms: 0,
    pollFailures: 0,
    plainPolls: 0,
    longFails: false,
    polled: false,
    heardAt_ms: 0,
    silence_ms: SILENCE_DEFAULT_MS,
    lostAt_ms: null,
    retryAt_ms: null,
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
 * @returns {[LinkState, Effect[]]}
 */
export function step(state, event, now_ms, chance) {
  if (event.type === "start") return state.wanted ? [state, []] : start(now_ms);
  if (event.type === "stop") return stop();
  if (!state.wanted) return [state, []];
  switch (event.type) {
    case "frame":
      return frame(state, now_ms);
    case "heartbeat_every":
      return [{ ...state, silence_ms: event.seconds * 2000 + 500 }, []];
    case "socket_closed":
      return state.socket === "opening" || state.socket === "open"
        ? socketLost(state, now_ms, chance)
        : [state, []];
    case "poll_answered":
      return pollAnswered(state, now_ms);
    case "poll_failed":
      return pollFailed(state, now_ms, chance);
    case "timer":
      return timer(state, event.name, now_ms, chance);
    case "watch":
      return silent(state, now_ms) ? socketLost(state, now_ms, 0) : [state, []];
    case "wake":
      return wake(state, now_ms);
  }
}

/** @param {number} now_ms @returns {[LinkState, Effect[]]} */
function start(now_ms) {
  return open({ ...idle(), wanted: true, lostAt_ms: now_ms });
}

/** @returns {[LinkState, Effect[]]} */
function stop() {
  /** @type {TimerName[]} */
  const timers = ["retry", "open", "poll"];
  return [
    idle(),
    [
      { do: "close" },
      { do: "stop_polling" },
      ...timers.map((name) => ({ do: /** @type {const} */ ("cancel"), name })),
    ],
  ];
}

/** @param {LinkState} state @returns {[LinkState, Effect[]]} */
function open(state) {
  return [
    { ...state, socket: "opening", retryAt_ms: null },
    [{ do: "cancel", name: "retry" }, { do: "open" }, { do: "timer", name: "open", delay_ms: OPEN_LIMIT_MS }],
  ];
}

/** @param {LinkState} state @param {number} now_ms @returns {[LinkState, Effect[]]} */
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
      lostAt_ms: null,
    },
    [{ do: "cancel", name: "open" }, { do: "cancel", name: "poll" }, { do: "stop_polling" }],
  ];
}

/** @param {LinkState} state @param {number} now_ms @param {number} chance @returns {[LinkState, Effect[]]} */
function socketLost(state, now_ms, chance) {
  const wasOpen = state.socket === "open";
  const lasted = wasOpen && now_ms - state.openedAt_ms >= LASTING_MS;
  const socketFailures = lasted ? 0 : state.socketFailures + 1;
  const delay_ms = backoff_ms(Math.max(1, socketFailures), chance);
  /** @type {LinkState} */
  const next = {
    ...state,
    socket: "waiting",
    socketFailures,
    retryAt_ms: now_ms + delay_ms,
    lostAt_ms: state.lostAt_ms ?? (wasOpen ? now_ms : null),
  };
  /** @type {Effect[]} */
  const effects = [{ do: "close" }, { do: "cancel", name: "open" }, { do: "timer", name: "retry", delay_ms }];
  if (lasted || state.polling !== "off") return [next, effects];
  return [{ ...next, polling: "plain", plainPolls: 0 }, [...effects, { do: "poll", wait_s: 0 }]];
}

/** @param {LinkState} state @param {number} now_ms @returns {[LinkState, Effect[]]} */
function pollAnswered(state, now_ms) {
  if (state.polling === "off") return [state, []];
  const plainPolls = state.polling === "plain" ? state.plainPolls + 1 : 0;
  const long = !state.longFails || state.polling === "long" || plainPolls >= PLAIN_POLLS_BEFORE_LONG;
  /** @type {LinkState} */
  const next = {
    ...state,
    polling: long ? "long" : "plain",
    plainPolls: long ? 0 : plainPolls,
    pollFailures: 0,
    polled: true,
    heardAt_ms: now_ms,
    lostAt_ms: null,
  };
  return [
    next,
    [long ? { do: "poll", wait_s: LONG_POLL_S } : { do: "timer", name: "poll", delay_ms: PLAIN_POLL_MS }],
  ];
}

/** @param {LinkState} state @param {number} now_ms @param {number} chance @returns {[LinkState, Effect[]]} */
function pollFailed(state, now_ms, chance) {
  if (state.polling === "off") return [state, []];
  const pollFailures = state.pollFailures + 1;
  return [
    {
      ...state,
      polling: "plain",
      plainPolls: 0,
      longFails: state.longFails || state.polling === "long",
      pollFailures,
      polled: false,
      lostAt_ms: state.lostAt_ms ?? now_ms,
    },
    [{ do: "timer", name: "poll", delay_ms: backoff_ms(pollFailures, chance) }],
  ];
}

/**
 * @param {LinkState} state @param {TimerName} name @param {number} now_ms @param {number} chance
 * @returns {[LinkState, Effect[]]}
 */
function timer(state, name, now_ms, chance) {
  if (name === "retry") return state.socket === "waiting" ? open(state) : [state, []];
  if (name === "open") return state.socket === "opening" ? socketLost(state, now_ms, chance) : [state, []];
  return state.polling === "off" ? [state, []] : [state, [{ do: "poll", wait_s: 0 }]];
}

/** @param {LinkState} state @param {number} now_ms */
function silent(state, now_ms) {
  return state.socket === "open" && now_ms - state.heardAt_ms > state.silence_ms;
}

/**
 * The network is back or the page is looked at again: do now what a timer would do later.
 * @param {LinkState} state @param {number} now_ms @returns {[LinkState, Effect[]]}
 */
function wake(state, now_ms) {
  if (silent(state, now_ms)) {
    const [lost, effects] = socketLost(state, now_ms, 0);
    const [next, more] = open(lost);
    return [next, [...effects, ...more]];
  }
  return state.socket === "waiting" ? open(state) : [state, []];
}
