"""行程: the outings of a class, and the page of one with its way."""

from __future__ import annotations

from flask import Response, current_app, flash, request, url_for

from core import clock
from core.access.guard import this_class
from core.errors import Refused
from core.i18n import gettext as _
from core.intake import day_in
from core.timetable.queries import lessons_of
from core.timetable.rules import LessonKind
from core.web import actor, go_to, needs, page
from plugins.field_teaching.forms.outings import OutingForm
from plugins.field_teaching.queries.feeds import class_feed_path
from plugins.field_teaching.queries.outings import outing_by_id, outings_of
from plugins.field_teaching.queries.planning import planning_of
from plugins.field_teaching.services import fitting
from plugins.field_teaching.services import outings as services
from plugins.field_teaching.views.blueprint import blueprint, say, subnav
from plugins.field_teaching.views.way_page import outing_cards, spot_of, way_page

ONE = "/outings/<int:outing_id>"


@blueprint.get("/")
@needs("field_teaching.view")
def index() -> Response:
    """Every outing of the class by day, and what to do where there is none."""
    found = this_class()
    outings = outings_of(found.id)
    planning = planning_of(found, outings)
    taken = {one.held_on for one in outings}
    open_days = {
        one.held_on
        for one in planning.lessons
        if one.kind == LessonKind.FIELD and one.held_on and one.cancelled_at is None
    } - taken
    return page(
        "field_teaching/index.html",
        cards=outing_cards(planning, outings),
        open_days=sorted(open_days),
        feed=_base() + class_feed_path(found, str(current_app.config["SECRET_KEY"])),
        pages=subnav("index"),
    )


def _base() -> str:
    """The address of this installation, for links that other programs follow."""
    known: str = current_app.config["JIXUN"].public_url
    return known or request.url_root.rstrip("/")


@blueprint.get(ONE)
@needs("field_teaching.view")
def outing(outing_id: int) -> Response:
    """One outing: its way in both plans and in every order, its clashes, what is not yet told."""
    found = outing_by_id(this_class().id, outing_id)
    return page("field_teaching/outings/outing.html", **way_page(spot_of(found)))


@blueprint.route("/outings/new", methods=["GET", "POST"])
@needs("field_teaching.plan")
def new_outing() -> Response:
    """Lays down a day on the road."""
    found = this_class()
    form = OutingForm().offer(lessons_of(found.id), found.zone)
    if form.validate_on_submit():
        try:
            made = services.add_outing(found, form.details(), by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            return go_to(url_for(".outing", outing_id=made.id))
    elif request.method == "GET":
        next_day = min(max(found.starts_on, clock.today(found.zone)), found.ends_on)
        form.held_on.data = day_in(request.args.get("day")) or next_day
    status = 422 if form.errors else 200
    return page("field_teaching/outings/edit.html", status, form=form, outing=None)


@blueprint.route(f"{ONE}/edit", methods=["GET", "POST"])
@needs("field_teaching.plan")
def edit_outing(outing_id: int) -> Response:
    """Changes title, day, dress and the like; on another day every stop keeps its clock time."""
    found = outing_by_id(this_class().id, outing_id)
    form = OutingForm().offer(lessons_of(found.class_id), this_class().zone)
    if form.validate_on_submit():
        try:
            services.change_outing(found, form.details(), by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("已保存。"), "success")
            return go_to(url_for(".outing", outing_id=found.id))
    elif request.method == "GET":
        form.show(found)
    status = 422 if form.errors else 200
    return page("field_teaching/outings/edit.html", status, form=form, outing=found)


@blueprint.post(f"{ONE}/delete")
@needs("field_teaching.plan")
def delete_outing(outing_id: int) -> Response:
    """Removes an outing that was laid down by mistake."""
    found = outing_by_id(this_class().id, outing_id)
    title = found.title
    try:
        services.delete_outing(found, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
        return go_to(url_for(".outing", outing_id=outing_id))
    flash(_("“%(title)s”已删除。", title=title), "success")
    return go_to(url_for(".index"))


@blueprint.post("/outings/from-timetable")
@needs("field_teaching.plan")
def from_timetable() -> Response:
    """Lays down an outing for every day with field lessons."""
    try:
        made = fitting.outings_from_timetable(this_class(), by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    else:
        words = _("按课表建好 %(n)d 次行程，请补上集合和返回的时间。", n=len(made))
        flash(words, "success")
    return go_to(url_for(".index"))


@blueprint.post(f"{ONE}/lessons/<int:lesson_id>/<any(follow, keep):how>")
@needs("field_teaching.plan")
def answer_lesson(outing_id: int, lesson_id: int, how: str) -> Response:
    """Follows a lesson that the timetable has moved, or leaves the way as it is."""
    found = outing_by_id(this_class().id, outing_id)
    act = fitting.follow_lesson if how == "follow" else fitting.keep_times
    try:
        act(found, lesson_id, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    return go_to(url_for(".outing", outing_id=outing_id))
