/**
 * Why the gateway closes a socket, and how to come back from it.
 *
 * docs/WEBSOCKET.md and services/gateway/closing.py hold the same table; a test compares them.
 */

/**
 * @typedef {"at_once" | "after_pause" | "differently" | "backoff"} Again
 * @typedef {{code: number, name: string, again: Again}} Closing
 */

/** @type {readonly Closing[]} */
export const CLOSINGS = [
  { code: 1012, name: "restart", again: "at_once" },
  { code: 4000, name: "too_slow", again: "after_pause" },
  { code: 4001, name: "too_fast", again: "after_pause" },
  { code: 4500, name: "no_subscription", again: "differently" },
  { code: 4501, name: "frame_too_large", again: "differently" },
  { code: 4502, name: "too_many_subscriptions", again: "differently" },
];

/**
 * What a close code asks for. Codes from 4500 on mean "not the same way again", also those not known here;
 * any other is a connection that was cut.
 * @param {number} code
 * @returns {Closing}
 */
export function closingOf(code) {
  const known = CLOSINGS.find((closing) => closing.code === code);
  return (
    known ?? { code, name: String(code), again: code >= 4500 && code <= 4999 ? "differently" : "backoff" }
  );
}
