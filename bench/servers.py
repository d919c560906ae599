"""Starts the servers that are measured, on free ports, and says how much memory they hold."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START = 30.0
"""Seconds that a server may take to answer."""


@dataclass(frozen=True)
class Server:
    """A running server: its port and its first process, which leads a group."""

    port: int
    process: subprocess.Popen[bytes]

    def family(self) -> list[int]:
        """The ids of all its processes, the first one's first."""
        return _family(self.process.pid)

    def memory_mb(self) -> float:
        """The memory of all its processes, what they share counted once (PSS)."""
        return sum(_pss(pid) for pid in self.family()) / 1024

    def kill(self) -> None:
        """As a power cut does it: every process at once, unasked."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)


@contextmanager
def jixun(folder: Path) -> Iterator[Server]:
    """`jixun serve` as anybody starts it, for the installation in this folder."""
    port = free_port()
    command = [sys.executable, "-m", "core.cli", "serve", "--port", str(port)]
    with _running(command, port, {"JIXUN_INSTANCE": str(folder)}) as server:
        yield server


@contextmanager
def bare(folder: Path) -> Iterator[Server]:
    """The bare view on the same database, behind the same server."""
    port = free_port()
    known = {"BENCH_DATABASE": f"sqlite:///{folder / 'jixun.db'}", "BENCH_PORT": str(port)}
    with _running([sys.executable, "-m", "bench.reference"], port, known) as server:
        yield server


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _running(command: list[str], port: int, known: dict[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(command, env={**os.environ, **known}, start_new_session=True)
    try:
        _await(port, process)
        yield Server(port, process)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not start")


def _family(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(one) for task in tasks for one in task.read_text().split()]
    return [pid, *(found for child in children for found in _family(child))]


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
