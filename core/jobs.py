"""Background jobs: a row that everyone can watch, run by huey (SQLite here, Redis at scale)."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import JSON, ForeignKey, Integer, String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from core import clock
from core.audit import Actor
from core.db import Model, UtcDateTime, db
from core.errors import NotFound
from core.i18n import lazy_gettext as _
from core.transaction import transaction


@contextmanager
def _left_out(name: str) -> Iterator[None]:
    """Hides an installed library from what is imported meanwhile."""
    held = sys.modules.get(name)
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]
        if held is not None:
            sys.modules[name] = held


# Huey would load it for a queue in PostgreSQL, which we do not use: six megabytes in every server.
with _left_out("psycopg"):
    from huey import Huey, MemoryHuey, RedisHuey, SqliteHuey, crontab

log = logging.getLogger("jixun.jobs")
WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
STATE_WORDS = {WAITING: _("等待"), RUNNING: _("进行中"), DONE: _("完成"), FAILED: _("失败")}
LOST_AFTER = timedelta(minutes=10)
"""A running job that has not moved for so long lost its worker and is run again."""


class Job(Model):
    """A piece of long work: what it is, how far it has come, what came out."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    class_id: Mapped[int | None] = mapped_column(
        ForeignKey("training_class.id", ondelete="CASCADE")
    )
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(10), default=WAITING, index=True)
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    message: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    @property
    def state_word(self) -> Any:
        """The state in words."""
        return STATE_WORDS[self.state]


class Progress:
    """Handed to a job, so that those who wait see a number move."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id

    def __call__(self, done: int, total: int, message: str = "") -> None:
        """Notes how far the job has come, in an act of its own."""
        with transaction() as session:
            session.execute(
                update(Job)
                .where(Job.id == self.job_id)
                .values(done=done, total=total, message=message, moved_at=clock.now())
            )


Work = Callable[..., dict[str, Any] | None]
_known: dict[str, Work] = {}


def job(name: str) -> Callable[[Work], Work]:
    """Makes a function a job under a lasting name; it must bear being run twice."""

    def register(work: Work) -> Work:
        _known[name] = work
        return work

    return register


def start(
    name: str, *, by: Actor, at: datetime, class_id: int | None = None, **arguments: Any
) -> Job:
    """Writes a job down and hands it to a worker; the row survives what the queue may lose."""
    with transaction() as session:
        started = Job(
            name=name,
            class_id=class_id,
            arguments=arguments,
            state=WAITING,
            by=by.label,
            started_at=at,
            moved_at=at,
        )
        session.add(started)
        session.flush()
        job_id = started.id
    enqueue(job_id)
    return started


def enqueue(job_id: int) -> None:
    """Puts a written job before the workers."""
    current_app.extensions["jixun.run_job"](job_id)


def run(job_id: int) -> None:
    """Runs one job in this process, once: a second worker finds it taken and leaves it."""
    with transaction() as session:
        taken = session.execute(
            update(Job)
            .where(Job.id == job_id, Job.state == WAITING)
            .values(state=RUNNING, moved_at=clock.now())
            .returning(Job.name, Job.class_id, Job.arguments)
        ).first()
    if taken is None:
        return
    name, class_id, arguments = taken
    try:
        result = _known[name](class_id=class_id, progress=Progress(job_id), **arguments) or {}
        _end(job_id, DONE, "", result)
    except Exception as error:
        log.exception("job %s (%s) failed", job_id, name)
        db.session.rollback()
        _end(job_id, FAILED, str(error), {})


def _end(job_id: int, state: str, message: str, result: dict[str, Any]) -> None:
    with transaction() as session:
        session.execute(
            update(Job)
            .where(Job.id == job_id)
            .values(state=state, message=message, result=result, moved_at=clock.now())
        )


def revive(at: datetime) -> Sequence[int]:
    """Puts back what a stopped machine left lying; called at the start and every few minutes."""
    with transaction() as session:
        session.execute(
            update(Job)
            .where(Job.state == RUNNING, Job.moved_at < at - LOST_AFTER)
            .values(state=WAITING)
        )
    lying = select(Job.id).where(Job.state == WAITING, Job.moved_at < at - timedelta(seconds=30))
    found = db.session.execute(lying).scalars().all()
    for job_id in found:
        enqueue(job_id)
    return found


def job_by_id(job_id: int, class_id: int | None) -> Job:
    """A job as its page shows it; only within the class that it belongs to."""
    found = db.session.get(Job, job_id, populate_existing=True)
    if found is None or found.class_id != class_id:
        raise NotFound
    return found


def init_app(app: Flask, *, folder: Any, redis_url: str, immediate: bool) -> None:
    """Connects the app to its queue; `immediate` runs each job at once (tests, command line)."""
    queue: Huey
    if immediate:
        queue = MemoryHuey("jixun", immediate=True)
    elif redis_url:
        queue = RedisHuey("jixun", url=redis_url)
    else:
        queue = SqliteHuey("jixun", filename=str(folder / "jobs.db"))

    @queue.task(name="jixun.run_job")  # type: ignore[untyped-decorator]
    def run_job(job_id: int) -> None:
        if immediate:
            run(job_id)
            return
        with app.app_context():
            run(job_id)

    @queue.periodic_task(crontab(minute="*/5"), name="jixun.revive")  # type: ignore[untyped-decorator]
    def revive_lost() -> None:
        with app.app_context():
            revive(clock.now())

    app.extensions["jixun.queue"] = queue
    app.extensions["jixun.run_job"] = run_job
