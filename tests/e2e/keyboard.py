"""A person with a keyboard and no pointer, who must always see where they are."""

from dataclasses import dataclass
from typing import Any, Final

from playwright.async_api import Page

FAR: Final = 300
"""More presses of Tab than any page of a test has stops."""

ROUNDED_PX: Final = 2
FIELDS: Final = 10
"""More stops than a date with its time has within it."""

STOP: Final = """async () => {
  await new Promise(requestAnimationFrame);
  const focused = document.activeElement;
  if (!focused || focused === document.body) return null;
  const label = focused.closest('label');
  const shown = label && getComputedStyle(focused).opacity === '0' ? label : focused;
  const {left, top, right, bottom} = shown.getBoundingClientRect();
  const middle = Math.min(Math.max((left + right) / 2, 0), innerWidth - 1);
  const isSeen = y => {
    const hit = document.elementFromPoint(middle, y);
    return hit !== null && (shown.contains(hit) || hit.contains(shown));
  };
  let seen = 0;
  for (let y = top + 0.5; y < bottom; y += 1) seen += isSeen(y);
  const bars = [...document.querySelectorAll('.bar, .pages')]
    .filter(one => getComputedStyle(one).position !== 'static');
  // The parts of a date's field have marks of the browser's own.
  const isPart = focused.matches('input[type^=date]:not(:focus-visible)');
  const isMarked = isPart || [shown, ...shown.querySelectorAll('*')].some(one => {
    const {outlineStyle, outlineWidth} = getComputedStyle(one);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  });
  return {
    at: [...document.querySelectorAll('*')].indexOf(focused),
    what: focused.outerHTML.slice(0, 120),
    height: bottom - top,
    seen,
    free: innerHeight - bars.reduce((sum, one) => sum + one.getBoundingClientRect().height, 0),
    is_marked: isMarked,
  };
}"""
"""Where the focus is, how much of it can be seen, and whether something says that it is there.

What is drawn by its label alone (a radio button among segments) is where its label is.
"""


@dataclass(frozen=True)
class Stop:
    """One place where the focus was; its pixels in height, those seen, those between bars."""

    at: int
    what: str
    height: float
    seen: float
    free: float
    is_marked: bool

    def wrong(self) -> str:
        """Say what is wrong with how it shows; nothing if it shows well."""
        if not self.is_marked:
            return f"nothing shows that the focus is here: {self.what}"
        if self.seen < min(self.height, self.free) - ROUNDED_PX:
            return f"{self.seen:.0f} of {self.height:.0f} px can be seen: {self.what}"
        return ""


BACK: Final = {"Tab": "Shift+Tab", "Shift+Tab": "Tab"}


class Keyboard:
    """Presses keys, and looks at every stop on the way."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def press(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def write(self, text: str) -> None:
        """Replace what a field has in it."""
        await self.page.keyboard.press("Control+a")
        await self.page.keyboard.type(text)

    async def tab(self, key: str = "Tab") -> Stop | None:
        """Go to the next stop; nothing when that is outside the page.

        Raises:
            AssertionError: If a person can't see that the focus is there.
        """
        await self.page.keyboard.press(key)
        stop = await self._stop()
        if stop is not None and stop.wrong():
            # Live values may have moved the page since. What hides a stop for good hides it again.
            await self.press(BACK[key], key)
            stop = await self._stop()
        assert stop is None or not stop.wrong(), stop and stop.wrong()
        return stop

    async def _stop(self) -> Stop | None:
        found: dict[str, Any] | None = await self.page.evaluate(STOP)
        return None if found is None else Stop(**found)

    async def reach(self, selector: str, text: str = "", key: str = "Tab") -> None:
        """Press Tab until something of this kind, with this text or name, has the focus.

        Raises:
            AssertionError: If it is never reached, or something on the way can't be seen.
        """
        for _ in range(FAR):
            await self.tab(key)
            if await self.page.evaluate(IS_AT, [selector, text]):
                return
        raise AssertionError(f"{selector} {text!r} is not reached by {key}")


IS_AT: Final = """([selector, text]) => {
  const {activeElement: at} = document;
  const words = `${at.ariaLabel ?? ''} ${at.innerText ?? ''} ${at.closest('label')?.innerText ?? ''}`;
  return at.matches(selector) && words.includes(text);
}"""
