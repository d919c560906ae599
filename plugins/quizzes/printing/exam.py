"""试卷 on paper, A and B, and the answers to both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core import clock
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.training.printing import head_of
from plugins.quizzes.models import Paper, Sitting
from plugins.quizzes.printing.press import printed
from plugins.quizzes.queries.papers import laid_out, paper_by_id, titles_of
from plugins.quizzes.queries.pictures import pictures_of
from plugins.quizzes.queries.sittings import sittings_of
from plugins.quizzes.queries.versions import Issued, issued_paper, items_of
from plugins.quizzes.rules.forms_ab import (
    FORMS,
    columns_for,
    ends_in_bracket,
    essay_room,
    is_short,
    laid_form,
)
from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.layout import Laid
from plugins.quizzes.rules.numbers import plain
from plugins.quizzes.rules.papers import numeral
from plugins.quizzes.rules.shown import key_words, shown
from plugins.quizzes.terms import MULTIPLE_RULE_WORDS, Kind


@dataclass(frozen=True)
class Exam:
    """What is printed: a paper as it stands, or as it was given out in a sitting; the seed mixes form B."""

    paper: Paper
    issued: Issued
    seed: int
    title: str
    minutes: int | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def exam_of(paper: Paper, sitting: Sitting | None = None) -> Exam:
    """The paper as it was given out in a sitting; before that, and without one, as it stands."""
    if sitting is not None and sitting.issued_id is not None:
        issued, seed = issued_paper(sitting.issued_id), sitting.issued_id
    else:
        sheet = laid_out(paper).sheet
        issued, seed = Issued(sheet, items_of(sheet.versions)), paper.id
    title = sitting.title if sitting is not None else issued.sheet.title
    minutes = sitting.minutes if sitting is not None else None
    return Exam(paper, issued, seed, title, minutes, pictures_of(issued.items.values()))


def latest_exam(class_id: int) -> Exam | None:
    """What the print menu of a class means: the paper of the next sitting, else of the last, else the newest."""
    held, papers = sittings_of(class_id), titles_of(class_id)
    if not held:
        return exam_of(papers[0]) if papers else None
    now = clock.now()
    coming = [one for one in held if one.closes_at > now]
    sitting = coming[-1] if coming else held[0]
    return exam_of(paper_by_id(class_id, sitting.paper_id), sitting)


def exam_pdf(training_class: TrainingClass, exam: Exam | None, form: str) -> bytes:
    """One form of a paper, to be written on; of no paper at all, a page that says so."""
    if exam is None:
        return printed("none.html", **head_of(training_class, _("试卷")), prepared_by="")
    sheet = exam.issued.sheet
    return printed(
        "exam.html",
        exam.pictures,
        **head_of(training_class, exam.title),
        form=form,
        sheet=sheet,
        minutes=exam.minutes,
        points=plain(sheet.points),
        sections=_sections(exam, form),
        columns=[numeral(n) for n in range(1, len(sheet.sections) + 1)],
    )


def key_pdf(training_class: TrainingClass, exam: Exam) -> bytes:
    """The answers to both forms, for those who mark."""
    return printed(
        "key.html",
        **head_of(training_class, _("%(title)s 答案", title=exam.title)),
        forms=[(form, _sections(exam, form)) for form in FORMS],
        points=plain(exam.issued.sheet.points),
        prepared_by="",
    )


def _sections(exam: Exam, form: str) -> list[dict[str, Any]]:
    sheet, items = exam.issued.sheet, exam.issued.items
    laid = laid_form(sheet, items, form, exam.seed)
    found = []
    for place, section in enumerate(sheet.sections):
        own = [
            _question(number, one, items[one.version], exam)
            for number, one in enumerate(laid, 1)
            if one.section == place
        ]
        kinds = {one["kind"] for one in own}
        found.append(
            {
                "title": section.title,
                "note": _note(own, plain(section.points)),
                "intro": section.intro,
                "rule": MULTIPLE_RULE_WORDS[sheet.multiple_rule] if Kind.MULTIPLE in kinds else "",
                "questions": own,
            }
        )
    return found


def _note(own: list[dict[str, Any]], points: str) -> str:
    """How much a section is worth: 每题 2 分，共 20 分."""
    each = {one["points"] for one in own}
    if len(each) == 1:
        told = {"n": len(own), "each": each.pop(), "points": points}
        return str(_("共 %(n)d 题，每题 %(each)s 分，共 %(points)s 分", **told))
    return str(_("共 %(n)d 题，共 %(points)s 分", n=len(own), points=points))


def _question(number: int, laid: Laid, item: Item, exam: Exam) -> dict[str, Any]:
    seen = shown(number, laid, item)
    pictured = any(one.pictures for one in seen.options)
    return {
        "number": number,
        "kind": item.kind,
        "points": plain(laid.points),
        "seen": seen,
        "columns": columns_for([one.text for one in seen.options], pictures=pictured),
        "bracket": not ends_in_bracket(item.stem),
        "room": essay_room(laid.points),
        "pictures": exam.pictures,
        "short": is_short(item),
        "key": _key(laid, item),
        "marks": [(one.text, plain(one.score)) for one in item.points],
        "explanation": item.explanation,
    }


def _key(laid: Laid, item: Item) -> str:
    if isinstance(item.answer, bool):
        return "√" if item.answer else "×"
    return key_words(laid, item)
