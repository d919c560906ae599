"""Closing a class: what a person decides stands, whole or not at all."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from sqlalchemy import select

from core import clock
from core.audit import AuditEntry
from core.completion.models import CompletionRecord
from core.completion.queries import completed, proposals, record_of
from core.completion.rules import Outcome
from core.completion.services import Decision, close_class
from core.db import db
from core.errors import Problem, Refused
from core.hookspecs import hookimpl
from core.testing import STAFF, rows_of
from core.training.models import TrainingClass
from core.training.services import switch_plugin


class Nosy:
    """A plugin that objects to whoever is called 没考过, and hears of closing."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.broken = False

    @hookimpl
    def completion_problems(self, enrolment) -> list[Problem]:
        if self.broken:
            raise RuntimeError("no answer")
        return [Problem("exam", "测验 40 分，未达 60 分。")] if enrolment.name == "没考过" else []

    @hookimpl
    def class_closed(self, event) -> None:
        self.heard.append(event.class_id)


@pytest.fixture
def nosy() -> Nosy:
    return Nosy()


@pytest.fixture
def app_options(nosy: Nosy) -> dict[str, object]:
    return {"extra_plugins": [("nosy", nosy)]}


def confirmed(training_class: TrainingClass, **otherwise: Decision) -> dict[int, Decision]:
    """What is proposed, confirmed for all; `otherwise` by name."""
    return {
        row.enrolment.id: otherwise.get(row.enrolment.name, Decision(row.proposal.outcome))
        for row in proposals(training_class)
    }


def close(training_class: TrainingClass, decisions: dict[int, Decision]) -> None:
    close_class(training_class, decisions, by=STAFF, at=clock.now())


def refused_codes(training_class: TrainingClass, decisions: dict[int, Decision]) -> list[str]:
    with pytest.raises(Refused) as refused:
        close(training_class, decisions)
    return refused.value.codes


def test_close_keeps_outcomes_with_their_figures(make, ten, marks, nosy):
    training_class, lessons = ten
    good, away = make.trainee(training_class, "张伟"), make.trainee(training_class, "王芳")
    marks(good, lessons, "√√√√√√√√√假")
    marks(away, lessons, "√√√√√√√√××")
    close(training_class, confirmed(training_class))
    record = record_of(away.id)
    assert (record.outcome, record.proposal, record.hours_absent) == (
        "withdrawn",
        "withdrawn",
        Decimal(8),
    )
    assert record.reasons[0] == {
        "code": "absent_over_limit",
        "message": "旷课 8 学时，超过总学时 40 的 1/7。",
    }
    assert [(one.name, one.hours) for one in completed(training_class.id)] == [
        ("张伟", Decimal(36))
    ]
    db.session.refresh(good)
    db.session.refresh(away)
    assert (good.state, away.state) == ("completed", "withdrawn")
    assert (training_class.state, training_class.closed_at) == ("closed", clock.now())
    assert nosy.heard == [training_class.id]


def test_close_without_everybody_decided_is_refused_and_nothing_is_written(make, ten, marks, nosy):
    training_class, lessons = ten
    for name in ("张伟", "王芳"):
        marks(make.trainee(training_class, name), lessons, "√" * 10)
    decisions = confirmed(training_class)
    del decisions[max(decisions)]
    with pytest.raises(Refused) as refused:
        close(training_class, decisions)
    assert [str(one) for one in refused.value.problems] == ["还有 1 名学员没有确认：王芳。"]
    db.session.refresh(training_class)
    assert (rows_of(CompletionRecord), training_class.state, nosy.heard) == (0, "running", [])


def test_close_without_any_decision_is_refused(make, ten, marks):
    training_class, lessons = ten
    marks(make.trainee(training_class), lessons, "√" * 10)
    assert refused_codes(training_class, {}) == ["undecided"]


def test_deciding_otherwise_without_a_reason_is_refused_beside_the_trainee(make, ten, marks):
    training_class, lessons = ten
    trainee = make.trainee(training_class, "张伟")
    marks(trainee, lessons, "√" * 10)
    decisions = confirmed(training_class, 张伟=Decision(Outcome.MAKE_UP, "  "))
    with pytest.raises(Refused) as refused:
        close(training_class, decisions)
    assert [(one.code, one.field) for one in refused.value.problems] == [
        ("reason_missing", f"reason-{trainee.id}")
    ]


def test_deciding_otherwise_with_a_reason_stands_in_register_and_journal(make, ten, marks):
    training_class, lessons = ten
    trainee = make.trainee(training_class, "张伟")
    marks(trainee, lessons, "√√√√√√√√假假")
    decisions = confirmed(training_class, 张伟=Decision(Outcome.COMPLETED, "因公，已补课"))
    close(training_class, decisions)
    record = record_of(trainee.id)
    assert (record.proposal, record.outcome, record.override_reason) == (
        "not_completed",
        "completed",
        "因公，已补课",
    )
    acts = db.session.execute(
        select(AuditEntry.act, AuditEntry.subject).where(AuditEntry.act.startswith("completion."))
    ).all()
    assert [tuple(act) for act in acts] == [
        ("completion.override", f"enrolment:{trainee.id}"),
        ("completion.close", f"class:{training_class.id}"),
    ]


def test_what_a_plugin_objects_shapes_the_proposal(make, ten, marks, nosy):
    training_class, lessons = ten
    marks(make.trainee(training_class, "没考过"), lessons, "√" * 10)
    (row,) = proposals(training_class)
    assert (row.proposal.outcome, [str(one) for one in row.proposal.reasons]) == (
        Outcome.NOT_COMPLETED,
        ["测验 40 分，未达 60 分。"],
    )
    switch_plugin(training_class, "nosy", on=False, by=STAFF, at=clock.now())
    (row,) = proposals(training_class)
    assert row.proposal.outcome is Outcome.COMPLETED


def test_plugin_that_cannot_answer_keeps_the_class_open(make, ten, marks, nosy):
    training_class, lessons = ten
    marks(make.trainee(training_class), lessons, "√" * 10)
    decisions = confirmed(training_class)
    nosy.broken = True
    assert "plugin_failed" in refused_codes(training_class, decisions)
    assert rows_of(CompletionRecord) == 0


def test_class_that_does_not_run_is_not_closed(make, marks):
    training_class = make.training_class(state="reporting")
    trainee = make.trainee(training_class)
    marks(trainee, [make.lesson(training_class)], "√")
    codes = refused_codes(training_class, confirmed(training_class))
    assert codes == ["not_running"]


def test_decision_about_a_trainee_of_another_class_is_refused(make, ten, marks):
    training_class, lessons = ten
    marks(make.trainee(training_class), lessons, "√" * 10)
    stranger = make.trainee(make.training_class())
    decisions = {**confirmed(training_class), stranger.id: Decision(Outcome.COMPLETED)}
    assert refused_codes(training_class, decisions) == ["not_of_this_class"]


def test_class_without_trainees_is_not_closed(ten):
    assert refused_codes(ten[0], {}) == ["no_trainees"]


def test_second_close_is_refused_with_a_sentence(make, ten, marks, nosy):
    training_class, lessons = ten
    marks(make.trainee(training_class), lessons, "√" * 10)
    decisions = confirmed(training_class)
    close(training_class, decisions)
    with pytest.raises(Refused) as refused:
        close(training_class, decisions)
    assert [str(one) for one in refused.value.problems] == ["本班已经核定结业，结果不能再改。"]
    assert (rows_of(CompletionRecord), nosy.heard) == (1, [training_class.id])


def test_two_who_close_at_once_close_once(app, make, ten, marks, nosy):
    training_class, lessons = ten
    for _n in range(5):
        marks(make.trainee(training_class), lessons, "√" * 10)
    decisions, class_id = confirmed(training_class), training_class.id
    told: list[str] = []
    line = threading.Barrier(4)

    def one() -> None:
        with app.app_context():
            line.wait()
            try:
                close(db.session.get(TrainingClass, class_id), decisions)
                told.append("closed")
            except Refused as refused:
                told.extend(refused.codes)

    threads = [threading.Thread(target=one) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["already_closed"] * 3 + ["closed"]
    assert (rows_of(CompletionRecord), nosy.heard) == (5, [class_id])
