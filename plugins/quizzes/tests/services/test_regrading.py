"""A key is mended: everybody's marks follow, before and after stay, and the next one undoes it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.db import db
from core.errors import Refused
from core.notices.models import Notice
from core.testing import MONDAY, STAFF, Maker, rows_of
from core.training.models import TrainingClass
from plugins.quizzes.models import Attempt, Mark, Question, QuestionVersion, Regrade, Sitting
from plugins.quizzes.queries.marks import mark_rows
from plugins.quizzes.queries.regrades import steps_of
from plugins.quizzes.rules.items import Blank
from plugins.quizzes.services.appeals import appeal, decide
from plugins.quizzes.services.collecting import collect_overdue
from plugins.quizzes.services.regrading import effects, regrade
from plugins.quizzes.tests.conftest import BLANK, JUDGE, SINGLE, Office

LATER = MONDAY + timedelta(hours=3)
WRONG = replace(SINGLE, answer="B")
WHY = "答案印错了"


class Sat:
    """A test whose first key is wrong: Zhang chose the right answer, Li the one that was taken for it."""

    def __init__(self, office: Office, make: Maker, code: str | None = "QUIZ") -> None:
        self.office, self.make = office, make
        self.found: TrainingClass = make.training_class(**({"code": code} if code else {}))
        self.versions: list[QuestionVersion] = [
            office.version(one) for one in (WRONG, JUDGE, BLANK)
        ]
        self.sitting: Sitting = office.sitting(self.found, *self.versions)
        self.zhang, self.li = (self.write(one) for one in ("C", "B"))
        collect_overdue(self.sitting, at=LATER)

    def write(self, letter: str) -> Attempt:
        attempt = self.office.attempt(self.sitting, self.make.trainee(self.found), *self.versions)
        for number, answer in enumerate((letter, True, ["一百四十二"]), 1):
            self.office.saved(attempt, number, answer)
        return attempt

    def regrade(self, key: object, place: int = 0, minutes: int = 1) -> Regrade:
        at = LATER + timedelta(minutes=minutes)
        return regrade(self.sitting, self.versions[place].id, key, WHY, by=STAFF, at=at)  # type: ignore[arg-type]

    def points(self) -> list[Decimal | None]:
        return [db.session.get_one(Attempt, one.id).points for one in (self.zhang, self.li)]


def told() -> list[str]:
    return sorted(db.session.scalars(select(Notice.title)).all())


def test_preview_says_what_would_change_and_writes_nothing(office: Office, make: Maker) -> None:
    test = Sat(office, make)
    rows = rows_of(Mark)
    found = effects(test.sitting, test.versions[0].id, SINGLE)
    assert [(one.attempt, one.before, one.after, one.total_before, one.total_after) for one in found] == [
        (test.zhang.id, 0, 2, 2, 4), (test.li.id, 2, 0, 4, 2)
    ]  # fmt: skip
    assert (rows_of(Mark), rows_of(Regrade), test.points()) == (rows, 0, [2, 4])


def test_mended_key_counts_for_all_keeps_before_and_after_and_is_undone_by_another(
    office: Office, make: Maker
) -> None:
    test = Sat(office, make)
    row = test.regrade(SINGLE)
    assert (row.changed, test.points()) == (2, [4, 2])
    assert [(one.before.points, one.after.points) for one in steps_of(row) if one.before] == [
        (0, 2),
        (2, 0),
    ]
    question = db.session.get_one(Question, test.versions[0].question_id)
    assert (question.current, rows_of(QuestionVersion)) == (2, 4)
    assert db.session.get_one(QuestionVersion, test.versions[0].id).content["answer"] == "B"
    back = test.regrade(WRONG, minutes=2)
    assert (back.to_id, test.points(), rows_of(QuestionVersion)) == (test.versions[0].id, [2, 4], 4)
    history = mark_rows([test.zhang.id])[test.zhang.id][1]
    assert [(one.points, one.source) for one in history] == [
        (0, "auto"),
        (2, "regrade"),
        (0, "regrade"),
    ]


def test_struck_question_gives_everybody_its_points(office: Office, make: Maker) -> None:
    test = Sat(office, make)
    row = test.regrade(None)
    assert (row.to_id, test.points()) == (None, [4, 4])
    late = test.write("")
    collect_overdue(test.sitting, at=LATER + timedelta(minutes=5))
    assert late.points == 4
    assert mark_rows([late.id])[late.id][1][-1].why == "本题作废，得 2 分。"


def test_another_text_is_accepted_in_a_blank(office: Office, make: Maker) -> None:
    test = Sat(office, make)
    more = replace(BLANK, answer=(Blank(("142", "一百四十二")),))
    assert (test.regrade(more, place=2).changed, test.points()) == (2, [4, 6])


def test_only_those_whose_points_change_are_told(office: Office, make: Maker) -> None:
    test = Sat(office, make)
    third = test.write("A")
    collect_overdue(test.sitting, at=LATER)
    test.regrade(SINGLE)
    notices = db.session.scalars(select(Notice)).all()
    assert {one.enrolment_id for one in notices} == {test.zhang.enrolment_id, test.li.enrolment_id}
    assert third.enrolment_id not in {one.enrolment_id for one in notices}
    assert told() == ["结业测验：有一题更正了答案"] * 2


@pytest.mark.sqlite
def test_nobody_is_told_of_marks_they_may_not_see(office: Office, make: Maker) -> None:
    test = Sat(office, make)
    db.session.get_one(Sitting, test.sitting.id)
    hidden = office.sitting(test.found, issued_id=test.sitting.issued_id, paper_id=test.sitting.paper_id,
                            marks_from="never")  # fmt: skip
    attempt = office.attempt(hidden, make.trainee(test.found), *test.versions)
    office.saved(attempt, 1, "C")
    collect_overdue(hidden, at=LATER)
    assert regrade(hidden, test.versions[0].id, SINGLE, WHY, by=STAFF, at=LATER).changed == 1
    assert told() == []


@pytest.mark.sqlite
def test_same_key_and_no_reason_are_refused(office: Office, make: Maker) -> None:
    test = Sat(office, make)
    for key, why, code in (
        (WRONG, WHY, "same_key"),
        (SINGLE, " ", "no_reason"),
        (None, "长" * 401, "why_long"),
    ):
        with pytest.raises(Refused) as refused:
            regrade(test.sitting, test.versions[0].id, key, why, by=STAFF, at=LATER)
        assert refused.value.codes == [code]


def test_appeal_is_upheld_with_points_and_stands_until_a_later_key_gives_more(
    office: Office, make: Maker
) -> None:
    test = Sat(office, make)
    who = test.zhang
    asked = appeal(who, 1, "应选 C", by=STAFF, at=LATER)
    assert appeal(who, 1, "应选 C", by=STAFF, at=LATER).id == asked.id
    with pytest.raises(Refused) as refused:
        appeal(who, 1, "再来一次", by=STAFF, at=LATER)
    assert refused.value.codes == ["appealed"]
    decide(asked, Decimal("1.5"), "题干有歧义", by=STAFF, at=LATER)
    assert test.points() == [Decimal("3.50"), 4]
    collect_overdue(test.sitting, at=LATER)
    test.regrade(replace(SINGLE, answer="D"))
    assert test.points() == [Decimal("3.50"), 2]
    test.regrade(SINGLE, minutes=3)
    assert test.points() == [4, 2]
    history = mark_rows([who.id])[who.id][1]
    assert [one.source for one in history] == ["auto", "appeal", "regrade"]
    with pytest.raises(Refused) as again:
        decide(asked, None, "不改", by=STAFF, at=LATER)
    assert again.value.codes == ["decided"]
    assert "结业测验：复核有了答复" in told()


@pytest.mark.sqlite
def test_appeal_is_refused_late_without_words_and_decided_only_with_a_reason(
    office: Office, make: Maker
) -> None:
    test = Sat(office, make)
    for words, days, code in (
        ("", 0, "no_words"),
        ("请看", 4, "too_late"),
        ("长" * 401, 0, "words_long"),
    ):
        with pytest.raises(Refused) as refused:
            appeal(test.zhang, 1, words, by=STAFF, at=LATER + timedelta(days=days))
        assert refused.value.codes == [code]
    asked = appeal(test.zhang, 1, "请看", by=STAFF, at=LATER)
    refusals = (
        (Decimal(2), "", "no_answer"),
        (Decimal(3), "好", "points_out_of_bounds"),
        (Decimal(0), "好", "same_points"),
        (Decimal("1.234"), "好", "points_step"),
    )
    for points, answer, code in refusals:
        with pytest.raises(Refused) as refused:
            decide(asked, points, answer, by=STAFF, at=LATER)
        assert refused.value.codes == [code]
    decide(asked, None, "答案没有错", by=STAFF, at=LATER)
    assert (asked.state, test.points()) == ("rejected", [2, 4])


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.lists(st.sampled_from(["A", "B", "C", ""]), min_size=1, max_size=4))
@pytest.mark.sqlite
def test_marks_after_any_keys_are_those_of_a_paper_that_comes_now(
    office: Office, make: Maker, keys: list[str]
) -> None:
    test = Sat(office, make, code=None)
    for minutes, letter in enumerate(keys):
        with suppress(Refused):  # the same key twice
            test.regrade(replace(SINGLE, answer=letter) if letter else None, minutes=minutes)
    fresh = [test.write(letter) for letter in "CB"]
    collect_overdue(test.sitting, at=LATER + timedelta(minutes=9))
    assert [db.session.get_one(Attempt, one.id).points for one in fresh] == test.points()
