"""A sitting while it is written: its progress, more time, collecting, and the screen in the hall."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, jsonify, request

from core import clock, qr
from core.access.guard import this_class
from core.i18n import gettext as _
from core.intake import whole
from core.web import actor, needs, page
from core.wording import wall
from plugins.quizzes.models import Sitting
from plugins.quizzes.queries import progress as queries
from plugins.quizzes.queries.sittings import sitting_by_id, stage
from plugins.quizzes.rules.sittings import Stage
from plugins.quizzes.services import attempts_by_staff, collecting, sitting_time
from plugins.quizzes.services.sitting_time import Extra
from plugins.quizzes.views.blueprint import blueprint
from plugins.quizzes.views.sitting_page import live_part, phone_address, seat_part, sitting_page
from plugins.quizzes.views.sittings import ONE, acted


@blueprint.get(ONE)
@needs("quizzes.view")
def sitting(sitting_id: int) -> Response:
    """The page of a sitting; its progress is fetched again every few seconds while it is open."""
    found = _sitting(sitting_id)
    return page("quizzes/sittings/sitting.html", **sitting_page(found))


@blueprint.get(f"{ONE}/progress")
@needs("quizzes.view")
def sitting_progress(sitting_id: int) -> Response:
    """The progress alone; whoever watches sees to it that papers are collected in time."""
    found = _sitting(sitting_id)
    collecting.collect_overdue(found, at=clock.now())
    return page("quizzes/sittings/_progress.html", **live_part(found))


@blueprint.get(f"{ONE}/seats/<int:enrolment_id>")
@needs("quizzes.view")
def sitting_seat(sitting_id: int, enrolment_id: int) -> Response:
    """One trainee in a sitting, for the side of its page."""
    found = _sitting(sitting_id)
    writer = queries.writer_of(found, enrolment_id, clock.now())
    if writer is None:
        abort(404)
    return page("quizzes/sittings/_seat.html", writer=writer, **seat_part(found))


@blueprint.post(f"{ONE}/extra")
@needs("quizzes.plan")
def give_extra(sitting_id: int) -> Response:
    """More time for a person or a group; who writes has it at once."""

    def act(found: Sitting) -> Any:
        extra = _extra()
        moved = sitting_time.give_extra(found, extra, by=actor(), at=clock.now())
        return _(
            "已加 %(n)d 分钟，正在作答的 %(moved)d 人立即生效。", n=extra.minutes or 0, moved=moved
        )

    return acted(sitting_id, act)


@blueprint.post(f"{ONE}/extra/<int:extra_id>/take")
@needs("quizzes.plan")
def take_extra(sitting_id: int, extra_id: int) -> Response:
    """Takes extra time back."""

    def act(found: Sitting) -> Any:
        sitting_time.take_extra(found, extra_id, by=actor(), at=clock.now())
        return _("已取消加时。")

    return acted(sitting_id, act)


@blueprint.post(f"{ONE}/extend")
@needs("quizzes.plan")
def extend(sitting_id: int) -> Response:
    """Lets everybody go on longer."""

    def act(found: Sitting) -> Any:
        minutes = _minutes()
        moved = sitting_time.extend_all(found, minutes, by=actor(), at=clock.now())
        return _(
            "全体延长 %(n)d 分钟，正在作答的 %(moved)d 人同时延长。", n=minutes or 0, moved=moved
        )

    return acted(sitting_id, act)


@blueprint.post(f"{ONE}/close")
@needs("quizzes.plan")
def close(sitting_id: int) -> Response:
    """Closes a sitting now and collects what is being written."""

    def act(found: Sitting) -> Any:
        n = sitting_time.close_early(found, by=actor(), at=clock.now())
        return _("已结束，收回 %(n)d 份正在作答的试卷。", n=n)

    return acted(sitting_id, act)


@blueprint.post(f"{ONE}/reopen")
@needs("quizzes.plan")
def reopen(sitting_id: int) -> Response:
    """Opens a sitting again for some minutes."""

    def act(found: Sitting) -> Any:
        n = sitting_time.reopen_sitting(found, _minutes(), by=actor(), at=clock.now())
        return _("已重新开放，提前收回的 %(n)d 份试卷可以接着答。", n=n)

    return acted(sitting_id, act)


@blueprint.post(f"{ONE}/attempts/<int:attempt_id>/<any(collect, reopen):how>")
@needs("quizzes.plan")
def attempt_act(sitting_id: int, attempt_id: int, how: str) -> Response:
    """Collects one paper now, or lets somebody go on with theirs."""

    def collect(found: Sitting) -> Any:
        attempt = attempts_by_staff.attempt_in(found, attempt_id)
        if attempts_by_staff.collect_attempt(found, attempt, by=actor(), at=clock.now()):
            return _("已收卷。")
        return _("这份试卷已经交了。")

    def reopen_one(found: Sitting) -> Any:
        attempt, why = attempts_by_staff.attempt_in(found, attempt_id), request.form.get("why", "")
        attempts_by_staff.reopen_attempt(
            found, attempt, _minutes(), why, by=actor(), at=clock.now()
        )
        return _("已重新打开，可以接着答 %(n)d 分钟。", n=_minutes() or 0)

    return acted(sitting_id, collect if how == "collect" else reopen_one)


@blueprint.get(f"{ONE}/screen")
@needs("quizzes.view")
def sitting_screen(sitting_id: int) -> Response:
    """The projector's page in the hall."""
    found = _sitting(sitting_id)
    return page(
        "quizzes/sittings/screen.html",
        sitting=found,
        training_class=this_class(),
        address=phone_address(found),
    )


@blueprint.get(f"{ONE}/screen/state")
@needs("quizzes.view")
def sitting_screen_state(sitting_id: int) -> Response:
    """What the screen shows at this moment."""
    found, now = _sitting(sitting_id), clock.now()
    shown, where = queries.progress_of(found, now), phone_address(found)
    answer = jsonify(
        svg=qr.svg(where, title=_("测验二维码")),
        clock=wall(now, this_class().zone),
        left=max(0, int((found.closes_at - now).total_seconds())),
        begun=shown.due - shown.count(queries.Seat.WAITING),
        sent=shown.count(queries.Seat.SENT, queries.Seat.COLLECTED),
        due=shown.due,
        message=_screen_words(found, stage(found, now)),
        open=stage(found, now) is Stage.OPEN,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _screen_words(found: Sitting, now: Stage) -> str:
    zone = this_class().zone
    words: dict[Stage, str] = {
        Stage.DRAFT: _("还没有发布"),
        Stage.COMING: _("%(time)s 开始", time=wall(found.opens_at, zone)),
        Stage.OPEN: _("%(time)s 结束", time=wall(found.closes_at, zone)),
        Stage.OVER: _("测验已经结束"),
    }
    return words[now]


def _sitting(sitting_id: int) -> Sitting:
    return sitting_by_id(sitting_id, this_class().id)


def _minutes() -> int | None:
    """Minutes as typed; None for what is no number, which the services refuse."""
    return request.form.get("minutes", type=whole)


def _extra() -> Extra:
    """For whom: person:12 or group:3."""
    kind, _colon, number = request.form.get("whom", "").partition(":")
    known = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else None
    why = request.form.get("why", "")
    if kind == "person":
        return Extra(_minutes(), enrolment_id=known, why=why)
    return Extra(_minutes(), group_id=known, why=why)
