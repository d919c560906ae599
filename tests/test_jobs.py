"""Long work: run once, watched while it runs, taken up again after a crash, told when it failed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select

from core import clock, jobs
from core.app import create_app
from core.audit import SYSTEM
from core.config import Settings
from core.db import db
from core.errors import NotFound
from core.jobs import DONE, FAILED, LOST_AFTER, RUNNING, WAITING, Job, Progress
from core.testing import Maker, counted_queries
from core.transaction import transaction

RUNS: list[int] = []


@jobs.job("test.double")
def double(class_id: int | None, progress: Progress, number: int) -> dict[str, Any]:
    RUNS.append(number)
    progress(1, 2, "一半")
    return {"doubled": number * 2}


@jobs.job("test.break")
def breaks(class_id: int | None, progress: Progress) -> None:
    progress(1, 3)
    raise ValueError("打印机没有纸")


@pytest.fixture(autouse=True)
def _no_runs() -> None:
    RUNS.clear()


def lying(state: str, age: timedelta) -> int:
    """A job that a stopped machine left behind."""
    at = clock.now() - age
    with transaction() as session:
        left = Job(
            name="test.double", arguments={"number": 4}, state=state, by="system",
            started_at=at, moved_at=at,
        )  # fmt: skip
        session.add(left)
    return left.id


def seen(job_id: int) -> Job:
    db.session.rollback()
    return jobs.job_by_id(job_id, None)


def test_job_is_done_and_shows_what_came_out(app: Flask) -> None:
    ran = seen(jobs.start("test.double", by=SYSTEM, at=clock.now(), number=21).id)
    assert (ran.state, ran.result, ran.done, ran.total, str(ran.state_word)) == (
        DONE,
        {"doubled": 42},
        1,
        2,
        "完成",
    )


def test_job_that_is_handed_out_twice_runs_once(app: Flask) -> None:
    started = jobs.start("test.double", by=SYSTEM, at=clock.now(), number=1)
    jobs.run(started.id)
    jobs.enqueue(started.id)
    assert RUNS == [1]


def test_job_that_fails_says_why_and_how_far_it_came(app: Flask) -> None:
    ran = seen(jobs.start("test.break", by=SYSTEM, at=clock.now()).id)
    assert (ran.state, ran.message, ran.done, ran.total) == (FAILED, "打印机没有纸", 1, 3)


def test_job_that_nobody_knows_fails_in_words(app: Flask) -> None:
    ran = seen(jobs.start("test.unknown", by=SYSTEM, at=clock.now()).id)
    assert (ran.state, "test.unknown" in ran.message) == (FAILED, True)


def test_job_whose_worker_died_is_run_again(app: Flask) -> None:
    lost = lying(RUNNING, LOST_AFTER + timedelta(seconds=1))
    assert jobs.revive(clock.now()) == [lost]
    assert (seen(lost).state, RUNS) == (DONE, [4])


def test_job_that_still_moves_is_left_to_its_worker(app: Flask) -> None:
    moving = lying(RUNNING, LOST_AFTER - timedelta(seconds=5))
    assert (jobs.revive(clock.now()), seen(moving).state, RUNS) == ([], RUNNING, [])


def test_job_that_the_queue_lost_is_handed_out_again(app: Flask) -> None:
    forgotten = lying(WAITING, timedelta(minutes=1))
    assert (jobs.revive(clock.now()), seen(forgotten).state) == ([forgotten], DONE)


def test_job_of_another_class_is_not_found(app: Flask, make: Maker) -> None:
    mine, other = make.training_class(), make.training_class()
    started = jobs.start("test.double", by=SYSTEM, at=clock.now(), class_id=mine.id, number=1)
    assert jobs.job_by_id(started.id, mine.id).id == started.id
    with pytest.raises(NotFound):
        jobs.job_by_id(started.id, other.id)


@pytest.fixture
def queued(settings: Settings) -> Iterator[Flask]:
    """An app with the real queue, as a server has it."""
    made = create_app(settings=settings)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


def test_job_waits_in_the_real_queue_for_a_worker(queued: Flask) -> None:
    waiting = jobs.start("test.double", by=SYSTEM, at=clock.now(), number=3)
    assert (seen(waiting.id).state, RUNS) == (WAITING, [])
    queue = queued.extensions["jixun.queue"]
    queue.execute(queue.dequeue())
    assert (seen(waiting.id).state, RUNS) == (DONE, [3])


def idle_statements(app: Flask) -> list[int]:
    """How many statements each periodic task asks when there is nothing to do."""
    tasks = app.extensions["jixun.queue"]._registry.periodic_tasks  # noqa: SLF001
    counts = []
    for task in tasks:
        with counted_queries() as asked:
            task.execute()
        counts.append(len(asked))
    return counts


def test_peer_23_idle_server_asks_the_same_however_many_classes_are_over(
    app: Flask, make: Maker
) -> None:
    before = idle_statements(app)
    assert before
    assert sum(before) <= 10
    for _number in range(30):
        over = make.training_class(state="archived")
        make.lesson(over)
    at = clock.now() - timedelta(days=90)
    row = {"name": "test.double", "arguments": {}, "by": "system", "started_at": at, "moved_at": at}
    with transaction() as session:
        session.execute(insert(Job), [{**row, "state": DONE, "result": {}}] * 300)
    assert idle_statements(app) == before
    assert db.session.execute(select(Job.state).distinct()).scalars().all() == [DONE]
