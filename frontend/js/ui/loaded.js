import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { onStaleHistory } from "../store.js";

/** @template T @typedef {{status: "loading" | "ready" | "failed", value: T | null}} Loaded */

const REFRESH_MS = 10 * 60e3;
const RETRY_MS = 3000;

/**
 * Something of the store's, fetched while it is shown: again after a while, after a failure, and when the stream
 * began anew.
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} load @param {(string | number | null)[]} keys What it depends on.
 * @param {(value: T) => number} [next_ms] After which time to fetch it again.
 * @returns {Loaded<T>}
 */
export function useLoaded(load, keys, next_ms = () => REFRESH_MS) {
  const loaded = useSignal(/** @type {Loaded<T>} */ ({ status: "loading", value: null }));
  useEffect(() => {
    const abort = new AbortController();
    let timer = 0;
    const run = async () => {
      window.clearTimeout(timer);
      let pause_ms = RETRY_MS;
      try {
        const value = await load(abort.signal);
        if (abort.signal.aborted) return;
        loaded.value = { status: "ready", value };
        pause_ms = next_ms(value);
      } catch (error) {
        if (abort.signal.aborted) return;
        console.warn("IAQverse: not loaded:", error);
        loaded.value = { ...loaded.value, status: "failed" };
      }
      window.clearTimeout(timer);
      timer = window.setTimeout(run, pause_ms);
    };
    loaded.value = { status: "loading", value: null };
    const end = onStaleHistory((place) => void (place === null && run()));
    void run();
    return () => {
      end();
      window.clearTimeout(timer);
      abort.abort();
    };
  }, keys);
  return loaded.value;
}
