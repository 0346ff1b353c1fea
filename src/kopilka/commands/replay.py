"""`kopilka replay`: a program over a file of events, one JSON answer for each."""

import gzip
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec
import typer

from kopilka.checkout.events import as_written
from kopilka.checkout.replay import Replay
from kopilka.engine.compiling import CompiledProgram
from kopilka.programs.finding import NoSuchProgram, find_program
from kopilka.programs.reading import FaultyProgram, ProgramFile

GZIP = b"\x1f\x8b"
CANNOT_READ = 2


def replay(program: str, events: str, language: str) -> None:
    """Answer every event on standard output; exit status 2 when a file can't be read."""
    file = load_or_exit(program)
    machine = Replay(CompiledProgram(file), language)
    encode = msgspec.json.Encoder().encode
    write = sys.stdout.buffer.write
    try:
        for line in read_lines(events):
            write(encode(as_written(machine.take(line))) + b"\n")
    except BrokenPipeError:
        sys.stderr.close()
        return
    except (OSError, EOFError, zlib.error) as error:
        sys.stdout.flush()
        typer.echo(f"The events can't be read: {error}", err=True)
        raise typer.Exit(CANNOT_READ) from error
    sys.stdout.flush()


def load_or_exit(program: str) -> ProgramFile:
    """Load a program; say all that is wrong with it and exit with status 2 when it can't be used."""
    try:
        return find_program(program)
    except (NoSuchProgram, FaultyProgram, OSError, UnicodeDecodeError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(CANNOT_READ) from error


def read_lines(events: str) -> Iterator[bytes]:
    """Yield the lines of a file, plain or gzip, that are not blank; ``-`` is standard input."""
    with sys.stdin.buffer if events == "-" else Path(events).open("rb") as raw:
        yield from (line for line in plain(raw) if line.strip())


def plain(raw: BinaryIO) -> BinaryIO | gzip.GzipFile:
    """Unpack gzip by its first two bytes."""
    peek = getattr(raw, "peek", None)
    return gzip.GzipFile(fileobj=raw) if peek is not None and peek(2)[:2] == GZIP else raw
