"""教学点: the library of sites, which all classes share, seen from within a class."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for

from core import clock
from core.access.guard import this_class
from core.errors import Refused
from core.i18n import gettext as _
from core.web import actor, go_to, needs, page
from plugins.field_teaching.forms.sites import NoteForm, SiteForm
from plugins.field_teaching.models import Site
from plugins.field_teaching.queries import sites as queries
from plugins.field_teaching.rules.coordinates import Point
from plugins.field_teaching.rules.hours import opening_words
from plugins.field_teaching.rules.hours_text import hours_in
from plugins.field_teaching.rules.sites import SiteDetails
from plugins.field_teaching.services import sites as services
from plugins.field_teaching.views.blueprint import blueprint, say, subnav
from plugins.field_teaching.views.site_page import opening_of, site_page

ONE = "/sites/<int:site_id>"


@blueprint.get("/sites")
@needs("field_teaching.view")
def sites() -> Response:
    """Every site, those that are retired apart."""
    today = clock.today(this_class().zone)
    lines = queries.site_lines(today)
    return page(
        "field_teaching/sites/list.html",
        lines=[one for one in lines if one.site.retired_at is None],
        retired=[one for one in lines if one.site.retired_at is not None],
        opening={one.site.id: opening_of(one.site) for one in lines},
        pages=subnav("sites"),
    )


@blueprint.get(ONE)
@needs("field_teaching.view")
def site(site_id: int) -> Response:
    """All that is known of a site, for whoever plans and for whoever stands there."""
    return site_page(queries.site_by_id(site_id), NoteForm(formdata=None))


@blueprint.route("/sites/new", methods=["GET", "POST"])
@needs("field_teaching.plan")
def site_new() -> Response:
    """Takes a site into the library."""
    form = SiteForm()
    if form.validate_on_submit():
        try:
            made = services.add_site(this_class(), form.details(), by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            return _kept(made.id, form)
    return _form_page(form, None)


@blueprint.route(f"{ONE}/edit", methods=["GET", "POST"])
@needs("field_teaching.plan")
def site_edit(site_id: int) -> Response:
    """Changes a site; who saw an old version is told, and overwrites nothing unknowingly."""
    found, form = queries.site_by_id(site_id), SiteForm()
    before, met = queries.details_of(found), []
    if form.validate_on_submit():
        try:
            _change(site_id, form, before)
        except Refused as refused:
            form.take(refused)
            met = _met(refused, site_id, form)
        else:
            return _kept(site_id, form)
    elif request.method == "GET":
        form.show(before, services.version_of(found))
    return _form_page(form, found, met)


def _change(site_id: int, form: SiteForm, before: SiteDetails) -> None:
    details, seen = form.details(before.place), form.seen.data or ""
    services.change_site(this_class(), site_id, details, seen=seen, by=actor(), at=clock.now())


def _met(refused: Refused, site_id: int, form: SiteForm) -> list[tuple[str, str]]:
    """What somebody else wrote meanwhile; from now on the form has seen it."""
    if "site_met" not in refused.codes:
        return []
    found = queries.site_by_id(site_id)
    form.seen.data = services.version_of(found)
    return form.other_than(queries.details_of(found))


def _kept(site_id: int, form: SiteForm) -> Response:
    unread = hours_in(form.opening.data or "").unread
    if unread:
        words = _(
            "开放时间里“%(words)s”没有看懂，已原样记作说明，排行程时请自行核对。", words=unread
        )
        flash(words, "warning")
    flash(_("教学点已保存。"), "success")
    return go_to(url_for(".site", site_id=site_id))


def _form_page(
    form: SiteForm, found: Site | None, met: list[tuple[str, str]] | None = None
) -> Response:
    status = 409 if met else 422 if form.errors else 200
    return page(
        "field_teaching/sites/edit.html",
        status,
        form=form,
        site=found,
        met=met or [],
        read=_read(form),
    )


@blueprint.post("/sites/words")
@needs("field_teaching.plan")
def site_words() -> Response:
    """What is understood of the hours and of the place while somebody types."""
    return page(
        "field_teaching/sites/_read.html", read=_read(SiteForm()), part=request.args.get("part")
    )


def _read(form: SiteForm) -> dict[str, Any]:
    opening = hours_in(form.opening.data or "")
    try:
        place = form.place()
    except Refused:
        place = None
    return {"hours": opening_words(opening.hours, ""), "unread": opening.unread, "place": place}


@blueprint.post(f"{ONE}/here")
@needs("field_teaching.plan")
def site_here(site_id: int) -> Response:
    """Sets a site to where the phone stands, as its browser says."""
    try:
        here = Point(float(request.form["latitude"]), float(request.form["longitude"]))
    except (KeyError, ValueError):
        here = Point(float("nan"), float("nan"))
    try:
        services.set_here(this_class(), site_id, here, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    else:
        flash(_("位置已记下。"), "success")
    return go_to(url_for(".site", site_id=site_id))


@blueprint.post(f"{ONE}/retire")
@needs("field_teaching.plan")
def site_retire(site_id: int) -> Response:
    """Takes a site out of what may be chosen."""
    try:
        services.retire(this_class(), site_id, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    else:
        flash(_("已停用，以后排行程时不再出现；已排的行程不变。"), "success")
    return go_to(url_for(".site", site_id=site_id))


@blueprint.post(f"{ONE}/take-up")
@needs("field_teaching.plan")
def site_take_up(site_id: int) -> Response:
    """Lets a retired site be chosen again."""
    try:
        services.take_up(this_class(), site_id, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    else:
        flash(_("已恢复使用。"), "success")
    return go_to(url_for(".site", site_id=site_id))


@blueprint.post(f"{ONE}/delete")
@needs("field_teaching.plan")
def site_delete(site_id: int) -> Response:
    """Takes a site out for good that was never used."""
    try:
        services.delete_site(this_class(), site_id, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
        return go_to(url_for(".site", site_id=site_id))
    flash(_("教学点已删除。"), "success")
    return go_to(url_for(".sites"))


@blueprint.post(f"{ONE}/notes")
@needs("field_teaching.plan")
def site_note(site_id: int) -> Response:
    """Keeps a note for whoever goes there next."""
    found, form = queries.site_by_id(site_id), NoteForm()
    if form.validate_on_submit():
        try:
            body = form.body.data or ""
            services.add_note(this_class(), found.id, body, by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            return go_to(url_for(".site", site_id=found.id, _anchor="notes"))
    return site_page(found, form)
