"""互学互考: trainees write, the jury decides, a paper asks nobody their own group's questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.audit import Actor
from core.db import db
from core.enrolment.models import Enrolment
from core.errors import NotFound, Refused
from core.testing import MONDAY, STAFF, Maker, rows_of
from core.transaction import transaction
from plugins.quizzes.models import (
    Exchange,
    ExchangeQuestion,
    Paper,
    PaperSection,
    PollVote,
    Question,
    QuestionVersion,
    SavedAnswer,
)
from plugins.quizzes.panels.hall_data import held_in_hall
from plugins.quizzes.queries import exchanges as queries
from plugins.quizzes.rules.exchanging import mark_of
from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.layout import layout_of
from plugins.quizzes.services import exchanging as services
from plugins.quizzes.services import polls
from plugins.quizzes.services.collecting import end
from plugins.quizzes.services.erasing_hall import erase_hall
from plugins.quizzes.services.exchange_paper import make_paper
from plugins.quizzes.services.exchanging import RoundDetails
from plugins.quizzes.services.issuing import publish_sitting
from plugins.quizzes.services.sittings import SittingDetails, add_sitting
from plugins.quizzes.services.writing import start
from plugins.quizzes.terms import Draw, Ended
from plugins.quizzes.tests.conftest import BLANK, ESSAY, JUDGE, SINGLE, Office

WHO = {"by": STAFF, "at": MONDAY}
LATER = MONDAY + timedelta(hours=3)


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.codes


class Round:
    """Two groups of one each, and a round that is due in two hours."""

    def __init__(self, make: Maker) -> None:
        self.found = make.training_class()
        self.first, self.second = make.group(self.found), make.group(self.found)
        self.zhang = make.trainee(self.found, "张伟", group_id=self.first.id)
        self.li = make.trainee(self.found, "李娜", group_id=self.second.id)
        details = RoundDetails("第一轮", MONDAY + timedelta(hours=2), "党史", 1)
        self.exchange: Exchange = services.start_exchange(self.found, details, **WHO)

    def write(
        self, who: Enrolment, item: Item, act: str = "act-1", at: timedelta = timedelta()
    ) -> ExchangeQuestion:
        by = Actor("trainee", who.person_id, who.name)
        return services.write_question(self.exchange, who, item, act, by=by, at=MONDAY + at)

    def accept(self, row: ExchangeQuestion) -> Question | None:
        return services.accept_question(row, mark_of(row.content), **WHO)


@pytest.fixture
def told(make: Maker) -> Round:
    return Round(make)


def test_same_page_sent_twice_hands_in_one_question(told: Round) -> None:
    first = told.write(told.zhang, SINGLE)
    assert told.write(told.zhang, SINGLE).id == first.id
    assert told.write(told.li, JUDGE).id != first.id
    assert rows_of(ExchangeQuestion) == 2
    assert [one.row.id for one in queries.written_in(told.exchange.id, told.first.id)] == [first.id]


def test_what_is_late_lacking_or_not_of_the_class_is_refused(told: Round, make: Maker) -> None:
    stranger = make.trainee(make.training_class())
    alone = make.trainee(told.found)
    codes = [
        refused(lambda: told.write(told.zhang, SINGLE, at=timedelta(hours=2))),
        refused(lambda: told.write(told.zhang, replace(SINGLE, answer=None))),
        refused(lambda: told.write(told.zhang, ESSAY)),
        refused(lambda: told.write(alone, SINGLE)),
    ]
    assert codes == [["exchange_over"], ["no_answer"], ["kind_not_written"], ["no_group"]]
    with pytest.raises(NotFound):
        told.write(stranger, SINGLE)
    assert rows_of(ExchangeQuestion) == 0


def test_what_the_jury_sends_back_is_mended_by_its_author_even_when_the_round_is_over(
    told: Round,
) -> None:
    row = told.write(told.zhang, SINGLE)
    seen = mark_of(row.content)
    assert refused(lambda: services.return_question(row, " ", seen, **WHO)) == ["note_missing"]
    services.return_question(row, "选项 D 有争议", seen, **WHO)
    late = {"by": STAFF, "at": LATER}
    with pytest.raises(NotFound):
        services.mend_question(row, told.li, JUDGE, **late)
    services.mend_question(row, told.zhang, BLANK, **late)
    assert (row.state, row.content["kind"]) == ("sent", "blank")
    assert refused(lambda: services.mend_question(row, told.zhang, SINGLE, **late)) == [
        "exchange_over"
    ]
    # The jury still had the wording of before on its page.
    assert refused(lambda: services.accept_question(row, seen, **late)) == ["changed_meanwhile"]


def test_what_the_jury_accepts_stands_once_in_the_bank_as_the_groups(told: Round) -> None:
    row, same = told.write(told.zhang, SINGLE), told.write(told.li, SINGLE, "act-2")
    services.edit_question(row, replace(SINGLE, stem="改过的题干？"), mark_of(row.content), **WHO)
    made = told.accept(row)
    again = services.accept_question(row, "old", **WHO)
    assert made is not None
    assert again is not None
    assert (made.id, made.group_id, made.class_id, made.state) == (
        again.id, told.first.id, told.found.id, "active",
    )  # fmt: skip
    assert made.tags == ["党史"]
    assert refused(lambda: services.mend_question(row, told.zhang, JUDGE, **WHO)) == [
        "already_accepted"
    ]
    told.accept(same)
    third = told.write(told.zhang, SINGLE, "act-3")
    assert refused(lambda: told.accept(third)) == ["same_question"]
    assert rows_of(Question) == 2
    renamed = RoundDetails("另一个名字", told.exchange.due_at)
    assert refused(lambda: services.change_exchange(told.exchange, renamed, **WHO)) == [
        "title_in_use"
    ]


def test_paper_asks_everybody_only_what_other_groups_wrote(told: Round, office: Office) -> None:
    assert refused(lambda: make_paper(told.exchange, **WHO)) == ["too_few_accepted"]
    told.accept(told.write(told.zhang, SINGLE, "a"))
    told.accept(told.write(told.zhang, JUDGE, "b"))
    told.accept(told.write(told.li, replace(SINGLE, stem="二组的题？"), "c"))
    office.version(SINGLE, topic="党史")
    paper = make_paper(told.exchange, **WHO)
    assert make_paper(told.exchange, **WHO).id == paper.id
    assert (paper.draw, rows_of(Paper)) == (Draw.DIFFERENT.value, 1)
    sections = db.session.execute(select(PaperSection)).scalars().all()
    drawn = [(one.kind, one.count, one.topic) for one in sections]
    assert drawn == [("single", 1, f"互考{told.exchange.id}：第一轮")]
    offered = select(Question.group_id).where(Question.topic == sections[0].topic)
    groups = db.session.execute(offered.where(Question.kind == "single")).scalars().all()
    assert sorted(groups) == sorted([told.first.id, told.second.id])


def test_sitting_of_the_paper_asks_the_others_and_says_how_each_group_fared(told: Round) -> None:
    rows = [
        told.accept(told.write(told.zhang, SINGLE, "a")),
        told.accept(told.write(told.li, replace(SINGLE, stem="二组的题？"), "b")),
    ]
    told.write(told.li, BLANK, "c")
    paper = make_paper(told.exchange, **WHO)
    details = SittingDetails(
        paper.id, "互考", MONDAY, MONDAY + timedelta(hours=1), pass_mark=paper.pass_mark
    )
    sitting = add_sitting(told.found, details, **WHO)
    publish_sitting(sitting, **WHO)
    for who, given in ((told.zhang, "C"), (told.li, "A")):
        attempt = start(sitting, who, **WHO)
        (laid,) = layout_of(attempt.layout)
        other = rows[1] if who is told.zhang else rows[0]
        version = db.session.get_one(QuestionVersion, laid.version)
        assert (version.question_id, other is not None) == (other and other.id, True)
        answer = {"class_id": told.found.id, "attempt_id": attempt.id, "act": given, "number": 1}
        with transaction() as session:
            moments = {"said_at": MONDAY, "arrived_at": MONDAY}
            session.add(SavedAnswer(**answer, **moments, given=given, way="live"))
            end(attempt, Ended.SENT, MONDAY, **WHO)
    lines = queries.group_lines(told.exchange)
    assert [(one.written, one.accepted, one.sent, one.asked, one.right) for one in lines] == [
        (1, 1, 0, 1, 0),
        (2, 1, 1, 1, 100),
    ]


def test_erasing_a_person_takes_votes_and_what_nobody_accepted(told: Round, office: Office) -> None:
    told.accept(told.write(told.zhang, SINGLE, "a"))
    told.write(told.zhang, JUDGE, "b")
    poll = polls.open_poll(told.found, office.version(JUDGE).id, **WHO)
    polls.vote(poll, told.zhang, True, at=MONDAY)
    person = told.zhang.person_id
    held = [(str(one.title), len(one.rows)) for one in held_in_hall(person)]
    assert held == [("现场投票", 1), ("互学互考的题", 2)]
    assert erase_hall(person, MONDAY) == 0
    assert erase_hall(person, MONDAY + timedelta(days=30)) == 2
    assert (rows_of(PollVote), rows_of(ExchangeQuestion)) == (0, 1)
    assert held_in_hall(told.li.person_id) == []
