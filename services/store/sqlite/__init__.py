"""The engine that needs nothing but Python: one SQLite file.

====================  ===================================================================
``layout``            the tables, and how older files are brought up to date
``series``            PURE: a device's number and quantities, and its readings as flat rows
``tail``              PURE: what was written and is not folded yet, in memory
``writing``           the one connection that commits, in a thread of its own
``folding``           from the journal to the clustered tables and their rollups
``sweeping``          deleting what is past its time
``reading``           read-only connections
``reads``             short reads by key, with a deadline
``rows``, ``buckets`` what one device has, the tail included
``copying``           a copy of the file in use, and whether a file is sound
``engine``            writing and reading behind the interface of an engine
====================  ===================================================================

SQLite before 3.51.3 can lose commits when one connection checkpoints the write-ahead log while
another commits (https://sqlite.org/wal.html#walresetbug). So one connection does all commits and all
checkpoints, and every other one is read-only.
"""

from services.store.sqlite.engine import SqliteEngine

__all__ = ["SqliteEngine"]
