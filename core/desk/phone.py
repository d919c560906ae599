"""What a trainee opens most: 今天, the whole timetable, 我的, and the way to the class that runs."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, url_for

from core import clock, plugins
from core.access.guard import TRAINEE, bound_phone, this_class
from core.desk import current
from core.enrolment.current import this_trainee
from core.i18n import gettext as _
from core.notices.phone import unread_count
from core.web import go_to, needs, page, public

blueprint = Blueprint("desk_phone", __name__, url_prefix="/m")


@blueprint.get("/")
@public
def start() -> Response:
    """The address on the wall: to the class that runs, or to the binding, or an explanation."""
    phone = bound_phone()
    if phone is None:
        return go_to(url_for("access_phone.bind"))
    found = current.class_to_open(phone[1], clock.now())
    if found is None:
        return page("phone/desk/nowhere.html", name=phone[3])
    return go_to(url_for(".today", class_code=found.code))


@blueprint.get("/<class_code>/")
@needs(TRAINEE)
def class_start() -> Response:
    """Where links of a class lead."""
    return go_to(url_for(".today"))


@blueprint.get("/<class_code>/today")
@needs(TRAINEE)
def today() -> Response:
    """今天: the lesson of now with its mark and what is due, the day as a line, cards."""
    found, trainee, at = this_class(), this_trainee(), clock.now()
    return page(
        "phone/desk/today.html",
        greeting=_greeting(clock.local(at, found.zone), trainee.name),
        shown=current.today_of(found, trainee, at),
        unread=unread_count(),
        cards=plugins.panels("phone_cards", found.id, enrolment=trainee),
    )


@blueprint.get("/<class_code>/week")
@needs(TRAINEE)
def week() -> Response:
    """本周: every day of the class with its lessons and one's own marks."""
    found = this_class()
    days = current.days_of(found, this_trainee(), clock.now())
    return page("phone/desk/week.html", days=days)


@blueprint.get("/<class_code>/me")
@needs(TRAINEE)
def me() -> Response:
    """我的: hours, leave against its limit, what came of the class, the ways to one's own things."""
    found, trainee = this_class(), this_trainee()
    cards = plugins.panels("phone_cards", found.id, enrolment=trainee) if found.is_frozen else []
    return page(
        "phone/desk/me.html",
        trainee=trainee,
        account=current.account_of(found, trainee),
        cards=cards,
    )


def _greeting(there: datetime, name: str) -> str:
    if there.hour < 12:
        return str(_("%(name)s，上午好", name=name))
    if there.hour < 18:
        return str(_("%(name)s，下午好", name=name))
    return str(_("%(name)s，晚上好", name=name))
