"""Checking in and out by phone: the fast path, in SQLAlchemy Core, at most eight statements."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from core.attendance import rules
from core.attendance.codes import Claim
from core.attendance.models import AttendanceChange
from core.attendance.queries.scan import Phone, Scan, scan_of
from core.attendance.rules import FlagKind, Mark
from core.attendance.services import writing
from core.attendance.services.admission import LESSON_UNKNOWN, admission_problems
from core.attendance.services.refusals import note_refusal
from core.audit import Actor
from core.errors import Problem, Refused
from core.events import CheckedIn
from core.i18n import lazy_gettext as _
from core.prepared import Prepared
from core.training.terms import LeaveKind, PhoneRule
from core.transaction import announce, brief_transaction

TRIES = 3


@dataclass(frozen=True)
class Receipt:
    """What the trainee is told: the mark that stands and the time it bears; the same for a repeat."""

    scan: Scan
    name: str
    mark: Mark
    leave_kind: LeaveKind | None
    checked_in_at: datetime | None
    checked_out_at: datetime | None = None
    first: bool = True


def check_in(
    phone: Phone,
    claim: Claim | Problem,
    scan: Scan | None = None,
    *,
    by: Actor,
    at: datetime,
    source: str = "scan",
) -> Receipt:
    """Confirms a trainee's presence at the lesson of a claim; the mark bears the time of the scan.

    `at` is when the tap arrived, `scan` what was read of the claim's lesson just now, if it was. Returns
    only after the mark is on disk; a repeat changes nothing and returns the same. Raises Refused, after
    writing the refusal down, with the reason in words.
    """
    if scan is None and not isinstance(claim, Problem):
        scan = scan_of(claim.public_id, phone)
    try:
        if isinstance(claim, Problem):
            raise Refused(claim)
        return _checked_in(scan, phone, claim, by=by, at=at, source=source)
    except Refused as refused:
        note_refusal(scan, refused, at=at)
        raise


def _checked_in(
    scan: Scan | None, phone: Phone, claim: Claim, *, by: Actor, at: datetime, source: str
) -> Receipt:
    for _try in range(TRIES):
        if scan is None:
            raise Refused(LESSON_UNKNOWN)
        if standing := receipt_of(scan, phone):
            return standing
        require(admission_problems(scan, claim.scanned_at))
        written = _written(scan, phone, claim, by=by, at=at, source=source)
        if written:
            return written
        scan = scan_of(claim.public_id, phone)  # somebody was faster: judge by what stands now
    raise Refused(Problem("busy", _("签到没有写入，请再点一次。")))


def receipt_of(scan: Scan, phone: Phone) -> Receipt | None:
    """The answer to a repeat, where a real presence already stands."""
    if scan.mark is None or not rules.is_here(Mark(scan.mark)):
        return None
    return Receipt(
        scan,
        phone.name,
        Mark(scan.mark),
        None,
        scan.checked_in_at,
        scan.checked_out_at,
        first=False,
    )


def require(problems: list[Problem]) -> None:
    """Refuses an act that anything stands against."""
    if problems:
        raise Refused(problems)


def _written(
    scan: Scan, phone: Phone, claim: Claim, *, by: Actor, at: datetime, source: str
) -> Receipt | None:
    """The one write of a check-in; None where the row changed since it was read."""
    window = scan.window
    earned = rules.mark_at(window, claim.scanned_at) if window else None
    if earned is None:
        return None
    before = Mark(scan.mark) if scan.mark else None
    mark = rules.mark_after_check_in(before, earned)
    kind = LeaveKind(scan.leave_kind) if scan.leave_kind and mark is Mark.ON_LEAVE else None
    receipt = Receipt(scan, phone.name, mark, kind, claim.scanned_at)
    if mark is before:
        return replace(receipt, checked_in_at=scan.checked_in_at, first=False)
    values = {
        "class_id": scan.class_id,
        "lesson_id": scan.lesson_id,
        "enrolment_id": scan.enrolment_id,
        "mark": mark.value,
        "checked_in_at": claim.scanned_at,
        "source": source,
        "binding_id": phone.binding_id,
        "nonce": claim.nonce,
        "received_at": at,
    }
    change = change_of(scan, phone, mark, by=by, at=at, source=source)
    flags = _flags(scan, at)
    with brief_transaction() as connection:
        if not writing.put_arrival(connection, values, scan.attendance_id, scan.mark):
            return None
        CHANGE.first(connection, change)
        if flags:
            connection.execute(writing.flag_insert(connection), flags)
        if rules.is_here(mark):
            announce(CheckedIn(scan.class_id, at, scan.lesson_id, scan.enrolment_id, mark.value))
    return receipt


CHANGE = Prepared(insert(AttendanceChange.__table__))  # type: ignore[arg-type]


def change_of(
    scan: Scan, phone: Phone, mark: Mark, *, by: Actor, at: datetime, source: str
) -> dict[str, Any]:
    """The row of the journal of marks that goes with a mark made by phone."""
    return {
        "class_id": scan.class_id,
        "lesson_id": scan.lesson_id,
        "enrolment_id": scan.enrolment_id,
        "from_mark": scan.mark,
        "to_mark": mark.value,
        "leave_kind": None,
        "why": "",
        "by": by.label,
        "by_name": by.name,
        "at": at,
        "source": source,
        "device": phone.device,
    }


def _flags(scan: Scan, at: datetime) -> list[dict[str, Any]]:
    """What a person should look at, by the class's policy; at most one row of each kind."""
    raised: list[tuple[FlagKind, str]] = []
    if scan.shared_with and scan.policy.one_person_per_phone is PhoneRule.FLAG:
        raised.append((FlagKind.SHARED_PHONE, scan.shared_with))
    unknown = scan.other_phone and not scan.other_phone_known
    if unknown and scan.policy.one_phone_per_person is PhoneRule.FLAG:
        raised.append((FlagKind.SECOND_PHONE, ""))
    return [
        {
            "class_id": scan.class_id,
            "lesson_id": scan.lesson_id,
            "enrolment_id": scan.enrolment_id,
            "kind": kind.value,
            "detail": detail,
            "raised_at": at,
            "settled_at": None,
            "settled_by": "",
            "outcome": "",
        }
        for kind, detail in raised
    ]
