"""What scanning and typing share: which phone asks, what its claims are signed with, how it is answered."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from flask import Response, current_app, render_template, request
from markupsafe import escape

from core import clock
from core.access.guard import bound_phone, claimed_phone
from core.attendance import codes
from core.attendance.marks import Mark
from core.attendance.queries import Phone, Scan, meeting_of
from core.attendance.services import Receipt
from core.errors import Problem, Refused
from core.i18n import get_locale
from core.training.terms import LeaveKind
from core.web import page, whole_page
from core.wording import stamp

SCAN_COOKIE = "jixun_scan"
"""Ties a claim to the phone that scanned, while nobody knows yet whose phone it is."""


def this_phone() -> Phone | None:
    """The bound phone that asks, or None."""
    found = bound_phone()
    return Phone(*found) if found else None


def met(token: str) -> tuple[Phone, codes.Claim | Problem, Scan | None] | None:
    """The phone that taps, its claim, and how it meets the lesson; None: nobody knows this phone.

    One statement where all is well. What is wrong with the claim or the lesson is the service's to say.
    """
    held = claimed_phone()
    if held is None:
        return None
    claim = read_claim(token, held[1])
    found = None if isinstance(claim, Problem) else meeting_of(claim.public_id, *held)
    if found is not None:
        return found[0], claim, found[1]
    phone = this_phone()
    return None if phone is None else (phone, claim, None)


def secret() -> bytes:
    """What codes and claims are signed with."""
    key: str = current_app.config["SECRET_KEY"]
    return key.encode()


def holder_secret(holder: str) -> bytes:
    """What the claims of one phone are signed with."""
    return codes.held_by(secret(), holder)


def read_claim(token: str, device: str) -> codes.Claim | Problem:
    """A claim made on this very phone, before or after it was bound."""
    at = clock.now()
    claim = codes.read_claim(holder_secret(device), token, at)
    scanned_as = request.cookies.get(SCAN_COOKIE)
    if isinstance(claim, Problem) and claim.code == "claim_invalid" and scanned_as:
        return codes.read_claim(holder_secret(scanned_as), token, at)
    return claim


def result(receipt: Receipt) -> Response:
    """The answer, large; the same for a repeat."""
    scan = receipt.scan
    known = Same(
        *(str(get_locale()), request.cookies.get("care", ""), request.script_root),
        *(scan.class_name, scan.class_code, scan.title, scan.place),
        *(receipt.mark, receipt.leave_kind, receipt.checked_out_at is not None),
    )
    text = _drawn(known).replace(NAME, escape(receipt.name))
    for blank, moment in ((IN_AT, receipt.checked_in_at), (OUT_AT, receipt.checked_out_at)):
        text = text.replace(blank, stamp(moment, scan.zone) if moment else "")
    return whole_page(text)


class Same(NamedTuple):
    """What the answers of a hall have in common: 120 people at the door get one page, drawn once."""

    locale: str
    care: str
    root: str
    class_name: str
    class_code: str
    title: str
    place: str
    mark: Mark
    leave_kind: LeaveKind | None
    checked_out: bool


NAME, IN_AT, OUT_AT = "\0name\0", "\0in\0", "\0out\0"
"""Where each answer differs; no text that was typed or stored can hold these."""


@lru_cache(maxsize=256)
def _drawn(same: Same) -> str:
    blanks = {"name": NAME, "in_at": IN_AT, "out_at": OUT_AT if same.checked_out else ""}
    return render_template("phone/attendance/result.html", **same._asdict(), **blanks)


def refusal_page(error: Refused) -> Response:
    """A check-in that was turned away, with what to do."""
    return page("phone/attendance/refused.html", 409, problems=error.problems, class_name="")
