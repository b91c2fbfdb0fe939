"""``python -m iaqverse``: the command, from a checkout too."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this line is for those who have an older one
    sys.exit("iaqverse needs Python 3.11 or newer; this is " + sys.version.split()[0])

from iaqverse.cli import main

if __name__ == "__main__":
    sys.exit(main())
