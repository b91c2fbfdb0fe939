"""The tables of the SQLite file.

``series``    one row a device, with the quantities that were ever kept of it
``readings``  clustered by (series, instant), a column a quantity: 75 bytes for a row of four to six
``subjects``  one row a subject of derived messages
``<kind>``    one table a kind of derived message, clustered by (subject, instant, id), as they came
``marks``     about once a minute: everything up to `seq` had entered the stream by `at_ms`
``meta``      the schema's version, and the point of the stream up to which the file is complete
"""

import sqlite3
from typing import Final

from iaqverse.contracts.quantity import QUANTITIES
from services.store.engine import MESSAGE_KINDS

VERSION: Final = 1
COLUMNS: Final = tuple(QUANTITIES)

_TABLES: Final = f"""
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS marks (seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS series (
  id INTEGER PRIMARY KEY, site TEXT NOT NULL, room TEXT NOT NULL, device TEXT NOT NULL,
  quantities TEXT NOT NULL DEFAULT '',
  UNIQUE (site, room, device));
CREATE TABLE IF NOT EXISTS readings (
  series INTEGER NOT NULL, ts_ms INTEGER NOT NULL, is_late INTEGER NOT NULL, raw TEXT,
  {", ".join(f"{name} REAL" for name in COLUMNS)},
  PRIMARY KEY (series, ts_ms)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS subjects (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, site TEXT NOT NULL, room TEXT NOT NULL, rest TEXT NOT NULL,
  UNIQUE (kind, site, room, rest));
""" + "".join(
    f"""
CREATE TABLE IF NOT EXISTS {kind} (
  subject INTEGER NOT NULL, at_ms INTEGER NOT NULL, id TEXT NOT NULL, payload BLOB NOT NULL,
  PRIMARY KEY (subject, at_ms, id)) WITHOUT ROWID;"""
    for kind in MESSAGE_KINDS
)

# What was sent before, of quantities that come again, goes; what stays is merged with what came.
_OTHER_RAW: Final = (
    "json_remove(raw, "
    + ", ".join(f"CASE WHEN excluded.{name} IS NULL THEN '$.none' ELSE '$.{name}' END" for name in COLUMNS)
    + ")"
)
INSERT_READING: Final = (
    f"INSERT INTO readings (series, ts_ms, is_late, raw, {', '.join(COLUMNS)})"
    f" VALUES (?, ?, ?, ?{', ?' * len(COLUMNS)})"
    " ON CONFLICT (series, ts_ms) DO UPDATE SET is_late = max(is_late, excluded.is_late),"
    " raw = CASE WHEN raw IS NULL THEN excluded.raw"
    f" ELSE nullif(json_patch({_OTHER_RAW}, coalesce(excluded.raw, '{{}}')), '{{}}') END, "
    + ", ".join(f"{name} = coalesce(excluded.{name}, {name})" for name in COLUMNS)
)


def insert_message(kind: str) -> str:
    """Return the statement that keeps a message of `kind`; the same again replaces it."""
    return f"INSERT OR REPLACE INTO {kind} (subject, at_ms, id, payload) VALUES (?, ?, ?, ?)"


def prepare(connection: sqlite3.Connection) -> None:
    """Make the tables that are missing and the columns of quantities that are new.

    Raises:
        sqlite3.Error: If the file can't be used, or was written by a newer version of this program.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise sqlite3.DatabaseError(f"the database is of version {version}, newer than this program")
    connection.executescript(_TABLES)
    present = {row[1] for row in connection.execute("PRAGMA table_info(readings)")}
    for name in COLUMNS:
        if name not in present:
            connection.execute(f"ALTER TABLE readings ADD COLUMN {name} REAL")
    connection.execute(f"PRAGMA user_version = {VERSION}")
