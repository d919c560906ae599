"""试卷: chosen, drawn, brought up to date, copied, removed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.db import db
from core.errors import Refused
from core.testing import MONDAY, STAFF, Maker, counted_queries, rows_of
from core.transaction import transaction
from plugins.quizzes.models import Paper, PaperQuestion, PaperSection, Question, QuestionVersion
from plugins.quizzes.queries.papers import laid_out, papers_of
from plugins.quizzes.rules.items import as_json
from plugins.quizzes.services.paper_questions import (
    add_questions,
    move_question,
    remove_question,
    set_points,
    take_newer,
)
from plugins.quizzes.services.paper_sections import (
    SectionDetails,
    add_section,
    change_section,
    delete_section,
    draw_paper,
    move_section,
)
from plugins.quizzes.services.papers import (
    PaperDetails,
    add_paper,
    change_paper,
    copy_paper,
    delete_paper,
)
from plugins.quizzes.services.quick_papers import Quick, quick_paper
from plugins.quizzes.terms import Kind, Level
from plugins.quizzes.tests.conftest import JUDGE, MULTIPLE, SINGLE, Office

WHO = {"by": STAFF, "at": MONDAY}


def section_of(paper: Paper) -> PaperSection:
    rows = select(PaperSection).where(PaperSection.paper_id == paper.id)
    return db.session.execute(rows).scalars().one()


def rows_on(paper: Paper) -> list[int]:
    """The versions on a paper, section by section."""
    return [one.row.version_id for part in laid_out(paper).chapters for one in part.rows]


def newer(version: QuestionVersion, stem: str) -> QuestionVersion:
    """The question in a wording of today."""
    content = as_json(replace(SINGLE, stem=stem))
    made = QuestionVersion(
        question_id=version.question_id, number=2, content=content, made_at=MONDAY, made_by="test"
    )
    with transaction() as session:
        session.add(made)
        session.get_one(Question, version.question_id).current = 2
    return made


def test_questions_are_chosen_moved_weighed_and_taken_off(
    office: Office, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    found = make.training_class()
    first, second, third = (office.version(one) for one in (SINGLE, MULTIPLE, JUDGE))
    paper = add_paper(found, PaperDetails("结业测验卷"), **WHO)
    section = add_section(paper, SectionDetails("选择题"), **WHO)
    add_questions(paper, section, [third.id, first.id, second.id], **WHO)
    assert rows_on(paper) == [third.id, first.id, second.id]
    rows = [one.row for one in laid_out(paper).chapters[0].rows]
    move_question(paper, rows[2], 0, **WHO)
    set_points(paper, rows[0], Decimal("0.5"), **WHO)
    laid = laid_out(paper)
    assert rows_on(paper) == [second.id, third.id, first.id]
    assert (laid.points, laid.questions) == (Decimal("4.5"), 3)
    other = add_section(paper, SectionDetails("判断题", points=Decimal(1)), **WHO)
    move_question(paper, rows[0], 5, into=other, **WHO)
    move_section(paper, other, -1, **WHO)
    assert rows_on(paper) == [third.id, second.id, first.id]
    remove_question(paper, rows[1], **WHO)
    delete_section(paper, other, **WHO)
    assert rows_on(paper) == [second.id]
    assert rows_of(QuestionVersion) == 3


def test_draft_old_and_repeated_questions_are_refused_each_in_a_sentence(
    office: Office, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    found = make.training_class()
    there, old = office.version(SINGLE), office.version(MULTIPLE)
    draft = office.version(JUDGE, state="draft")
    twin = office.version(SINGLE, fingerprint="same")
    twice = office.version(SINGLE, fingerprint="same")
    newer(old, "下列属于三大战役的是？")
    paper = office.paper(found, there)
    wanted = [there.id, old.id, draft.id, twin.id, twice.id]
    with pytest.raises(Refused) as refused:
        add_questions(paper, section_of(paper), wanted, **WHO)
    assert refused.value.codes == ["same_question", "old_version", "not_active", "same_question"]
    assert str(refused.value.problems[0]) == "“党的七届二中全会召开于哪一年？”已经在这份试卷里。"
    assert rows_on(paper) == [there.id]


def test_newer_wording_is_offered_and_taken_only_when_asked(
    office: Office, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    found = make.training_class()
    old = office.version(SINGLE)
    paper = office.paper(found, old)
    now = newer(old, "七届二中全会在哪一年召开？")
    assert [one.newer for one in laid_out(paper).chapters[0].rows] == [now.id]
    assert take_newer(paper, **WHO) == 1
    assert rows_on(paper) == [now.id]
    assert take_newer(paper, **WHO) == 0


def test_paper_for_all_is_drawn_by_rule_and_drawn_anew(
    office: Office, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    found = make.training_class()
    for n in range(8):
        level = Level.EASY if n % 2 else Level.HARD
        office.version(replace(SINGLE, stem=f"单选{n}", level=level, topic="党史"))
    paper = add_paper(found, PaperDetails("每日一测", draw="same"), **WHO)
    section = add_section(paper, SectionDetails("党史", count=4, topic="党史"), **WHO)
    chosen = add_section(paper, SectionDetails("自选"), **WHO)
    kept = office.version(JUDGE)
    add_questions(paper, chosen, [kept.id], **WHO)
    assert draw_paper(paper, "one", **WHO) == 4
    first = rows_on(paper)
    levels = [one.question.level for one in laid_out(paper).chapters[0].rows]
    assert sorted(levels) == ["easy", "easy", "hard", "hard"]
    draw_paper(paper, "two", **WHO)
    assert (rows_on(paper) != first, rows_on(paper)[4:], laid_out(paper).problems) == (
        True, [kept.id], [],
    )  # fmt: skip
    change_section(paper, section, SectionDetails("党史", count=9, topic="党史"), **WHO)
    with pytest.raises(Refused) as refused:
        draw_paper(paper, "three", **WHO)
    assert str(refused.value) == "“一、党史”只有 8 题可用，要 9 题。"
    assert rows_on(paper) == [kept.id]


def test_quick_paper_has_a_section_for_each_kind_in_one_press(
    office: Office, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    found = make.training_class()
    for n in range(3):
        office.version(replace(SINGLE, stem=f"单选{n}"), topic="党史" if n else "其他")
        office.version(replace(JUDGE, stem=f"判断{n}"))
    office.version(replace(SINGLE, stem="草稿"), state="draft")
    wanted = {Kind.SINGLE: (2, Decimal(3)), Kind.JUDGE: (0, Decimal(1))}
    paper = quick_paper(found, Quick("小测", "topic:党史", wanted, "s"), **WHO)
    laid = laid_out(paper)
    assert [(one.title, one.due, one.points) for one in laid.chapters] == [
        ("一、单选题", 2, Decimal(6))
    ]
    assert (laid.problems, paper.pass_mark) == ([], Decimal("3.6"))
    too_many = {Kind.SINGLE: (9, Decimal(3)), Kind.JUDGE: (2, Decimal(0))}
    with pytest.raises(Refused) as refused:
        quick_paper(found, Quick("小测", "", too_many, "s"), **WHO)
    assert refused.value.codes == ["few_questions", "points_wrong"]
    assert str(refused.value.problems[0]) == "“单选题”只有 3 题可用，要 9 题。"
    assert rows_of(Paper) == 1


def test_copy_is_a_paper_of_its_own_and_a_used_one_stays(
    office: Office, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    here, there = make.training_class(), make.training_class()
    paper = office.paper(here, office.version(SINGLE), office.version(JUDGE))
    abroad = copy_paper(paper, there, **WHO)
    at_home = copy_paper(paper, here, **WHO)
    assert (abroad.title, at_home.title) == ("结业测验卷", "结业测验卷（副本）")
    assert rows_on(abroad) == rows_on(paper)
    delete_section(abroad, section_of(abroad), **WHO)
    assert len(rows_on(paper)) == 2
    office.sitting(here, paper_id=paper.id)
    with pytest.raises(Refused) as refused:
        delete_paper(paper, **WHO)
    assert refused.value.codes == ["paper_used"]
    delete_paper(at_home, **WHO)
    delete_paper(abroad, **WHO)
    assert (rows_of(Paper), rows_of(PaperQuestion)) == (1, 2)


def test_paper_of_a_closed_class_is_not_changed(
    office: Office, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    found = make.training_class()
    paper = office.paper(found, office.version(SINGLE))
    with transaction():
        found.state = "closed"
    with pytest.raises(Refused) as refused:
        change_paper(paper, PaperDetails("改名"), **WHO)
    assert (refused.value.codes, paper.title) == (["class_frozen"], "结业测验卷")


@pytest.mark.parametrize(
    ("details", "code"),
    [
        (PaperDetails(" "), "title_missing"),
        (PaperDetails("长" * 121), "title_long"),
        (PaperDetails("卷", draw="any"), "draw_unknown"),
        (PaperDetails("卷", pass_mark=Decimal(-1)), "pass_mark_wrong"),
        (PaperDetails("卷", marks_from="closed", keys_from="sent"), "keys_before_marks"),
    ],
)
@pytest.mark.sqlite
def test_paper_that_cannot_be_meant_is_refused(
    make: Maker, details: PaperDetails, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        add_paper(make.training_class(), details, **WHO)
    assert refused.value.codes == [code]


def test_list_of_papers_asks_as_often_for_many_as_for_one(office: Office, make: Maker) -> None:
    found = make.training_class()

    def asked() -> int:
        db.session.rollback()
        assert found.id
        with counted_queries() as seen:
            papers_of(found.id)
        return len(seen)

    office.paper(found, office.version(SINGLE))
    few = asked()
    for _n in range(4):
        office.paper(found, office.version(SINGLE), office.version(JUDGE))
    assert asked() == few
