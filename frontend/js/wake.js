/** Keeps a screen on a wall awake, where the browser lets a page do that. */

/** From now on. */
export function stayAwake() {
  // A browser lets go of it whenever the page is out of sight.
  document.addEventListener("visibilitychange", () => void hold());
  void hold();
}

async function hold() {
  if (document.hidden) return;
  try {
    await navigator.wakeLock?.request("screen");
  } catch (error) {
    console.info("IAQverse: the screen may fall asleep:", error);
  }
}
