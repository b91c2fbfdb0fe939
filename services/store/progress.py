"""Up to which point of the stream everything is stored.

Deliveries come almost in order: one that was lost on the way comes again later, and then later ones
are stored before it. A sequence that is missing may also be one that the stream has forgotten (its
time to live passed): then the consumer's own floor, everything up to which was acknowledged, tells.
"""

from collections.abc import Iterable


class Progress:
    """`through`: everything up to it is stored, or gone from the stream. It never goes back."""

    def __init__(self, through: int = 0) -> None:
        self.through = through
        self._above: set[int] = set()

    @property
    def has_gap(self) -> bool:
        """Whether later messages are stored while some before them are not known to be."""
        return bool(self._above)

    def is_stored(self, seq: int) -> bool:
        """Whether this message is known to be stored: it came again."""
        return seq <= self.through or seq in self._above

    def reach_with(self, seqs: Iterable[int]) -> int:
        """Return what `through` will be once these are stored too; changes nothing."""
        return self._reach(self._above | set(seqs))

    def stored(self, seqs: Iterable[int]) -> None:
        """Note that these are stored."""
        self._above.update(seqs)
        self._advance(self._reach(self._above))

    def acknowledged(self, floor: int) -> None:
        """Note the consumer's floor: what is not stored up to it is gone from the stream."""
        if floor > self.through:
            self._advance(floor)
            self._advance(self._reach(self._above))

    def _reach(self, above: set[int]) -> int:
        through = self.through
        while through + 1 in above:
            through += 1
        return through

    def _advance(self, through: int) -> None:
        if through > self.through:
            self.through = through
            self._above = {seq for seq in self._above if seq > through}
