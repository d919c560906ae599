"""Serving: granian in front, the job worker beside it, one command and one stop for both."""

from __future__ import annotations

import ctypes
import gc
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
from dataclasses import dataclass
from typing import Any

from flask import Flask

from core import clock, jobs, migrate
from core.app import create_app
from core.db import db
from core.errors import WrongStart

log = logging.getLogger("jixun.serve")
PATIENCE = 20
"""Seconds that a worker has to finish what it does before it is killed."""
DIE_WITH_PARENT = 1
"""Linux's PR_SET_PDEATHSIG: a server that is killed leaves no process behind that holds its port."""
LIBRARY = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Where:
    """Where the server listens, and with how many processes."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2


def application() -> Flask:
    """The WSGI application; refuses a database that is behind."""
    app = create_app()
    with app.app_context():
        migrate.require_current()
        db.engine.dispose()  # nobody inherits a connection
    return app


def serve(where: Where) -> None:
    """Serves until it is told to stop; each worker has one thread, because one is faster here.

    The application is made once and the processes are forked from it, so that they share its memory.
    Raises WrongStart where the port is taken.
    """
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    _require_free(where.host, where.port)
    app = application()
    gc.collect()
    gc.freeze()  # the collector would write into every shared page
    os.register_at_fork(after_in_child=_be_mortal)
    worker = JobWorker(app)
    server = Granian(
        "core.serve:application",
        address=where.host,
        port=where.port,
        interface=Interfaces.WSGI,
        workers=where.workers,
        blocking_threads=1,
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE,
        backlog=2048,
        log_level=LogLevels.warning,
        log_dictconfig={"loggers": {"_granian": {"propagate": True}}, "handlers": {}},
    )
    worker.start()
    log.warning("serving at http://%s:%s with %s workers", where.host, where.port, where.workers)
    try:
        server.serve(target_loader=lambda: app, wrap_loader=False)
    finally:
        worker.stop()


def _require_free(host: str, port: int) -> None:
    """Granian's workers share a port by SO_REUSEPORT, so a second server would steal requests."""
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(kind, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or error
            raise WrongStart(f"cannot listen on {host} port {port}: {reason}") from error


def _be_mortal() -> None:
    """A new process ends with its parent, and by a signal that comes before it knows what to do."""
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, signal.SIG_DFL)
    if LIBRARY is not None:
        LIBRARY.prctl(DIE_WITH_PARENT, signal.SIGTERM)


class JobWorker:
    """The process for background jobs; started again whenever it dies before the server stops."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.stopping = threading.Event()
        self.process: Any = None
        self.keeper = threading.Thread(target=self._keep, name="job-worker", daemon=True)

    def start(self) -> None:
        """Forks the process and keeps it alive."""
        self.keeper.start()

    def stop(self) -> None:
        """Lets it finish the job in hand; a job that takes too long is taken up at the next start."""
        self.stopping.set()
        if self.process is not None and self.process.is_alive():
            os.kill(self.process.pid, signal.SIGINT)
        self.keeper.join(PATIENCE)
        if self.process is not None and self.process.is_alive():
            self.process.kill()

    def _keep(self) -> None:
        forked = multiprocessing.get_context("fork")
        while not self.stopping.is_set():
            self.process = forked.Process(target=consume, args=(self.app,), name="jixun-jobs")
            self.process.start()
            self.process.join()
            if not self.stopping.wait(1):
                log.error("the job worker ended with code %s; again", self.process.exitcode)


def run_jobs() -> None:
    """Runs background jobs alone, beside servers on other machines."""
    consume(application())


def consume(app: Flask) -> None:
    """Runs background jobs until it is told to stop, and takes up what an earlier stop left."""
    with app.app_context():
        jobs.revive(clock.now())
    consumer = app.extensions["jixun.queue"].create_consumer(
        workers=1, periodic=True, max_delay=1, scheduler_interval=60
    )
    consumer.run()
