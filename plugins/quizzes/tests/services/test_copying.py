"""Last year's papers and sittings in this year's class."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core import clock, plugins
from core.db import db
from core.testing import MONDAY, STAFF, Maker, rows_of
from core.training.services import ClassDetails, copy_class
from plugins.quizzes.models import Attempt, Paper, Sitting, SittingExtra
from plugins.quizzes.queries.papers import papers_of
from plugins.quizzes.tests.conftest import JUDGE, SINGLE, Office


def test_new_class_has_the_papers_and_the_sittings_unpublished_on_its_own_days(
    office: Office, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    found = make.training_class(zone="Europe/Berlin")
    exam = make.lesson(found, "结业考试", kind="exam", starts_at=MONDAY + timedelta(hours=2))
    version = office.version(SINGLE)
    sitting = office.sitting(
        found, version, lesson_id=exam.id, needs_presence=True, password="旧口令",
        opens_at=MONDAY + timedelta(hours=2), closes_at=MONDAY + timedelta(hours=3),
        pass_mark=Decimal("1.5"), closed_at=MONDAY + timedelta(hours=3),
    )  # fmt: skip
    office.sitting(found, version, make_up_of=sitting.id)
    office.attempt(sitting, make.trainee(found), version)
    office.paper(found, office.version(JUDGE), title="没用过的卷")
    monday = date(2027, 6, 21)
    details = ClassDetails(
        name="第4期", code="NEXT", host="市总工会", report_on=monday - timedelta(days=1),
        starts_on=monday, ends_on=monday + timedelta(days=4), zone="Europe/Berlin",
    )  # fmt: skip
    made = copy_class(found, details, by=STAFF, at=clock.now())
    titles = sorted(one["laid"].paper.title for one in papers_of(made.id))
    assert titles == ["没用过的卷", "结业测验卷", "结业测验卷"]
    [copied] = db.session.execute(select(Sitting).where(Sitting.class_id == made.id)).scalars()
    paper = db.session.get_one(Paper, copied.paper_id)
    opens = clock.local(copied.opens_at, "Europe/Berlin")
    assert opens == datetime(2027, 6, 21, 3, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert (copied.title, copied.pass_mark, paper.class_id) == ("结业测验", Decimal("1.5"), made.id)
    assert (copied.published_at, copied.closed_at, copied.issued_id, copied.password) == (
        None, None, None, "",
    )  # fmt: skip
    assert (copied.lesson_id is not None, copied.needs_presence) == (True, True)
    assert (rows_of(Attempt), rows_of(SittingExtra)) == (1, 0)


def test_class_with_a_test_still_open_is_not_closed(
    office: Office, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    found = make.training_class()
    sitting = office.sitting(found, office.version(SINGLE))
    problems = plugins.ask("closing_problems", found.id, training_class=found)
    words = "还有 1 场测验没有结束（结业测验），请先在“测验”里收卷或撤回。"
    assert [str(one) for one in problems if one.code == "quizzes_open"] == [words]
    stand(timedelta(hours=2))
    assert sitting.closes_at < clock.now()
    later = plugins.ask("closing_problems", found.id, training_class=found)
    assert [one for one in later if one.code == "quizzes_open"] == []
