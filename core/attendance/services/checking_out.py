"""Checking out by phone, where the class's policy asks for it."""

from __future__ import annotations

from datetime import datetime

from core.attendance import rules
from core.attendance.codes import Claim
from core.attendance.queries.scan import Phone, Scan, scan_of
from core.attendance.rules import Mark
from core.attendance.services import writing
from core.attendance.services.admission import (
    LESSON_UNKNOWN,
    check_out_problems,
    lesson_problem,
    person_problem,
)
from core.attendance.services.checking_in import (
    CHANGE,
    Receipt,
    change_of,
    receipt_of,
    require,
)
from core.attendance.services.refusals import note_refusal
from core.audit import Actor
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.transaction import transaction


def check_out(
    phone: Phone, claim: Claim | Problem, scan: Scan | None = None, *, by: Actor, at: datetime
) -> Receipt:
    """Writes down that a trainee who was there leaves; before the time it becomes 早退.

    A repeat answers the same. Raises Refused, after writing the refusal down.
    """
    if scan is None and not isinstance(claim, Problem):
        scan = scan_of(claim.public_id, phone)
    try:
        if isinstance(claim, Problem):
            raise Refused(claim)
        return _checked_out(scan, phone, claim, by=by, at=at)
    except Refused as refused:
        note_refusal(scan, refused, at=at)
        raise


def _checked_out(
    scan: Scan | None, phone: Phone, claim: Claim, *, by: Actor, at: datetime
) -> Receipt:
    if scan is None:
        raise Refused(LESSON_UNKNOWN)
    standing = receipt_of(scan, phone)
    if standing and standing.checked_out_at:
        return standing
    problem = person_problem(scan, at) or lesson_problem(scan, at)
    require([problem] if problem else check_out_problems(scan, claim.scanned_at))
    window = rules.check_out_window_of(scan.ends_at, scan.policy)
    mark = rules.mark_after_check_out(Mark(scan.mark), window, claim.scanned_at) or Mark(scan.mark)
    with transaction() as session:
        if writing.put_departure(session, scan.attendance_id, mark.value, claim.scanned_at):
            change = change_of(scan, phone, mark, by=by, at=at, source="check_out")
            CHANGE.first(session.connection(), change)
    after = scan_of(claim.public_id, phone)
    final = receipt_of(after, phone) if after else None
    if final is None:
        raise Refused(Problem("busy", _("签退没有写入，请再点一次。")))
    return final
