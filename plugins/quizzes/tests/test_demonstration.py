"""The demonstration class has something to show of every part of 测验, and its bank is filled once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.db import db
from core.enrolment.models import Enrolment
from core.testing import MONDAY, Maker, rows_of
from core.training.models import TrainingClass
from plugins.quizzes import demonstration
from plugins.quizzes.models import Attempt, Poll, Question, Sitting

DAY = timedelta(days=1)


def demonstrated(make: Maker, code: str) -> tuple[TrainingClass, Enrolment]:
    """A class on its third day, with forty trainees in four groups and an exam tomorrow evening."""
    first = MONDAY.date() - 2 * DAY
    found = make.training_class(code=code, starts_on=first, ends_on=first + 4 * DAY)
    groups = [make.group(found) for _n in range(4)]
    own = make.trainee(found, "张伟", reported_at=MONDAY - 3 * DAY)
    for n in range(40):
        make.trainee(found, group_id=groups[n % 4].id, reported_at=MONDAY - 3 * DAY)
    make.lesson(found, "结业测验", kind="exam", starts_at=MONDAY + DAY + timedelta(hours=11))
    return found, own


@pytest.mark.sqlite
def test_demonstration_shows_every_part_and_leaves_the_phone_its_test(
    make: Maker, stand: Callable[[timedelta], None]
) -> None:
    found, own = demonstrated(make, "DEMO")
    demonstration.fill(found, MONDAY)
    states = select(Question.state, func.count()).group_by(Question.state)
    assert {row[0]: row[1] for row in db.session.execute(states)} == {"active": 61, "draft": 2}
    written = select(Sitting.purpose, func.count(Attempt.id)).outerjoin(
        Attempt, Attempt.sitting_id == Sitting.id
    )
    counts = db.session.execute(written.group_by(Sitting.id).order_by(Sitting.opens_at)).all()
    assert [tuple(one) for one in counts] == [
        ("entry", 38), ("daily", 24), ("daily", 24), ("final", 0),
    ]  # fmt: skip
    unmarked = select(func.count()).where(Attempt.points.is_(None), Attempt.ended_how != "")
    assert db.session.scalar(unmarked) == 24
    today = make.phone_of(own).get("/m/DEMO/today").text
    assert [word in today for word in ("每日一测", "去投票")] == [True, True]
    demonstrated(make, "DEMO-2")
    again = db.session.execute(select(TrainingClass).where(TrainingClass.code == "DEMO-2"))
    demonstration.fill(again.scalar_one(), MONDAY)
    assert (rows_of(Question), rows_of(Poll)) == (63, 4)
