"""The hall's screen: the rotating code, drawn by the server; any number of screens show the same."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, jsonify, request, url_for

from core import clock, qr
from core.access.guard import this_class
from core.attendance import codes, rules
from core.attendance.queries import count_of
from core.attendance.views.blueprint import blueprint, this_lesson
from core.i18n import gettext as _
from core.people.names import surname_of
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.web import needs, page
from core.wording import wall


@blueprint.get("/lessons/<int:lesson_id>/screen")
@needs("attendance.mark")
def screen(lesson_id: int) -> Response:
    """The projector's page; it asks for its code again and again."""
    return page(
        "console/attendance/screen.html",
        lesson=this_lesson(lesson_id),
        training_class=this_class(),
        state_url=url_for(".screen_state", lesson_id=lesson_id),
    )


@blueprint.get("/lessons/<int:lesson_id>/screen/state")
@needs("attendance.mark")
def screen_state(lesson_id: int) -> Response:
    """The code of now, how long it is the newest by the server's clock, and who came."""
    answer = jsonify(state_of(this_class(), this_lesson(lesson_id)))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def state_of(training_class: TrainingClass, lesson: Lesson) -> dict[str, Any]:
    """What a screen shows at this moment."""
    at, policy = clock.now(), training_class.policy
    step = policy.code_step_seconds
    key = current_app.config["SECRET_KEY"].encode()
    code = codes.code_at(key, lesson.public_id, at, step)
    count = count_of(lesson, 3 if policy.show_surnames else 0)
    message = _closed_words(training_class, lesson)
    return {
        "svg": qr.svg(_address(code), title=_("签到二维码")),
        "code": codes.typed_code_at(key, lesson.public_id, at, step),
        "remaining_ms": codes.remaining_ms(at, step),
        "step_ms": step * 1000,
        "present": count.here,
        "due": count.due,
        "latest": [surname_of(name) for name in count.latest],
        "message": message,
        "closed": bool(message),
    }


def _address(code: str) -> str:
    known = current_app.config["JIXUN"].public_url
    path = url_for("attendance_public.scan", code=code)
    return f"{known or request.host_url.rstrip('/')}{path}"


def _closed_words(training_class: TrainingClass, lesson: Lesson) -> Any:
    """Why nobody can check in now, for the people in the hall; None while they can."""
    zone = training_class.zone
    if lesson.cancelled_at is not None:
        return _("这节课已经取消")
    if lesson.locked_at is not None or training_class.is_frozen:
        return _("签到已经结束")
    if lesson.starts_at is None or lesson.ends_at is None:
        return _("这节课还没有定时间，不能扫码签到")
    window = rules.window_of(lesson.starts_at, lesson.ends_at, training_class.policy, own(lesson))
    if clock.now() < window.opens_at:
        return _("%(time)s 开始签到", time=wall(window.opens_at, zone))
    leaving = rules.check_out_window_of(lesson.ends_at, training_class.policy)
    open_again = training_class.policy.check_out and leaving.opens_at <= clock.now()
    if clock.now() > window.closes_at and not (open_again and clock.now() <= leaving.closes_at):
        return _("签到已于 %(time)s 结束", time=wall(window.closes_at, zone))
    return None


def own(lesson: Lesson) -> rules.WindowOverrides:
    """What the lesson decides otherwise than its class."""
    return rules.WindowOverrides(
        check_in_opens_before_minutes=lesson.opens_before_minutes,
        late_after_minutes=lesson.late_after_minutes,
        check_in_closes_after_minutes=lesson.closes_after_minutes,
    )
