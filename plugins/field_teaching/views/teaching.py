"""What came of the stops: 心得, pledges, ratings; and what is given to read before and after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request, url_for

from core import clock, files
from core.access.guard import may, this_class
from core.enrolment.queries import groups_of, units_of
from core.errors import Refused
from core.i18n import gettext as _
from core.intake import whole
from core.web import actor, download, go_to, needs, page
from core.workbooks import XLSX
from plugins.field_teaching.forms.teaching import MaterialForm, WhyForm
from plugins.field_teaching.printing import reflections as papers
from plugins.field_teaching.printing import summary as summaries
from plugins.field_teaching.queries import teaching as queries
from plugins.field_teaching.queries.outings import stop_by_id
from plugins.field_teaching.services import teaching as services
from plugins.field_teaching.views.blueprint import blueprint, say, subnav

PDF = "application/pdf"


@blueprint.get("/teaching")
@needs("field_teaching.reflections")
def teaching() -> Response:
    """Every teach stop with its 心得, pledges and ratings."""
    found = this_class()
    return page(
        "field_teaching/teaching/index.html",
        rows=queries.taught_stops(found.id),
        may_edit=may("field_teaching.plan", found.id) and not found.is_frozen,
        pages=subnav("teaching"),
    )


@blueprint.route("/stops/<int:stop_id>/material", methods=["GET", "POST"])
@needs("field_teaching.plan")
def material(stop_id: int) -> Response:
    """Topic, material, question and activity of a stop."""
    stop = stop_by_id(this_class().id, stop_id)
    form = MaterialForm(obj=stop)
    if form.validate_on_submit():
        try:
            services.set_material(stop, form.material(), by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("学习内容已保存。"), "success")
            return go_to(url_for("field_teaching.teaching"))
    status = 422 if form.errors or form.form_errors else 200
    return page(
        "field_teaching/teaching/material.html",
        status,
        form=form,
        stop=stop,
        pages=subnav("teaching"),
    )


@blueprint.get("/stops/<int:stop_id>/reflections")
@needs("field_teaching.reflections")
def reflections(stop_id: int) -> Response:
    """The 心得 of a stop to read, by group and unit."""
    found, stop = this_class(), stop_by_id(this_class().id, stop_id)
    group = request.args.get("group", type=whole)
    unit = request.args.get("unit", type=whole)
    every = queries.written_at(stop.id)
    return page(
        "field_teaching/teaching/reflections.html",
        stop=stop,
        every=len(every),
        written=[one for one in every if _wanted(one, group, unit)],
        groups=[(one.id, one.name) for one in groups_of(found.id)],
        units=[(one.id, one.name) for one in units_of(found.id)],
        group=group,
        unit=unit,
        may_edit=may("field_teaching.plan", found.id) and not found.is_frozen,
        form=WhyForm(formdata=None),
        pages=subnav("teaching"),
    )


def _wanted(one: queries.Written, group: int | None, unit: int | None) -> bool:
    who = one.enrolment
    return (group is None or who.group_id == group) and (unit is None or who.unit_id == unit)


@blueprint.post("/reflections/<int:reflection_id>/hide")
@needs("field_teaching.plan")
def hide_reflection(reflection_id: int) -> Response:
    """Keeps one out, with the reason."""
    why = WhyForm().why.data or ""
    return _done(reflection_id, services.hide, _("已不展示，作者看得到原因。"), why=why)


@blueprint.post("/reflections/<int:reflection_id>/show")
@needs("field_teaching.plan")
def show_reflection(reflection_id: int) -> Response:
    """Shows it again."""
    return _done(reflection_id, services.show, _("已恢复展示。"))


@blueprint.post("/reflections/<int:reflection_id>/choose")
@needs("field_teaching.plan")
def choose_reflection(reflection_id: int) -> Response:
    """Puts one into the booklet, or takes it out."""
    chosen = request.form.get("chosen") == "1"
    words = _("已选入文集。") if chosen else _("已移出文集。")
    return _done(reflection_id, services.choose, words, chosen=chosen)


def _done(reflection_id: int, act: Callable[..., Any], words: str, **values: Any) -> Response:
    found = queries.reflection_by_id(this_class().id, reflection_id)
    try:
        act(found, **values, by=actor(), at=clock.now())
        flash(words, "success")
    except Refused as refused:
        say(refused)
    return go_to(
        url_for(
            "field_teaching.reflections", stop_id=found.stop_id, _anchor=f"reflection-{found.id}"
        )
    )


@blueprint.get("/reflections/<int:reflection_id>/photo")
@needs("field_teaching.reflections")
def reflection_photo(reflection_id: int) -> Response:
    """The picture of a 心得."""
    file = queries.photo_of(queries.reflection_by_id(this_class().id, reflection_id))
    return download(files.read(file), file.name, file.media_type, inline=True)


@blueprint.get("/print/reflections.pdf")
@needs("field_teaching.reflections")
def reflections_pdf() -> Response:
    """心得文集: the chosen ones, or all."""
    name = _("%(name)s心得文集.pdf", name=this_class().name)
    return download(papers.booklet(this_class()), name, PDF, inline=True)


@blueprint.get("/print/reflections.xlsx")
@needs("field_teaching.reflections")
def reflections_xlsx() -> Response:
    """Every 心得 as a sheet."""
    name = _("%(name)s心得.xlsx", name=this_class().name)
    return download(papers.sheet(this_class()), name, XLSX)


@blueprint.get("/print/summary.pdf")
@needs("field_teaching.count")
def summary() -> Response:
    """现场教学总结 for the archive."""
    name = _("%(name)s现场教学总结.pdf", name=this_class().name)
    return download(summaries.summary(this_class()), name, PDF, inline=True)
