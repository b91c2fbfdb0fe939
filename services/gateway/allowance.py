"""How often a client may speak: a bucket of tokens."""


class Allowance:
    """`rate_per_s` tokens a second flow into a bucket that holds `burst`; it begins full."""

    __slots__ = ("_burst", "_left", "_rate_per_s", "_seen_s")

    def __init__(self, rate_per_s: float, burst: int, now_s: float) -> None:
        self._rate_per_s = rate_per_s
        self._burst = burst
        self._left = float(burst)
        self._seen_s = now_s

    def take(self, now_s: float, tokens: int = 1) -> bool:
        """Take so many tokens; False, and none taken, if there are fewer."""
        self._left = min(self._burst, self._left + (now_s - self._seen_s) * self._rate_per_s)
        self._seen_s = now_s
        if self._left < tokens:
            return False
        self._left -= tokens
        return True
