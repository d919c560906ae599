"""What a class's closing meets of tests: nothing that is over waits for somebody to open a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from core import plugins
from core.attendance.rules import Tally
from core.db import db
from core.testing import Maker
from plugins.quizzes.models import Attempt
from plugins.quizzes.tests.conftest import JUDGE, SINGLE, Office


def test_paper_that_nobody_collected_is_marked_before_the_class_is_closed(
    make: Maker, office: Office, stand: Callable[[timedelta], None]
) -> None:
    found = make.training_class()
    zhang = make.trainee(found, "张伟")
    versions = [office.version(SINGLE), office.version(JUDGE)]
    sitting = office.sitting(found, *versions, required=True, pass_mark=Decimal(3))
    attempt = office.attempt(sitting, zhang, *versions)
    office.saved(attempt, 1, "C")
    stand(timedelta(hours=3))
    assert plugins.ask("closing_problems", found.id, training_class=found) == []
    db.session.rollback()
    left = db.session.get_one(Attempt, attempt.id, populate_existing=True)
    assert (left.ended_how, left.points) == ("time", 2)
    tally = Tally(attended=Decimal(1))
    told = plugins.ask("completion_problems", found.id, enrolment=zhang, tally=tally)
    assert [str(one) for one in told] == ["未达 3 分：结业测验 2 分"]
