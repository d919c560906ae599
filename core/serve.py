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
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from flask import Flask

from core import clock, jobs, migrate
from core.app import create_app
from core.errors import WrongStart

log = logging.getLogger("jixun.serve")
PATIENCE = 20
"""Seconds that a worker has to finish what it does before it is killed."""
LISTENERS = 8
"""So many clients a worker hears at once; their threads are made when they are needed."""
PART, KEPT_IN_MEMORY = 64 * 1024, 512 * 1024
"""Bytes of a body: read at a time, and kept before a file on disk takes it."""
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
    migrate.require_none(_behind(app))
    return app


def _behind(app: Flask) -> list[str]:
    """Whose tables are old, asked in a process of its own: every worker would keep what Alembic takes."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_tell_behind, args=(app, theirs))
    child.start()
    theirs.close()
    try:
        late: list[str] = ours.recv()
    except EOFError:
        raise WrongStart("the database cannot be read: see the error above") from None
    finally:
        child.join()
    return late


def _tell_behind(app: Flask, answer: Connection) -> None:
    with app.app_context():
        answer.send(migrate.behind())


def serve(where: Where) -> None:
    """Serves until it is told to stop; in each worker one thread runs the app, the others listen.

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
    # It takes many threads for a mistake; ours only listen (see Turnstile).
    logging.getLogger("_granian").addFilter(lambda said: "Python threads" not in said.getMessage())
    server = Granian(
        "core.serve:application",
        address=where.host,
        port=where.port,
        interface=Interfaces.WSGI,
        workers=where.workers,
        blocking_threads=LISTENERS,
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE,
        backlog=2048,
        log_level=LogLevels.warning,
        log_dictconfig={"loggers": {"_granian": {"propagate": True}}, "handlers": {}},
    )
    worker.start()
    log.warning("serving at http://%s:%s with %s workers", where.host, where.port, where.workers)
    try:
        server.serve(target_loader=lambda: Turnstile(app), wrap_loader=False)
    finally:
        worker.stop()


class Turnstile:
    """Hears every client out before the app takes its turn, one request at a time.

    A phone on a weak signal keeps a listening thread waiting, and nobody else. What was cut off on
    its way never reaches the app, which could not tell half a form from a whole one.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.turn = threading.Lock()  # one at a time is faster than several that share a processor
        self.limit: int = app.config["MAX_CONTENT_LENGTH"]

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Answers one request, as WSGI wants it."""
        announced = environ.get("CONTENT_LENGTH", "")
        length = int(announced) if announced.isdecimal() else 0
        chunked = "HTTP_TRANSFER_ENCODING" in environ
        if length > self.limit or not (length or chunked):
            return self._answered(environ, start)  # too large is refused unread
        with SpooledTemporaryFile(KEPT_IN_MEMORY) as body:
            heard = self._hear(environ["wsgi.input"], body)
            if heard < length:
                start("400 Bad Request", [("Content-Length", "0")])
                return []
            environ.pop(
                "HTTP_TRANSFER_ENCODING", None
            )  # it has come to an end: its length is known
            body.seek(0)
            environ |= {"CONTENT_LENGTH": str(heard), "wsgi.input": body}
            return self._answered(environ, start)

    def _answered(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        with self.turn:
            return self.app(environ, start)

    def _hear(self, source: Any, body: IO[bytes]) -> int:
        """Copies what arrives, up to just beyond the limit; how much it was, -1 if it broke off."""
        heard = 0
        try:
            while heard <= self.limit and (part := source.read(PART)):
                heard += body.write(part)
        except OSError:
            return -1
        return heard


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
