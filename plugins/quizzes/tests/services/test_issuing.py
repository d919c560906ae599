"""A sitting is given out with its paper frozen, or taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from core.db import db
from core.errors import Refused
from core.notices.models import Notice
from core.testing import MONDAY, STAFF, Maker, rows_of
from core.training.models import TrainingClass
from plugins.quizzes.models import IssuedPaper, Paper, Sitting, SittingGuest
from plugins.quizzes.queries.make_up import make_up_of
from plugins.quizzes.queries.versions import issued_paper
from plugins.quizzes.rules.sheets import Drawn
from plugins.quizzes.services.issuing import differs, publish_sitting, unpublish_sitting
from plugins.quizzes.services.paper_sections import SectionDetails, add_section
from plugins.quizzes.services.papers import PaperDetails, add_paper, change_paper
from plugins.quizzes.services.sittings import (
    SittingDetails,
    add_sitting,
    change_sitting,
    delete_sitting,
)
from plugins.quizzes.tests.conftest import JUDGE, SINGLE, Office

WHO: dict[str, Any] = {"by": STAFF, "at": MONDAY}
SOON = MONDAY + timedelta(hours=1)


def planned(found: TrainingClass, paper: Paper, **values: Any) -> Sitting:
    known: dict[str, Any] = {
        "paper_id": paper.id, "title": "结业测验", "opens_at": SOON,
        "closes_at": SOON + timedelta(hours=1), "pass_mark": Decimal(2),
    }  # fmt: skip
    return add_sitting(found, SittingDetails(**{**known, **values}), **WHO)


def test_published_sitting_keeps_its_paper_until_it_is_told_otherwise(
    office: Office, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    found = make.training_class(code="QUIZ")
    paper = office.paper(found, office.version(SINGLE), office.version(JUDGE))
    sitting = planned(found, paper)
    publish_sitting(sitting, **WHO)
    publish_sitting(sitting, **WHO)
    told = db.session.execute(select(Notice)).scalars().all()
    assert [(one.title, one.link) for one in told] == [
        ("测验：结业测验", f"/m/QUIZ/quizzes/{sitting.id}")
    ]
    assert told[0].body == "时间：11月23日 周一 09:00–10:00"
    before = issued_paper(sitting.issued_id or 0).sheet
    assert (before.title, before.points, differs(sitting)) == ("结业测验卷", Decimal(4), False)
    change_paper(paper, PaperDetails("改过的卷", shuffle_options=True), **WHO)
    assert (issued_paper(sitting.issued_id or 0).sheet, differs(sitting)) == (before, True)
    publish_sitting(sitting, **WHO)
    after = issued_paper(sitting.issued_id or 0).sheet
    assert (after.title, differs(sitting), rows_of(IssuedPaper)) == ("改过的卷", False, 1)
    assert rows_of(Notice) == 1


def test_sitting_that_somebody_has_begun_is_neither_taken_back_nor_given_another_paper(
    office: Office, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    found = make.training_class()
    version = office.version(SINGLE)
    sitting = office.sitting(found, version)
    office.attempt(sitting, make.trainee(found), version)
    change_paper(db.session.get_one(Paper, sitting.paper_id), PaperDetails("改"), **WHO)
    for act in (publish_sitting, unpublish_sitting, delete_sitting):
        with pytest.raises(Refused) as refused:
            act(sitting, **WHO)
        assert refused.value.codes == ["begun"]
    assert sitting.published_at is not None


def test_sitting_is_taken_back_and_removed_without_a_trace_of_its_paper(
    office: Office, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    found = make.training_class()
    sitting = planned(found, office.paper(found, office.version(SINGLE)))
    publish_sitting(sitting, **WHO)
    with pytest.raises(Refused) as refused:
        delete_sitting(sitting, **WHO)
    assert refused.value.codes == ["published"]
    unpublish_sitting(sitting, **WHO)
    unpublish_sitting(sitting, **WHO)
    assert (sitting.published_at, sitting.issued_id, rows_of(IssuedPaper)) == (None, None, 0)
    delete_sitting(sitting, **WHO)
    assert rows_of(Sitting) == 0


def test_paper_that_is_not_ready_is_not_given_out(
    office: Office, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    found = make.training_class()
    draft = office.version(SINGLE, state="draft")
    cases = {
        "empty_paper": (add_paper(found, PaperDetails("空"), **WHO), {}),
        "draft_question": (office.paper(found, draft), {}),
        "pass_mark_high": (office.paper(found, office.version(JUDGE)), {"pass_mark": Decimal(3)}),
        "over": (office.paper(found, office.version(JUDGE)), {"opens_at": MONDAY - timedelta(2), "closes_at": MONDAY}),
    }  # fmt: skip
    for code, (paper, values) in cases.items():
        sitting = planned(found, paper, **values)
        with pytest.raises(Refused) as refused:
            publish_sitting(sitting, **WHO)
        assert refused.value.codes == [code]
    assert (rows_of(IssuedPaper), rows_of(Notice)) == (0, 0)


def test_different_paper_is_given_out_as_a_draw_that_knows_who_wrote_what(
    office: Office, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    found = make.training_class()
    group = make.group(found)
    own = office.version(SINGLE, level="easy", group_id=group.id)
    others = [office.version(SINGLE, level="hard") for _n in range(2)]
    office.version(JUDGE)
    paper = add_paper(found, PaperDetails("每人不同", draw="different"), **WHO)
    details = SectionDetails("单选题", points=Decimal(5), count=2, kind="single")
    add_section(paper, details, **WHO)
    sitting = planned(found, paper)
    publish_sitting(sitting, **WHO)
    drawn = issued_paper(sitting.issued_id or 0).sheet.sections[0].drawn
    assert isinstance(drawn, Drawn)
    assert [(one.version, one.level, one.group) for one in drawn.candidates] == [
        (own.id, "easy", group.id), *((one.id, "hard", None) for one in others),
    ]  # fmt: skip
    assert (drawn.count, drawn.points) == (2, Decimal(5))


def test_make_up_sitting_is_for_those_who_missed_it_or_fell_short(
    office: Office, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    found = make.training_class()
    version = office.version(SINGLE)
    first = office.sitting(found, version, pass_mark=Decimal(2))
    good, poor, away = (make.trainee(found, name) for name in ("张伟", "李娜", "王芳"))
    for who, points in ((good, 2), (poor, 1)):
        office.attempt(first, who, version, points=Decimal(points), ended_how="sent",
                       ended_at=MONDAY)  # fmt: skip
    absent = make_up_of(first)
    assert ([one.name for one in absent.missing], [one.name for one, _p in absent.below]) == (
        ["王芳"], ["李娜"],
    )  # fmt: skip
    paper = db.session.get_one(Paper, first.paper_id)
    stranger = make.trainee(make.training_class())
    with pytest.raises(Refused) as refused:
        planned(found, paper, make_up_of=first.id, guests=(stranger.id,))
    assert refused.value.codes == ["no_guests"]
    guests = (*absent.proposed, stranger.id)
    again = planned(found, paper, make_up_of=first.id, guests=guests)
    invited = select(SittingGuest.enrolment_id).where(SittingGuest.sitting_id == again.id)
    assert set(db.session.execute(invited).scalars()) == {poor.id, away.id}
    publish_sitting(again, **WHO)
    told = db.session.execute(select(Notice.enrolment_id)).scalars().all()
    assert set(told) == {poor.id, away.id}


def test_published_sitting_changes_its_times_but_not_its_paper(
    office: Office, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    found, other = make.training_class(), make.training_class()
    paper, second = (office.paper(found, office.version(SINGLE)) for _n in range(2))
    sitting = planned(found, paper)
    publish_sitting(sitting, **WHO)
    later = SOON + timedelta(hours=2)
    details = SittingDetails(second.id, "改时间", SOON, later, pass_mark=Decimal(1))
    change_sitting(sitting, details, **WHO)
    assert (sitting.title, sitting.closes_at, sitting.paper_id) == ("改时间", later, paper.id)
    foreign = SittingDetails(
        office.paper(other, office.version(SINGLE)).id, "别班", SOON, later,
        lesson_id=make.lesson(other).id, make_up_of=office.sitting(other, paper_id=paper.id, issued_id=None).id,
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        add_sitting(found, foreign, **WHO)
    assert refused.value.codes == ["paper_id_unknown", "lesson_id_unknown", "make_up_of_unknown"]
