"""Serving: granian in front, the job worker beside it, one command for both."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core import clock, jobs, migrate
from core.app import create_app


@dataclass(frozen=True)
class Where:
    """Where the server listens, and with how many processes."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2


def application() -> Callable[..., Any]:
    """The WSGI application of one worker process; refuses a database that is behind."""
    app = create_app()
    with app.app_context():
        migrate.require_current()
    return app


def serve(where: Where) -> None:
    """Serves until it is told to stop; each worker has one thread, because one is faster here."""
    from granian import Granian
    from granian.constants import Interfaces

    worker = subprocess.Popen([sys.executable, "-m", "core.cli", "jobs"])
    server = Granian(
        "core.serve:application",
        address=where.host,
        port=where.port,
        interface=Interfaces.WSGI,
        workers=where.workers,
        blocking_threads=1,
        factory=True,
        respawn_failed_workers=True,
        log_access=False,
        backlog=2048,
    )
    try:
        server.serve()
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(timeout=30)


def run_jobs() -> None:
    """Runs background jobs until it is told to stop, and takes up what an earlier stop left."""
    app = create_app()
    with app.app_context():
        migrate.require_current()
        jobs.revive(clock.now())
    consumer = app.extensions["jixun.queue"].create_consumer(workers=1, periodic=True, backoff=1.15)
    consumer.run()
