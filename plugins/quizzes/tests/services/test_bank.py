"""Questions of the bank: added, changed without loss, labelled and retired several at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from core.audit import AuditEntry
from core.db import db
from core.errors import Refused
from core.testing import MONDAY, STAFF, Maker, counted_queries, rows_of
from plugins.quizzes.models import Question, QuestionVersion
from plugins.quizzes.queries.question import whole_question
from plugins.quizzes.rules.items import item_of
from plugins.quizzes.rules.labels import Labels
from plugins.quizzes.services import bank
from plugins.quizzes.terms import Level
from plugins.quizzes.tests.conftest import JUDGE, SINGLE, Office


def acts() -> list[str]:
    rows = db.session.execute(select(AuditEntry.act).order_by(AuditEntry.id)).scalars()
    return [act.removeprefix("quizzes.") for act in rows if act.startswith("quizzes.")]


def test_question_is_changed_in_versions_that_papers_keep(
    app: Flask, make: Maker, office: Office
) -> None:
    found = make.training_class()
    made = bank.add_question(found, replace(SINGLE, answer=None), by=STAFF, at=MONDAY)
    assert made.state == "draft"
    saved = bank.change_question(found, made.id, SINGLE, 1, "补上答案", by=STAFF, at=MONDAY)
    assert (saved.state, saved.current) == ("active", 2)
    first = db.session.scalars(select(QuestionVersion).where(QuestionVersion.number == 2)).one()
    office.paper(found, first)

    again = bank.change_question(found, made.id, SINGLE, 1, by=STAFF, at=MONDAY)
    assert again.current == 2
    clearer = replace(SINGLE, stem="七届二中全会是哪一年召开的？", topic="党史")
    bank.change_question(found, made.id, clearer, 2, by=STAFF, at=MONDAY)
    with pytest.raises(Refused) as met:
        bank.change_question(found, made.id, JUDGE, 2, by=STAFF, at=MONDAY)
    assert met.value.codes == ["changed_meanwhile"]
    assert STAFF.name in str(met.value)
    with pytest.raises(Refused) as lacking:
        bank.change_question(found, made.id, replace(clearer, answer=None), 3, by=STAFF, at=MONDAY)
    assert lacking.value.codes == ["no_answer"]

    whole = whole_question(made.id)
    assert [one.version.number for one in whole.versions] == [3, 2, 1]
    assert whole.now.item == clearer
    assert [str(one.part) for one in whole.now.changes] == ["题干", "专题"]
    assert [len(one.papers) for one in whole.versions] == [0, 1, 0]
    assert whole.versions[1].version.why == "补上答案"
    assert (whole.question.topic, whole.question.fingerprint) == (
        "党史",
        whole.question.fingerprint,
    )
    assert acts() == ["question_added", "question_changed", "question_changed"]


def test_doubtful_draft_is_used_once_it_was_looked_through(app: Flask, make: Maker) -> None:
    found = make.training_class()
    doubt = {"code": "answer_guessed", "message": "答案可能有误。"}
    origin = bank.Origin("1.（C）", 1, warnings=(doubt,), draft=True)
    made = bank.add_question(found, SINGLE, origin, by=STAFF, at=MONDAY)
    assert made.state == "draft"
    saved = bank.change_question(found, made.id, SINGLE, 1, by=STAFF, at=MONDAY)
    assert (saved.state, saved.current) == ("active", 1)
    assert acts() == ["question_added", "question_looked_through"]


def test_several_questions_are_labelled_retired_and_restored(app: Flask, make: Maker) -> None:
    found = make.training_class()
    items = [replace(SINGLE, stem=f"第{n}问") for n in range(3)]
    ids = [bank.add_question(found, one, by=STAFF, at=MONDAY).id for one in items]
    ids.append(bank.add_question(found, replace(JUDGE, answer=None), by=STAFF, at=MONDAY).id)
    labels = Labels(topic="党史", level=Level.EASY, tags=("入学",))
    assert bank.label_questions(found, ids, labels, by=STAFF, at=MONDAY) == 4
    assert bank.label_questions(found, ids, labels, by=STAFF, at=MONDAY) == 0
    rows = db.session.execute(select(Question.topic, Question.level, Question.tags)).all()
    assert {(topic, level, tuple(tags)) for topic, level, tags in rows} == {
        ("党史", "easy", ("入学",))
    }
    latest = select(QuestionVersion.content).where(QuestionVersion.number == 2)
    assert {item_of(one).topic for one in db.session.execute(latest).scalars()} == {"党史"}
    assert rows_of(QuestionVersion) == 8

    assert bank.retire_questions(found, ids, by=STAFF, at=MONDAY) == 4
    assert bank.retire_questions(found, ids, by=STAFF, at=MONDAY) == 0
    assert bank.restore_questions(found, ids, by=STAFF, at=MONDAY) == 4
    states = db.session.execute(select(Question.state).order_by(Question.id)).scalars()
    assert list(states) == ["active", "active", "active", "draft"]


@pytest.mark.sqlite
def test_labelling_takes_as_many_statements_for_many_as_for_few(app: Flask, make: Maker) -> None:
    found = make.training_class()
    items = [replace(SINGLE, stem=f"第{n}问") for n in range(60)]
    ids = [bank.add_question(found, one, by=STAFF, at=MONDAY).id for one in items]
    counts = []
    for part in (ids[:2], ids[2:]):
        with counted_queries() as seen:
            bank.label_questions(found, part, Labels(topic="党史"), by=STAFF, at=MONDAY)
        counts.append(len(seen))
    assert counts[0] == counts[1]
