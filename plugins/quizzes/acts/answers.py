"""What a trainee's phone sends of a paper: untrusted until every part of it is read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app

from core.contributions import OutboxAct
from core.errors import NotFound, Problem, Refused
from core.i18n import lazy_gettext as _
from core.outbox.terms import ArrivedAct
from plugins.quizzes.queries.attempts import attempt_of
from plugins.quizzes.rules import stamps
from plugins.quizzes.services import saving, writing

MOST = 2**31 - 1


def answer_acts() -> list[OutboxAct]:
    """An answer, leaving the page, and sending the paper."""
    return [
        OutboxAct("quizzes.answer", _("测验答案"), take_answer),
        OutboxAct("quizzes.away", _("离开测验页面"), take_away),
        OutboxAct("quizzes.send", _("交卷"), take_send),
    ]


def take_answer(act: ArrivedAct) -> None:
    """Takes one answer."""
    said = saving.Saying(
        act.id,
        _number(act, "attempt"),
        act.enrolment_id,
        _number(act, "number"),
        act.payload.get("given"),
        _said_at(act),
        act.device,
    )
    saving.take_answer(said, by=act.by, at=act.arrived_at)


def take_away(act: ArrivedAct) -> None:
    """Takes that the page was left, and for how long."""
    saving.take_away(_number(act, "attempt"), act.enrolment_id, _number(act, "seconds", 0))


def take_send(act: ArrivedAct) -> None:
    """Takes that the paper was sent where there was no signal."""
    try:
        attempt = attempt_of(_number(act, "attempt"), act.enrolment_id)
    except NotFound:
        raise Refused(Problem("no_attempt", _("没有这份答卷，没有记录。"))) from None
    writing.send(attempt, writing.Form({}, None, _said_at(act)), by=act.by, at=act.arrived_at)


def _said_at(act: ArrivedAct) -> datetime | None:
    """What the act proves of when it was made; the phone's own clock proves nothing."""
    key = str(current_app.config["SECRET_KEY"])
    sent = act.payload
    return stamps.said_at(key, _number(act, "attempt"), sent.get("stamp"), sent.get("elapsed"))


def _number(act: ArrivedAct, name: str, least: int = 1) -> int:
    found: Any = act.payload.get(name)
    if type(found) is not int or not least <= found <= MOST:
        raise Refused(Problem("torn", _("答案的内容不完整，没有记录。请刷新答题页再答一次。")))
    return found
