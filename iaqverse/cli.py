"""The ``iaqverse`` command."""

import argparse
import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, nullcontext
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import orjson
from aiohttp import ClientSession, ClientTimeout
from pydantic import ValidationError

from iaqverse import __version__, logs, process
from iaqverse.contracts import codec
from iaqverse.local import (
    checking,
    context,
    devices,
    exporting,
    importing,
    influximport,
    keeping,
    nats,
    replay,
    servicedoor,
    simulator,
    status,
    tail,
    up,
)
from iaqverse.local.problems import Problem
from iaqverse.local.replay import Sent
from iaqverse.local.settings import LocalSettings, explain
from iaqverse.settings import CommonSettings

DESCRIPTION: Final = (
    "Indoor air quality on a message bus: every reading kept, the next hour forecast, all of it live."
)
EPILOG: Final = "Settings are IAQ_... environment variables; docs/CONFIGURATION.md lists them."
REPLAY: Final = (
    "The last 24 hours go first, then it goes on at the recording's own step, over and over. FILE is CSV "
    "with the columns ts (ISO 8601), device, optionally site and room, then quantities such as co2_ppm."
)

BACKUP: Final = (
    "One SQLite file: all readings and what was derived from them, and how rooms and devices are set up."
)
RESTORE: Final = (
    "What is there is kept beside it. The next start adds what the stream has kept since the backup."
)
IMPORT: Final = (
    "Columns: ts or timestamp (ISO 8601), site, room, device, quantities such as co2_ppm; older names are "
    "known, and an export can be imported. Rows come by time, one device after another or all together. "
    "What is older than raw readings are kept becomes means of five minutes or an hour. "
    "Sent again nothing is doubled: one that was broken off is begun again."
)
EXPORT: Final = "The columns are those that import reads."

Chosen = argparse.Namespace


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status: 0; 1 with one line of why; 2 for wrong usage."""
    wanted = sys.argv[1:] if arguments is None else list(arguments)
    try:
        if wanted[:1] == ["model"]:
            return _model(wanted[1:])
        chosen = _parser().parse_args(wanted)
        done: int | None = chosen.run(chosen)
    except (Problem, ValidationError) as error:  # of settings: everything else is validated elsewhere
        reason = explain(error) if isinstance(error, ValidationError) else error
        print(f"iaqverse: {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # who reads the output, such as `head`, has enough
        _write_to_nobody()
        return 0
    return done or 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("iaqverse", description=DESCRIPTION, epilog=EPILOG)
    parser.add_argument("--version", action="version", version=f"iaqverse {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(
        name: str, run: Callable[[Chosen], int | None], text: str, more: str = ""
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(
            name, help=text, description=f"{text[0].upper()}{text[1:]}. {more}", epilog=EPILOG
        )
        command.set_defaults(run=run)
        return command

    add("up", _up, "start everything on this machine and keep it running", "Ctrl-C ends it.")
    add("demo", _demo, "the same with recorded and simulated rooms, in a data folder of its own")
    _add_player(add("simulate", _simulate, "send the readings of two simulated rooms"))
    player = add("replay", _replay, "play a recording as a device that measures now", REPLAY)
    player.add_argument("file", type=Path, metavar="FILE")
    player.add_argument("--site", help="the site, where the file names none")
    player.add_argument("--room", help="the room, where the file names none")
    _add_player(player)
    listen = add("tail", _tail, "print what is kept, as it comes", "Needs no password on this machine.")
    listen.add_argument("subject", nargs="?", default=">", help="such as 'readings.>' or 'alerts.*.bureau.>'")
    listen.add_argument("--json", action="store_true", help="the messages as they are, one a line")
    add("decode", _decode, "turn MessagePack on standard input into JSON")
    _add_url(
        add(
            "check",
            _check,
            "try everything from a reading to the page",
            "Leaves nothing behind. On this machine it also looks through the database.",
        )
    )
    add("context", _context, "let the nats command-line tool in as the operator")
    _add_url(add("status", _status, "say how everything is"))
    keep = add("backup", _backup, "copy everything that is kept to a file, while it runs", BACKUP)
    keep.add_argument("file", type=Path, metavar="FILE", help="is not there yet, on this machine")
    back = add("restore", _restore, "put a backup back in place, while nothing runs", RESTORE)
    back.add_argument("file", type=Path, metavar="FILE")
    back.add_argument("--demo", action="store_true", help="into the data of the demo")
    _add_import(add("import", _import, "take in history from a CSV file or an InfluxDB", IMPORT))
    _add_export(add("export", _export, "write what was measured as a CSV file", EXPORT))
    commands.add_parser("model", help="try the forecasts on recordings, train their trees", add_help=False)
    return parser


def _model(arguments: Sequence[str]) -> int:
    """Let the predictor's own command do it: nothing here may know a service."""
    if find_spec("numpy") is None:
        print("iaqverse: model needs what the predictor runs on; it is not installed here", file=sys.stderr)
        return 1
    return subprocess.run(
        [sys.executable, "-m", "services.predictor.workbench", *arguments], check=False
    ).returncode


def _add_place(command: argparse.ArgumentParser, text: str) -> None:
    for name in ("site", "room", "device"):
        command.add_argument(f"--{name}", help=text.format(name))


def _add_import(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", nargs="?", help="CSV; or --influx")
    command.add_argument(
        "--influx", metavar="URL", help="take it from an InfluxDB, such as http://localhost:8086"
    )
    command.add_argument("--bucket", help="the bucket (or database) there")
    command.add_argument("--measurement", help="the measurement there; default: the only one")
    command.add_argument("--token-file", type=Path, metavar="FILE", help="a file with the token for it")
    _add_place(command, "the {}, where the source names none")
    command.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="THEIRS=OURS",
        help="what a column means: CO2=co2_ppm",
    )
    command.add_argument("--zone", default="UTC", help="of times that name none, such as Europe/Paris")
    command.add_argument("--dry-run", action="store_true", help="read the file and say what would be done")


def _add_export(command: argparse.ArgumentParser) -> None:
    _add_url(command)
    _add_place(command, "only this {}")
    command.add_argument("--start", default="-24h", help="ISO 8601, or such as -7d; default -24h")
    command.add_argument("--end", help="the same; default: now")
    command.add_argument("--step", help="means of this long, such as 5min or 1h; default: as measured")
    command.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")


def _add_url(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "url", nargs="?", metavar="URL", help="of a running IAQverse; default: this machine's"
    )


def _add_player(command: argparse.ArgumentParser) -> None:
    _add_url(command)
    command.add_argument(
        "--into-real-data", action="store_true", help="send to an IAQverse that is not a demo, too"
    )


def _up(_: Chosen) -> None:
    up.up(LocalSettings(), _say)


def _demo(_: Chosen) -> None:
    up.up(LocalSettings(), _say, demo=True)


def _simulate(chosen: Chosen) -> None:
    now = datetime.now(UTC)
    rooms = (simulator.MEETING_ROOM, simulator.KITCHEN)
    _play(chosen, [simulator.readings(room, now - devices.HISTORY, now) for room in rooms])


def _replay(chosen: Chosen) -> None:
    try:
        recording = replay.parse(chosen.file.read_text().splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{chosen.file} can't be read: {error}") from None
    names = {name: value for name in ("site", "room") if (value := getattr(chosen, name))}
    since = datetime.now(UTC) - devices.HISTORY
    _play(chosen, [replay.readings(recording, since, None, **names)])


def _play(chosen: Chosen, readings: list[Iterator[Sent]]) -> None:
    url = _url(chosen)
    if not chosen.into_real_data and not asyncio.run(status.is_demo(url)):
        raise Problem(f"{url} is not a demo: --into-real-data sends these readings there all the same")
    _say(f"sending to {url}; Ctrl-C ends it")
    settings = CommonSettings()
    logs.configure("devices", settings)

    async def play(stopping: asyncio.Event) -> None:
        async with devices.http_door(url) as door:
            await devices.play_all((devices.play(each, door) for each in readings), stopping)

    process.run(play, settings.drain_s)


def _tail(chosen: Chosen) -> None:
    settings = LocalSettings()
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    asyncio.run(
        tail.tail(
            nats.url(settings.bind, settings.nats_port),
            chosen.subject,
            tail.write_line,
            as_json=chosen.json,
            colour=colour,
        )
    )


def _decode(_: Chosen) -> None:
    try:
        value = codec.decode_msgpack(sys.stdin.buffer.read())
        print(orjson.dumps(value).decode())
    except (codec.Malformed, orjson.JSONEncodeError) as error:
        raise Problem(str(error)) from None


def _check(chosen: Chosen) -> int:
    return asyncio.run(checking.check(_url(chosen), None if chosen.url else LocalSettings()))


def _context(_: Chosen) -> None:
    for line in context.write_context(LocalSettings(), os.environ):
        print(line)


def _status(chosen: Chosen) -> None:
    for line in asyncio.run(status.status(_url(chosen))):
        print(line)


def _backup(chosen: Chosen) -> None:
    print(asyncio.run(keeping.backup(LocalSettings(), chosen.file.absolute(), _progress)))


def _restore(chosen: Chosen) -> None:
    keeping.restore(LocalSettings(), chosen.file, _say, demo=chosen.demo)


def _import(chosen: Chosen) -> int:
    if (chosen.influx is None) == (chosen.file is None):
        raise Problem("say what to import: a CSV file, or --influx URL --bucket NAME")
    told = importing.Told()
    if chosen.influx is not None:
        asyncio.run(_import_influx(chosen, told))
    else:
        _import_file(chosen, told)
    for line in importing.summary(told, is_dry=chosen.dry_run):
        print(line)
    return 1 if told.refused else 0


async def _import_influx(chosen: Chosen, told: importing.Told) -> None:
    if not chosen.bucket:
        raise Problem("--influx needs --bucket")
    settings = LocalSettings()
    try:
        secret = chosen.token_file.read_text().strip() if chosen.token_file else ""
    except OSError as error:
        raise Problem(f"{chosen.token_file} can't be read: {error.strerror}") from None
    source = influximport.Source(chosen.influx.rstrip("/"), chosen.bucket, chosen.measurement, secret)
    timeout = ClientTimeout(total=influximport.TIMEOUT_S)
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(ClientSession(timeout=timeout))
        reader = influximport.Reader(session, source)
        await reader.start(_chosen_columns(chosen), _chosen_place(chosen))
        told.ignored = reader.ignored
        bookmark = influximport.Bookmark(context.data_folder(settings), source, reader.measurement)
        from_ms = 0 if chosen.dry_run else bookmark.read()
        store = (
            None if chosen.dry_run else (await stack.enter_async_context(servicedoor.opened(settings))).store
        )
        async for through_ms, found in reader.hours(max(from_ms, reader.first_ms)):
            if store is None:
                for row in found:
                    told.saw(row)
            else:
                async for _ in importing.send(store, found, told):
                    pass
                bookmark.write(through_ms)
            done = (through_ms - reader.first_ms) / max(reader.last_ms - reader.first_ms, 1)
            _progress(f"{min(done, 1):.0%}, {told.rows:,} readings")
        if store is not None:
            bookmark.remove()


def _chosen_columns(chosen: Chosen) -> dict[str, str]:
    return dict(_pair(text) for text in chosen.column)


def _chosen_place(chosen: Chosen) -> dict[str, str]:
    return {name: value for name in ("site", "room", "device") if (value := getattr(chosen, name))}


def _import_file(chosen: Chosen, told: importing.Told) -> None:
    try:
        zone = ZoneInfo(chosen.zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Problem(f"unknown time zone {chosen.zone!r}") from None
    with importing.opened(chosen.file) as file:
        names = importing.head(file)
        meant = importing.columns(names, _chosen_columns(chosen), _chosen_place(chosen))
        told.ignored = [name for name in names if name not in meant.meant]
        found = importing.rows(file, meant, zone)
        if chosen.dry_run:
            for row in found:
                told.saw(row)
        else:
            asyncio.run(_send(found, told))


async def _send(found: Iterator[importing.Row], told: importing.Told) -> None:
    async with servicedoor.opened(LocalSettings()) as door:
        async for _ in importing.send(door.store, found, told):
            _progress(f"{told.kept:,} readings")


def _pair(text: str) -> tuple[str, str]:
    theirs, mark, ours = text.partition("=")
    if not mark or not theirs or not ours:
        raise Problem(f"--column {text}: say it like CO2=co2_ppm")
    return theirs, ours


def _export(chosen: Chosen) -> None:
    names = ("site", "room", "device", "start", "end", "step")
    query = {name: value for name in names if (value := getattr(chosen, name))}
    try:
        with chosen.output.open("wb") if chosen.output else nullcontext(sys.stdout.buffer) as out:
            asyncio.run(exporting.export(_url(chosen), query, out, _progress))
    except OSError as error:
        raise Problem(f"{chosen.output} can't be written: {error.strerror}") from None


def _progress(text: str) -> None:
    """Tell a person at a terminal how far it is, in one line."""
    if sys.stderr.isatty():
        end = "" if not text.endswith("\n") else "\n"
        print(f"\r{text.rstrip():<60}", end=end, file=sys.stderr, flush=True)


def _url(chosen: Chosen) -> str:
    if chosen.url:
        return str(chosen.url).rstrip("/")
    settings = LocalSettings()
    return f"http://{nats.reachable(settings.bind, settings.port)}"


def _say(text: str) -> None:
    """Tell a person; if nobody reads it any more, what runs goes on running."""
    try:
        print(f"iaqverse: {text}", flush=True)
    except OSError:
        _write_to_nobody()


def _write_to_nobody() -> None:
    """Send standard output nowhere, so that nothing fails on it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
