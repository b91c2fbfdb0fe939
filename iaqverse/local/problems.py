"""What ends a command of a person, with one line that says why and what to do."""


class Problem(Exception):
    """A command can't go on; `str()` is the line."""
