"""The page behind the hall's QR: a scan becomes a claim, a tap becomes a mark."""

from __future__ import annotations

import secrets
from datetime import datetime

from flask import Blueprint, Response, current_app, request, url_for

from core import clock
from core.attendance import codes
from core.attendance.answers import (
    SCAN_COOKIE,
    holder_secret,
    met,
    read_claim,
    refusal_page,
    result,
    secret,
    this_phone,
)
from core.attendance.queries import Phone, Scan, scan_of, step_of
from core.attendance.services import (
    LESSON_UNKNOWN,
    admission_problems,
    check_in,
    check_out,
    check_out_problems,
    note_refusal,
    receipt_of,
)
from core.audit import Actor
from core.errors import Problem, Refused
from core.web import csrf, go_to, page, public

blueprint = Blueprint("attendance_public", __name__)


@blueprint.get("/s/<code>")
@public
def scan(code: str) -> Response:
    """Turns the code of now into a claim; no mark changes before the tap."""
    at, phone = clock.now(), this_phone()
    named = codes.public_id_of(code)
    seen = scan_of(named, phone) if named else None
    read = codes.read_code(
        lambda _id: secret() if seen else None,
        code,
        at,
        step_of(seen),
        seen.policy.code_accept_previous if seen else 1,
    )
    if isinstance(read, Problem) or seen is None:
        return refused(seen, phone, [read if isinstance(read, Problem) else codes.INVALID])
    if phone is None:
        return to_binding(read.public_id)
    return offer(seen, phone, codes.sign_claim(holder_secret(phone.device), read.public_id, at), at)


@blueprint.get("/s/")
@public
def claimed() -> Response:
    """Where a phone comes back to after its first identification, with the claim of its scan."""
    phone, token = this_phone(), request.args.get("claim", "")
    if phone is None:
        return go_to(url_for("access_phone.bind", next=request.full_path))
    claim = read_claim(token, phone.device)
    if isinstance(claim, Problem):
        return refused(None, phone, [claim])
    seen = scan_of(claim.public_id, phone)
    if seen is None:
        return refused(None, phone, [LESSON_UNKNOWN])
    return offer(seen, phone, token, claim.scanned_at)


@blueprint.post("/s/")
@public
def tap() -> Response:
    """The tap: the mark is on disk before this answers."""
    token = request.form.get("claim", "")
    found = met(token)
    if found is None:
        return go_to(url_for("access_phone.bind", next=url_for(".claimed", claim=token)))
    phone, claim, seen = found
    act = check_out if request.form.get("act") == "out" else check_in
    by = Actor("trainee", phone.person_id, phone.name)
    try:
        receipt = act(phone, claim, seen, by=by, at=clock.now())
    except Refused as error:
        return refusal_page(error)
    return result(receipt)


# The claim is signed for this very phone: nobody else can make a page that posts one.
csrf.exempt(tap)


def to_binding(public_id: str) -> Response:
    """Sends an unknown phone to identify itself first; its claim waits in `next`."""
    holder = request.cookies.get(SCAN_COOKIE) or secrets.token_urlsafe(12)
    token = codes.sign_claim(holder_secret(holder), public_id, clock.now())
    answer = go_to(url_for("access_phone.bind", next=url_for(".claimed", claim=token)))
    answer.set_cookie(
        SCAN_COOKIE,
        holder,
        max_age=int(codes.CLAIM_AGE.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return answer


def offer(seen: Scan, phone: Phone, token: str, at: datetime) -> Response:
    """One big button; or at once the mark that stands, or the reason against."""
    standing = receipt_of(seen, phone)
    if standing and (standing.checked_out_at or check_out_problems(seen, at)):
        return result(standing)
    problems = [] if standing else admission_problems(seen, at)
    if problems:
        return refused(seen, phone, problems)
    return page(
        "phone/attendance/claim.html",
        scan=seen,
        class_name=seen.class_name,
        name=phone.name,
        claim=token,
        standing=standing,
    )


def refused(seen: Scan | None, phone: Phone | None, problems: list[Problem]) -> Response:
    """The reason in words; kept where it is known who was turned away from what."""
    error = Refused(problems)
    if phone is not None and seen is not None:
        note_refusal(seen, error, at=clock.now())
    return refusal_page(error)
