"""For a phone whose camera fails: six digits from the hall's screen."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, Response, request

from core import clock
from core.access.guard import this_class
from core.attendance import codes, queries
from core.attendance.answers import refusal_page, result, secret, this_phone
from core.attendance.services import check_in, note_wrong_code
from core.audit import Actor
from core.enrolment.current import this_trainee
from core.errors import NotFound, Problem, Refused
from core.i18n import lazy_gettext as _
from core.web import needs, page

blueprint = Blueprint("attendance_phone", __name__, url_prefix="/m/<class_code>")
GUESSES, WITHIN = 10, timedelta(minutes=1)
TOO_MANY = Problem("typed_too_often", _("输错次数太多，请等一分钟再试，或请组织员登记。"), "code")


@blueprint.get("/code")
@needs("trainee.self")
def code() -> Response:
    """The field for the six digits."""
    this_trainee()
    return page("phone/attendance/code.html", problems=[])


@blueprint.post("/code")
@needs("trainee.self")
def typed() -> Response:
    """Checks in by the digits on the screen; typing them is the tap."""
    at, trainee, phone = clock.now(), this_trainee(), this_phone()
    if phone is None:
        raise NotFound
    read = _read(request.form.get("code", ""), trainee.id, at)
    if isinstance(read, Problem):
        note_wrong_code(trainee, read, at=at)
        return page("phone/attendance/code.html", 409, problems=[read])
    claim = codes.Claim(read.public_id, at, f"typed-{at.timestamp():.6f}")
    by = Actor("trainee", phone.person_id, phone.name)
    try:
        return result(check_in(phone, claim, by=by, at=at, source="typed"))
    except Refused as refused:
        return refusal_page(refused)


def _read(written: str, enrolment_id: int, at: datetime) -> codes.ReadCode | Problem:
    found = this_class()
    if queries.wrong_guesses(enrolment_id, at - WITHIN) >= GUESSES:
        return TOO_MANY
    secrets = dict.fromkeys(queries.typed_lessons(found.id, at), secret())
    policy = found.policy
    return codes.read_typed_code(
        secrets, written, at, policy.code_step_seconds, policy.code_accept_previous
    )
