"""Checking in and out by phone: the fast path, in SQLAlchemy Core, at most eight statements."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from core import clock, plugins
from core.attendance import rules
from core.attendance.codes import Claim
from core.attendance.models import AttendanceChange, RefusedCheckIn
from core.attendance.queries.scan import Phone, Scan, scan_of
from core.attendance.rules import FlagKind, Mark
from core.attendance.services import writing
from core.audit import Actor
from core.db import db
from core.enrolment.models import Enrolment
from core.enrolment.rules import GONE, SHOULD_ATTEND, EnrolmentState
from core.errors import Problem, Refused
from core.events import CheckedIn
from core.i18n import lazy_gettext as _
from core.timetable.models import Lesson
from core.training.rules import State
from core.training.terms import LeaveKind, PhoneRule
from core.transaction import announce, transaction

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
    phone: Phone, claim: Claim | Problem, *, by: Actor, at: datetime, source: str = "scan"
) -> Receipt:
    """Confirms a trainee's presence at the lesson of a claim; the mark bears the time of the scan.

    `at` is when the tap arrived. Returns only after the mark is on disk; a repeat changes nothing and
    returns the same. Raises Refused, after writing the refusal down, with the reason in words.
    """
    public_id = "" if isinstance(claim, Problem) else claim.public_id
    scan = scan_of(public_id, phone) if public_id else None
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
        _require(admission_problems(scan, claim.scanned_at))
        _require(_plugin_problems(scan))
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


def admission_problems(scan: Scan, scanned_at: datetime) -> list[Problem]:
    """Why this trainee may not check in to this lesson, the first reason only; empty if they may."""
    for judge in (_person_problem, _lesson_problem, _time_problem, _phone_problem):
        if problem := judge(scan, scanned_at):
            return [problem]
    return []


LESSON_UNKNOWN = Problem("lesson_unknown", _("没有这节课，请重新扫屏幕上的二维码。"))


def _person_problem(scan: Scan, _at: datetime) -> Problem | None:
    if scan.enrolment_id is None:
        words = _(
            "这是“%(name)s”的课，您不是这个班的学员。如有疑问，请找组织员。", name=scan.class_name
        )
        return Problem("not_a_trainee", words)
    state = EnrolmentState(scan.enrolment_state)
    if state in GONE:
        return Problem("has_left", _("您已不在本班，不能签到。如有疑问，请找组织员。"))
    if state not in SHOULD_ATTEND:
        return Problem("not_approved", _("您的报名还没有审核通过，请找组织员。"))
    if scan.group_id is not None and scan.group_id != scan.own_group_id:
        words = _("这节课只有“%(group)s”参加，请到您自己的课上签到。", group=scan.group_name)
        return Problem("other_group", words)
    return None


def _lesson_problem(scan: Scan, _at: datetime) -> Problem | None:
    if scan.class_state in (State.CLOSED, State.ARCHIVED):
        return Problem("class_closed", _("本班已经结业，不能再签到。"))
    if scan.cancelled_at is not None:
        return Problem("cancelled", _("这节课已经取消，请看今天的课表。"))
    if scan.locked_at is not None:
        return Problem("locked", _("这节课的考勤表已锁定。如果您在现场，请找组织员登记。"))
    if not scan.checks_in:
        return Problem("no_check_in", _("这节课不用签到。"))
    return None


def _time_problem(scan: Scan, at: datetime) -> Problem | None:
    window = scan.window
    if window is None:
        return Problem("no_time", _("这节课还没有定时间，请找组织员登记。"))
    if rules.mark_at(window, at) is not None:
        return None
    local = replace(
        window,
        opens_at=clock.local(window.opens_at, scan.zone),
        closes_at=clock.local(window.closes_at, scan.zone),
    )
    return rules.check_in_refusal(local, at)


def _phone_problem(scan: Scan, _at: datetime) -> Problem | None:
    policy = scan.policy
    if scan.shared_with and policy.one_person_per_phone is PhoneRule.REFUSE:
        words = _("这部手机已经绑定了别的学员，请用自己的手机，或找组织员登记。")
        return Problem("shared_phone", words)
    if scan.other_phone and policy.one_phone_per_person is PhoneRule.REFUSE:
        return Problem("second_phone", _("您已绑定另一部手机，请用那一部签到，或找组织员登记。"))
    return None


def _plugin_problems(scan: Scan) -> list[Problem]:
    if not plugins.is_heard("check_in_problems"):
        return []
    lesson, enrolment = db.session.execute(
        select(Lesson, Enrolment).where(
            Lesson.id == scan.lesson_id, Enrolment.id == scan.enrolment_id
        )
    ).one()
    return plugins.ask(
        "check_in_problems", scan.class_id, lesson=lesson, enrolment=enrolment, place=None
    )


def _require(problems: list[Problem]) -> None:
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
    with transaction() as session:
        if not writing.put_arrival(session, values, scan.attendance_id, scan.mark):
            return None
        session.execute(CHANGE, _change(scan, phone, mark, by=by, at=at, source=source))
        flags = _flags(scan, at)
        if flags:
            session.execute(writing.flag_insert(session), flags)
        if rules.is_here(mark):
            announce(CheckedIn(scan.class_id, at, scan.lesson_id, scan.enrolment_id, mark.value))
    return receipt


CHANGE = insert(AttendanceChange.__table__)  # type: ignore[arg-type]


def _change(
    scan: Scan, phone: Phone, mark: Mark, *, by: Actor, at: datetime, source: str
) -> dict[str, Any]:
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


def check_out(phone: Phone, claim: Claim | Problem, *, by: Actor, at: datetime) -> Receipt:
    """Writes down that a trainee who was there leaves; before the time it becomes 早退.

    A repeat answers the same. Raises Refused, after writing the refusal down.
    """
    scan = None if isinstance(claim, Problem) else scan_of(claim.public_id, phone)
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
    problem = _person_problem(scan, at) or _lesson_problem(scan, at)
    _require([problem] if problem else check_out_problems(scan, claim.scanned_at))
    window = rules.check_out_window_of(scan.ends_at, scan.policy)
    mark = rules.mark_after_check_out(Mark(scan.mark), window, claim.scanned_at) or Mark(scan.mark)
    with transaction() as session:
        if writing.put_departure(session, scan.attendance_id, mark.value, claim.scanned_at):
            change = _change(scan, phone, mark, by=by, at=at, source="check_out")
            session.execute(CHANGE, change)
    after = scan_of(claim.public_id, phone)
    final = receipt_of(after, phone) if after else None
    if final is None:
        raise Refused(Problem("busy", _("签退没有写入，请再点一次。")))
    return final


def check_out_problems(scan: Scan, at: datetime) -> list[Problem]:
    """Why this trainee cannot check out at this moment; empty if they can."""
    if not scan.policy.check_out or scan.ends_at is None:
        return [Problem("no_check_out", _("本班不用签退。"))]
    if scan.mark is None or not rules.is_here(Mark(scan.mark)):
        return [Problem("not_checked_in", _("您还没有签到，不能签退；请找组织员登记。"))]
    window = rules.check_out_window_of(scan.ends_at, scan.policy)
    local = replace(
        window,
        opens_at=clock.local(window.opens_at, scan.zone),
        closes_at=clock.local(window.closes_at, scan.zone),
    )
    problem = rules.check_out_refusal(local, at)
    return [problem] if problem else []


def note_refusal(scan: Scan | None, refused: Refused, *, at: datetime) -> None:
    """Keeps a scan that was turned away, where it is known which class it was for."""
    if scan is None:
        return
    with transaction() as session:
        session.add(
            RefusedCheckIn(
                class_id=scan.class_id,
                lesson_id=scan.lesson_id,
                enrolment_id=scan.enrolment_id,
                code=refused.codes[0][:40],
                message=str(refused.problems[0])[:400],
                at=at,
            )
        )
