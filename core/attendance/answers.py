"""What scanning and typing share: which phone asks, what its claims are signed with, how it is answered."""

from __future__ import annotations

from flask import Response, current_app, request

from core import clock
from core.access.guard import bound_phone
from core.attendance import codes
from core.attendance.queries import Phone
from core.attendance.services import Receipt
from core.errors import Problem, Refused
from core.web import page

SCAN_COOKIE = "jixun_scan"
"""Ties a claim to the phone that scanned, while nobody knows yet whose phone it is."""


def this_phone() -> Phone | None:
    """The bound phone that asks, or None."""
    found = bound_phone()
    return Phone(*found) if found else None


def secret() -> bytes:
    """What codes and claims are signed with."""
    key: str = current_app.config["SECRET_KEY"]
    return key.encode()


def holder_secret(holder: str) -> bytes:
    """What the claims of one phone are signed with."""
    return codes.held_by(secret(), holder)


def read_claim(token: str, phone: Phone) -> codes.Claim | Problem:
    """A claim made on this very phone, before or after it was bound."""
    at, claim = clock.now(), codes.read_claim(holder_secret(phone.device), token, clock.now())
    scanned_as = request.cookies.get(SCAN_COOKIE)
    if isinstance(claim, Problem) and claim.code == "claim_invalid" and scanned_as:
        return codes.read_claim(holder_secret(scanned_as), token, at)
    return claim


def result(receipt: Receipt) -> Response:
    """The answer, large; the same for a repeat."""
    return page(
        "phone/attendance/result.html",
        receipt=receipt,
        scan=receipt.scan,
        class_name=receipt.scan.class_name,
    )


def refusal_page(error: Refused) -> Response:
    """A check-in that was turned away, with what to do."""
    return page("phone/attendance/refused.html", 409, problems=error.problems, class_name="")
