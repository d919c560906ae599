"""The one address to which phones send what they did without a signal; it answers in JSON, act by act."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from core import clock
from core.access.guard import OUTBOX, bound_phone, paired_phone, this_class
from core.access.services import note_seen
from core.enrolment.current import this_trainee
from core.errors import Refused
from core.i18n import gettext as _
from core.intake import parts_of
from core.limits import allowed
from core.outbox import rules, services
from core.outbox.terms import LATER, Answer, ArrivedAct
from core.web import actor, csrf, needs

blueprint = Blueprint("outbox_sync", __name__)
MARK = "X-Jixun-Outbox"


@blueprint.post("/outbox/<class_code>/sync")
@needs(OUTBOX)
def sync() -> Response:
    """Takes acts in the order in which they were made, and answers each."""
    if not _is_ours():
        return _told(400, _("发送的内容不完整或格式不对。"))
    if not allowed("120 per minute", "outbox", actor().label):
        return _told(429, _("发送太频繁，稍后会自动重发。"))
    arrived = clock.now()
    try:
        parcel = rules.parcel_of(_body())
    except RequestEntityTooLarge:
        return _told(413, _("一次发送的内容太多。"))
    except Refused as refused:
        return _told(400, str(refused.problems[0]))
    answers = _taken(parcel, arrived)
    _note_seen(arrived)
    return jsonify(
        now=int(arrived.timestamp() * 1000),
        answers=[{"id": one.id, "state": one.state, "message": one.message} for one in answers],
    )


# The page may be a day old, and its token with it; what _is_ours() asks for, no foreign page can send.
csrf.exempt(sync)


def _is_ours() -> bool:
    """Whether a page of ours sent this, by what a foreign page cannot set."""
    origin = request.headers.get("Origin")
    return (
        request.mimetype == "application/json"
        and request.headers.get(MARK) == "1"
        and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        and (origin is None or parts_of(origin).netloc == request.host)
    )


def _body() -> bytes:
    request.max_content_length = rules.MOST_BYTES
    return request.get_data(cache=False)


def _told(status: int, words: str) -> Response:
    answer = jsonify(message=words)
    answer.status_code = status
    return answer


def _taken(parcel: rules.Parcel, arrived: datetime) -> list[Answer]:
    """The answers in order; after the first `later` nothing is taken, so that no act overtakes another."""
    sender = _sender(parcel.device)
    answers: list[Answer] = []
    for sent in parcel.acts:
        if answers and answers[-1].state == LATER:
            answers.append(Answer(sent.id, LATER))
        elif sent.problem is not None:
            answers.append(Answer(sent.id, "refused", str(sent.problem)))
        else:
            answers.append(services.take_act(_arrived(sent, sender, arrived)))
    return answers


def _arrived(sent: rules.Sent, sender: dict[str, Any], arrived: datetime) -> ArrivedAct:
    happened, doubtful = rules.moment_of(sent.age, arrived)
    return ArrivedAct(
        id=sent.id,
        kind=sent.kind,
        payload=sent.payload,
        happened_at=happened,
        arrived_at=arrived,
        seq=sent.seq,
        doubtful_time=doubtful,
        **sender,
    )


def _sender(device: str) -> dict[str, Any]:
    """Who sends, read once: every act that fails makes the session forget what it had read."""
    by, class_id = actor(), this_class().id
    found: dict[str, Any] = {"by": by, "class_id": class_id, "device": device}
    phone, bound = paired_phone(), bound_phone()
    if by.kind == "phone" and phone is not None:
        found |= {"paired_id": phone.id, "device": phone.device}
    elif by.kind == "trainee" and bound is not None:
        found |= {"enrolment_id": this_trainee().id, "device": bound[2]}
    return found


def _note_seen(at: datetime) -> None:
    phone = paired_phone()
    if actor().kind == "phone" and phone is not None:
        note_seen(phone, at=at)
