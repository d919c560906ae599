"""Papers of 测验 on paper, their keys, how a trainee sees them, and who has not written."""

from __future__ import annotations

import secrets

from flask import Response, request

from core import clock
from core.access.guard import this_class
from core.errors import NotFound
from core.i18n import gettext as _
from core.intake import whole
from core.web import download, needs, page
from core.workbooks import XLSX
from plugins.quizzes.models import Sitting
from plugins.quizzes.printing import exam, missing
from plugins.quizzes.queries.papers import laid_out, paper_by_id
from plugins.quizzes.queries.sittings import sitting_by_id
from plugins.quizzes.queries.versions import items_of
from plugins.quizzes.rules.forms_ab import FORMS
from plugins.quizzes.rules.layout import lay_out
from plugins.quizzes.rules.numbers import plain
from plugins.quizzes.rules.shown import shown
from plugins.quizzes.terms import KIND_WORDS, MULTIPLE_RULE_WORDS
from plugins.quizzes.views.blueprint import blueprint
from plugins.quizzes.views.papers import ONE
from plugins.quizzes.views.sittings import ONE as SITTING

PDF = "application/pdf"


@blueprint.get(f"{ONE}/<form>.pdf")
@needs("quizzes.plan")
def print_paper(paper_id: int, form: str) -> Response:
    """One form of a paper; `?sitting=` as it was given out there."""
    if form not in FORMS:
        raise NotFound
    found, made = this_class(), _exam(paper_id)
    name = _("%(title)s %(form)s卷.pdf", title=made.title, form=form)
    return download(exam.exam_pdf(found, made, form), name, PDF, inline=True)


@blueprint.get(f"{ONE}/key.pdf")
@needs("quizzes.bank")
def print_key(paper_id: int) -> Response:
    """The answers to both forms."""
    made = _exam(paper_id)
    name = _("%(title)s 答案.pdf", title=made.title)
    return download(exam.key_pdf(this_class(), made), name, PDF, inline=True)


def _exam(paper_id: int) -> exam.Exam:
    paper = paper_by_id(this_class().id, paper_id)
    wanted = request.args.get("sitting", 0, type=whole)
    sitting = sitting_by_id(wanted, paper.class_id) if wanted else None
    if sitting is not None and sitting.paper_id != paper.id:
        raise NotFound
    return exam.exam_of(paper, sitting)


@blueprint.get(f"{ONE}/preview")
@needs("quizzes.plan")
def paper_preview(paper_id: int) -> Response:
    """A paper as a trainee would see it on the phone; where each has their own, one of them."""
    paper = paper_by_id(this_class().id, paper_id)
    sheet, seed = laid_out(paper).sheet, request.args.get("seed", 1, type=whole)
    items = items_of(sheet.versions)
    laid = lay_out(sheet, items, seed)
    return page(
        "quizzes/papers/preview.html",
        paper=paper,
        sheet=sheet,
        questions=[shown(n, one, items[one.version]) for n, one in enumerate(laid, 1)],
        kinds=KIND_WORDS,
        multiple_rule=MULTIPLE_RULE_WORDS[sheet.multiple_rule],
        another=secrets.randbelow(1_000_000),
        plain=plain,
    )


@blueprint.get(f"{SITTING}/missing.pdf")
@needs("quizzes.view")
def print_missing(sitting_id: int) -> Response:
    """未作答名单."""
    found, sitting = this_class(), _sitting(sitting_id)
    name = _("%(title)s 未作答名单.pdf", title=sitting.title)
    content = missing.missing_pdf(found, sitting, at=clock.now())
    return download(content, name, PDF, inline=True)


@blueprint.get(f"{SITTING}/missing.xlsx")
@needs("quizzes.view")
def missing_xlsx(sitting_id: int) -> Response:
    """The same list as a sheet."""
    sitting = _sitting(sitting_id)
    name = _("%(title)s 未作答名单.xlsx", title=sitting.title)
    return download(missing.missing_xlsx(sitting, at=clock.now()), name, XLSX)


@blueprint.get("/papers/latest.pdf")
@needs("quizzes.plan")
def print_latest() -> Response:
    """A 卷 of the sitting that is next, or was last, for the class's print menu."""
    found = this_class()
    name = _("%(name)s 试卷.pdf", name=found.name)
    content = exam.exam_pdf(found, exam.latest_exam(found.id), "A")
    return download(content, name, PDF, inline=True)


def _sitting(sitting_id: int) -> Sitting:
    return sitting_by_id(sitting_id, this_class().id)
