"""The tables of the SQLite file.

``series``      one row a device, with the quantities that were ever kept of it
``journal``     readings as they came, a batch a row, not yet folded into the tables below; see `series`
``readings``    clustered by (series, instant), a column a quantity: 75 bytes for a row of four to six
``rollup_5m``   clustered by (series, start): how many, sum, least and most of each quantity in five minutes
``rollup_1h``   the same for an hour
``subjects``    one row a subject of derived messages
``<kind>``      one table a kind of derived message, clustered by (subject, instant, id), as they came
``marks``       about once a minute: everything up to `seq` had entered the stream by `at_ms`
``meta``        the point of the stream up to which the file is complete, and from when on each level is kept

The schema's version is `PRAGMA user_version`.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import orjson

from iaqverse.contracts.quantity import QUANTITIES
from services.store.engine import MESSAGE_KINDS, Level

VERSION: Final = 3
COLUMNS: Final = tuple(QUANTITIES)
ROLLUPS: Final = {Level.FIVE_MINUTES: "rollup_5m", Level.HOUR: "rollup_1h"}
PARTS: Final = ("n", "sum", "min", "max")
"""What a rollup has of each quantity: columns `n_co2_ppm`, `sum_co2_ppm` and so on."""

_ROW: Final = f"is_late INTEGER NOT NULL, raw TEXT, {', '.join(f'{name} REAL' for name in COLUMNS)}"
_TABLES: Final = (
    f"""
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS marks (seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS series (
  id INTEGER PRIMARY KEY, site TEXT NOT NULL, room TEXT NOT NULL, device TEXT NOT NULL,
  quantities TEXT NOT NULL DEFAULT '',
  UNIQUE (site, room, device));
CREATE TABLE IF NOT EXISTS journal (id INTEGER PRIMARY KEY, readings BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS readings (
  series INTEGER NOT NULL, ts_ms INTEGER NOT NULL, {_ROW},
  PRIMARY KEY (series, ts_ms)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS subjects (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, site TEXT NOT NULL, room TEXT NOT NULL, rest TEXT NOT NULL,
  UNIQUE (kind, site, room, rest));
"""
    + "".join(
        f"""
CREATE TABLE IF NOT EXISTS {table} (
  series INTEGER NOT NULL, start_ms INTEGER NOT NULL,
  {", ".join(f"{part}_{name} {'INTEGER' if part == 'n' else 'REAL'}" for name in COLUMNS for part in PARTS)},
  PRIMARY KEY (series, start_ms)) WITHOUT ROWID;"""
        for table in ROLLUPS.values()
    )
    + "".join(
        f"""
CREATE TABLE IF NOT EXISTS {kind} (
  subject INTEGER NOT NULL, at_ms INTEGER NOT NULL, id TEXT NOT NULL, payload BLOB NOT NULL,
  PRIMARY KEY (subject, at_ms, id)) WITHOUT ROWID;"""
        for kind in MESSAGE_KINDS
    )
)

_FINER: Final = {Level.FIVE_MINUTES: "readings", Level.HOUR: ROLLUPS[Level.FIVE_MINUTES]}

_INSTANT: Final = {Level.FIVE_MINUTES: "ts_ms", Level.HOUR: "start_ms"}


APPEND: Final = "INSERT INTO journal (readings) VALUES (?)"
"""It takes a batch of flat rows as JSON, a list of lists."""


@lru_cache(maxsize=256)
def fold_readings(names: tuple[str, ...], many: int) -> str:
    """Return the statement that brings so many flat rows with these quantities into `readings`.

    What has equal keys is merged in the order in which it comes. What was sent before, of quantities that
    come again, goes.
    """
    columns = ("series", "ts_ms", "is_late", "raw", *names)
    row = f"({', '.join('?' * len(columns))})"
    again = ", ".join(f"CASE WHEN excluded.{q} IS NULL THEN '$.none' ELSE '$.{q}' END" for q in names)
    other = f"json_remove(raw, {again})" if names else "raw"
    return (
        f"INSERT INTO readings ({', '.join(columns)}) VALUES {', '.join([row] * many)}"
        " ON CONFLICT (series, ts_ms) DO UPDATE SET is_late = max(is_late, excluded.is_late),"
        " raw = CASE WHEN raw IS NULL THEN excluded.raw"
        f" ELSE nullif(json_patch({other}, coalesce(excluded.raw, '{{}}')), '{{}}') END"
        + "".join(f", {q} = coalesce(excluded.{q}, {q})" for q in names)
    )


def insert_message(kind: str) -> str:
    """Return the statement that keeps a message of `kind`; the same again replaces it."""
    return f"INSERT OR REPLACE INTO {kind} (subject, at_ms, id, payload) VALUES (?, ?, ?, ?)"


def fold_rollup(level: Level, names: Sequence[str]) -> str:
    """Return the statement that makes one bucket of `rollup_5m` or `rollup_1h` anew from what is finer.

    It takes the bucket's start, the series, the start again and the end.
    """
    at = _INSTANT[level]
    return (
        f"INSERT OR REPLACE INTO {ROLLUPS[level]} ({_listed(names)})"
        f" SELECT series, ?, {', '.join(_summed(level, names))} FROM {_FINER[level]}"
        f" WHERE series = ? AND {at} >= ? AND {at} < ? GROUP BY series"
    )


def rebuild_rollup(level: Level, names: Sequence[str]) -> str:
    """Return the statement that makes all buckets of a series anew; it takes the series."""
    at = _INSTANT[level]
    return (
        f"INSERT OR REPLACE INTO {ROLLUPS[level]} ({_listed(names)})"
        f" SELECT series, {at} / {level:d} * {level:d} AS start, {', '.join(_summed(level, names))}"
        f" FROM {_FINER[level]} WHERE series = ? GROUP BY start"
    )


def merge_rollup(level: Level, names: Sequence[str]) -> str:
    """Return the statement that keeps a bucket of which there are no readings: the fuller one counts."""
    fuller = (
        f"{column} = CASE WHEN coalesce(n_{name}, 0) <= coalesce(excluded.n_{name}, 0)"
        f" THEN excluded.{column} ELSE {column} END"
        for name in names
        for column in rollup_columns([name])
    )
    values = ", ".join("?" * (2 + len(PARTS) * len(names)))
    return (
        f"INSERT INTO {ROLLUPS[level]} ({_listed(names)}) VALUES ({values})"
        f" ON CONFLICT (series, start_ms) DO UPDATE SET {', '.join(fuller)}"
    )


def _summed(level: Level, names: Sequence[str]) -> list[str]:
    if level is Level.FIVE_MINUTES:
        return [f"nullif(count({name}), 0), sum({name}), min({name}), max({name})" for name in names]
    return [f"sum(n_{name}), sum(sum_{name}), min(min_{name}), max(max_{name})" for name in names]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(("series", "start_ms", *rollup_columns(names)))


def rollup_columns(names: Iterable[str]) -> list[str]:
    """Return the columns of a rollup that these quantities have."""
    return [f"{part}_{name}" for name in names for part in PARTS]


def prepare(connection: sqlite3.Connection) -> int:
    """Make the tables that are missing and the columns of quantities that are new.

    Return of which version the file was; 0 if it is new. `finish` says that it is of this one now.

    Raises:
        sqlite3.Error: If the file can't be used, or was written by a newer version of this program.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise sqlite3.DatabaseError(f"the database is of version {version}, newer than this program")
    if version in (1, 2):
        _rewrite_journal(connection)
    connection.executescript(_TABLES)
    _add_columns(connection, "readings", dict.fromkeys(COLUMNS, "REAL"))
    for table in ROLLUPS.values():
        kinds = {name: "INTEGER" if name.startswith("n_") else "REAL" for name in rollup_columns(COLUMNS)}
        _add_columns(connection, table, kinds)
    return int(version)


def _rewrite_journal(connection: sqlite3.Connection) -> None:
    """Make the journal of a row a reading, as it was until version 2, one of a row a batch."""
    if "series" not in {row[1] for row in connection.execute("PRAGMA table_info(journal)")}:
        return  # it was done, by a process that was ended before the rest was
    names_of = {n: names.split() for n, names in connection.execute("SELECT id, quantities FROM series")}
    found = connection.execute("SELECT * FROM journal ORDER BY id")
    columns = [column[0] for column in found.description]
    rows = [dict(zip(columns, row, strict=True)) for row in found]
    flat = [
        [row[name] for name in ("series", "ts_ms", "is_late", "raw", *names_of[row["series"]])]
        for row in rows
        if row["series"] in names_of
    ]
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DROP TABLE journal")
    connection.execute("CREATE TABLE journal (id INTEGER PRIMARY KEY, readings BLOB NOT NULL)")
    connection.execute(APPEND, (orjson.dumps(flat),))
    connection.execute("COMMIT")


def finish(connection: sqlite3.Connection) -> None:
    """Say that the file is of this version."""
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _add_columns(connection: sqlite3.Connection, table: str, wanted: dict[str, str]) -> None:
    present = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
    for name, kind in wanted.items():
        if name not in present:
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
