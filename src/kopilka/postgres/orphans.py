"""What a killed owner left behind: PostgreSQL processes that still work in our database's folder.

Only whoever holds the home's lock may call this; then every such process is nobody's, and the next start must
not find it. A process is ours if the folder is its working directory, never by a number in a file alone.
"""

import signal
from pathlib import Path

import psutil

STOP_SECONDS = 60
QUIT_SECONDS = 10


def clear_orphans(data: Path, socket: Path) -> None:
    """Stop every process that still works in the folder, and remove what notes remain of dead ones."""
    note = data / "postmaster.pid"
    processes = _at_work_in(data)
    first = _noted(note)
    chiefs = [process for process in processes if process.pid == first]
    # The chief tells its children; children without a chief end by themselves.
    remaining = _stopped(chiefs, signal.SIGINT, STOP_SECONDS)
    remaining = _stopped(remaining, signal.SIGQUIT, QUIT_SECONDS)
    remaining = psutil.wait_procs(_at_work_in(data), timeout=QUIT_SECONDS)[1]
    _stopped(remaining, signal.SIGKILL, QUIT_SECONDS)
    # The number in a stale note may by now be a stranger's, and PostgreSQL would then refuse to start. If any
    # process of ours were left, the notes would protect the data from a second server and would have to stay.
    if not _at_work_in(data):
        note.unlink(missing_ok=True)
        socket.with_name(f"{socket.name}.lock").unlink(missing_ok=True)


def _at_work_in(data: Path) -> list[psutil.Process]:
    place = str(data.resolve())
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == place and process.name() == "postgres":
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess, FileNotFoundError):
            continue
    return found


def _noted(note: Path) -> int | None:
    try:
        return int(note.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _stopped(processes: list[psutil.Process], number: signal.Signals, seconds: float) -> list[psutil.Process]:
    """Signal the processes, wait, and return those that are still there."""
    for process in processes:
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            continue
    return psutil.wait_procs(processes, timeout=seconds)[1]
