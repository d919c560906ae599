"""试卷: the papers of a class, how one is laid down, copied and removed."""

from __future__ import annotations

import secrets

from flask import Response, flash, request, url_for
from flask_security import current_user

from core import clock, plugins
from core.access.guard import may, this_class
from core.desk.queries import visible_classes
from core.errors import NotFound, Refused
from core.i18n import gettext as _
from core.i18n import lazy_gettext
from core.intake import whole
from core.training.models import TrainingClass
from core.web import actor, go_to, needs, page
from plugins.quizzes.forms.papers import PaperForm, QuickForm
from plugins.quizzes.queries import bank_choice
from plugins.quizzes.queries import papers as queries
from plugins.quizzes.services import papers as services
from plugins.quizzes.services.quick_papers import Quick
from plugins.quizzes.services.quick_papers import quick_paper as write_quick
from plugins.quizzes.terms import DRAW_WORDS, NAME, Draw
from plugins.quizzes.views.blueprint import blueprint, say, subnav
from plugins.quizzes.views.paper_page import paper_page

ONE = "/papers/<int:paper_id>"
SOURCE_WORDS = {
    "all": lazy_gettext("整个题库"),
    "topic": lazy_gettext("专题：%(topic)s"),
    "import": lazy_gettext("本班导入：%(name)s"),
}


@blueprint.get("/papers")
@needs("quizzes.plan")
def papers() -> Response:
    """Every paper of the class, the newest first."""
    return page(
        "quizzes/papers/list.html",
        papers=queries.papers_of(this_class().id),
        draws={one.value: words for one, words in DRAW_WORDS.items()},
        pages=subnav("papers"),
    )


@blueprint.get(ONE)
@needs("quizzes.plan")
def paper(paper_id: int) -> Response:
    """One paper: its sections and questions, and what it still lacks."""
    found = queries.paper_by_id(this_class().id, paper_id)
    return page("quizzes/papers/paper.html", **paper_page(found))


@blueprint.route("/papers/new", methods=["GET", "POST"])
@needs("quizzes.plan")
def paper_new() -> Response:
    """Lays down a paper whose questions are chosen, or drawn by rule."""
    form = PaperForm()
    if form.validate_on_submit():
        try:
            made = services.add_paper(this_class(), form.details(), by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            return go_to(url_for(".paper", paper_id=made.id))
    elif request.args.get("draw") in set(Draw):
        form.draw.data = request.args["draw"]
    status = 422 if form.errors or form.form_errors else 200
    return page("quizzes/papers/edit.html", status, form=form, paper=None)


@blueprint.route(f"{ONE}/edit", methods=["GET", "POST"])
@needs("quizzes.plan")
def paper_edit(paper_id: int) -> Response:
    """Changes how a paper is headed, scored and shown."""
    found = queries.paper_by_id(this_class().id, paper_id)
    form = PaperForm()
    if form.validate_on_submit():
        try:
            services.change_paper(found, form.details(), by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("已保存。"), "success")
            return go_to(url_for(".paper", paper_id=found.id))
    elif request.method == "GET":
        form.show(found)
    status = 422 if form.errors or form.form_errors else 200
    return page("quizzes/papers/edit.html", status, form=form, paper=found)


@blueprint.route("/papers/quick", methods=["GET", "POST"])
@needs("quizzes.plan")
def paper_quick() -> Response:
    """A paper in one press: so many of each kind."""
    found, form = this_class(), _quick_form()
    if form.validate_on_submit():
        quick = Quick(form.title.data, form.source.data or "", form.wanted(), secrets.token_hex(8))
        try:
            made = write_quick(found, quick, by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("试卷已组好，请看一遍，不合适的题可以换掉。"), "success")
            return go_to(url_for(".paper", paper_id=made.id))
    status = 422 if form.errors or form.form_errors else 200
    return page("quizzes/papers/quick.html", status, form=form)


def _quick_form() -> QuickForm:
    """The form with what the chosen source holds."""
    form, found = QuickForm(), this_class()
    if request.method == "GET":
        form.source.data = request.args.get("source", "")
        form.title.data = request.args.get("title") or _("%(name)s测验", name=found.name)
    offered = bank_choice.offered_by(found.id, form.source.data or "")
    sources = [(one.key, one.title) for one in bank_choice.sources(found.id, SOURCE_WORDS)]
    form.offer(sources, bank_choice.counts_by_kind(offered))
    if request.method == "GET" and (form.source.data or "").startswith("import:"):
        form.take_all(bank_choice.usual_points(offered))  # what was just sent is meant as a paper
    return form


@blueprint.post(f"{ONE}/delete")
@needs("quizzes.plan")
def paper_delete(paper_id: int) -> Response:
    """Removes a paper that no sitting uses."""
    found = queries.paper_by_id(this_class().id, paper_id)
    title = found.title
    try:
        services.delete_paper(found, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
        return go_to(url_for(".paper", paper_id=paper_id))
    flash(_("“%(title)s”已删除。", title=title), "success")
    return go_to(url_for(".papers"))


@blueprint.get("/papers/copy")
@needs("quizzes.plan")
def paper_copy() -> Response:
    """First the class, then the paper."""
    classes = _classes()
    chosen = request.args.get("source", 0, type=whole)
    source = next((one for one in classes if one.id == chosen), None)
    held = queries.papers_of(source.id) if source else []
    return page("quizzes/papers/copy.html", classes=classes, source=source, papers=held)


@blueprint.post("/papers/copy")
@needs("quizzes.plan")
def paper_copy_here() -> Response:
    """Lays the chosen paper down here once more."""
    wanted = request.form.get("source", 0, type=whole)
    source = next((one for one in _classes() if one.id == wanted), None)
    if source is None:
        raise NotFound
    pattern = queries.paper_by_id(source.id, request.form.get("paper", 0, type=whole))
    try:
        made = services.copy_paper(pattern, this_class(), by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
        return go_to(url_for(".papers"))
    flash(_("已复制。"), "success")
    return go_to(url_for(".paper", paper_id=made.id))


def _classes() -> list[TrainingClass]:
    """The classes whose papers the person who asks may see, this one too; not where all this is off."""
    seen = visible_classes(current_user.id, everything=current_user.is_administrator)
    return [one for one in seen if may("quizzes.plan", one.id) and plugins.is_on(NAME, one.id)]
