"""The demonstration class: the project's own spreadsheets through the importers of any organiser."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from flask import current_app
from rich.console import Console
from rich.progress import track
from sqlalchemy import exists, select

from core import clock, config, plugins
from core.access.models import Account
from core.access.services import create_account, give_role
from core.attendance.models import Attendance
from core.attendance.rules import Mark, window_of
from core.attendance.services import mark_by_hand, take_roll
from core.audit import SYSTEM, Actor
from core.db import db
from core.enrolment.models import Enrolment
from core.enrolment.queries import trainees
from core.enrolment.roster import read_roster
from core.enrolment.services import Applied, apply, import_roster, report_in_all
from core.leave.models import LeaveRequest
from core.leave.rules import LeaveKind, LeaveState
from core.leave.services import LeaveAsked, ask_leave, decide, report_back
from core.notices.services import publish
from core.timetable.models import Lesson
from core.timetable.queries import lessons_of, lessons_on
from core.timetable.rules import LessonKind
from core.timetable.services import import_timetable, move_lesson
from core.timetable.sheet import read_timetable
from core.training.models import TrainingClass
from core.training.rules import Role, State
from core.training.services import ClassDetails, create_class, move_to

SAMPLES = config.ROOT / "samples"
ZONE = "Asia/Shanghai"
DAYS_BEHIND = 2
STAFF = (
    ("demo", "赵主任", None),
    ("teacher", "钱老师", Role.HEAD_TEACHER),
    ("counsellor", "孙组织员", Role.COUNSELLOR),
)
console = Console()


@dataclass(frozen=True)
class WayIn:
    """How somebody who tries Jixun gets in: the class, a sign-in, and a trainee to be."""

    training_class: TrainingClass
    password: str
    trainee: Enrolment
    lesson: Lesson | None


def prepare(*, at: datetime) -> WayIn:
    """The demonstration class as it should stand at this moment; made at most once a week."""
    password = _password(at)
    found = _class_of(clock.local(at, ZONE).date()) or _build(at)
    lesson = _open_a_lesson(found, at)
    zhang = next(one for one in trainees(found.id) if one.name == "张伟")
    return WayIn(found, password, zhang, lesson)


def _class_of(today: date) -> TrainingClass | None:
    rows = select(TrainingClass).where(
        TrainingClass.code.startswith("DEMO"),
        TrainingClass.starts_on <= today,
        TrainingClass.ends_on >= today,
        TrainingClass.state == State.RUNNING.value,
    )
    return db.session.execute(rows.order_by(TrainingClass.id.desc())).scalars().first()


def _password(at: datetime) -> str:
    """The password of the demonstration accounts, made once and kept beside the database."""
    note = Path(current_app.config["JIXUN"].instance) / "demo.json"
    if note.exists():
        kept: str = json.loads(note.read_text(encoding="utf-8"))["password"]
    else:
        kept = "-".join(secrets.token_hex(2) for _part in range(3))
        note.touch(mode=0o600)
        note.write_text(json.dumps({"password": kept}), encoding="utf-8")
    for username, name, role in STAFF:
        _account(username, name, kept, administrator=role is None, at=at)
    return kept


def _account(username: str, name: str, password: str, *, administrator: bool, at: datetime) -> None:
    rows = select(Account).where(Account.username == username)
    there = db.session.execute(rows).scalar_one_or_none()
    if there is None:
        create_account(username, name, password, administrator=administrator, by=SYSTEM, at=at)


def _build(at: datetime) -> TrainingClass:
    first = clock.local(at, ZONE).date() - timedelta(days=DAYS_BEHIND)
    before = clock.from_wall(datetime.combine(first, datetime.min.time()), ZONE) - timedelta(
        days=10
    )
    found = create_class(_details(first), by=SYSTEM, at=before)
    _staff(found, before)
    _import(found, first, before)
    _enrol_and_report(found, first)
    _leave_that_was(found, at)
    _days_behind(found, at)
    _waiting_today(found, at)
    plugins.each("fill_demonstration", training_class=found, at=at)
    return found


def _details(first: date) -> ClassDetails:
    return ClassDetails(
        name="全市工会干部能力提升培训班（第3期）",
        code=_free_code(first),
        host="市总工会",
        organiser="西柏坡干部培训中心",
        place="西柏坡",
        series="工会干部能力提升培训班",
        number=3,
        report_on=first - timedelta(days=1),
        starts_on=first,
        ends_on=first + timedelta(days=4),
        zone=ZONE,
        capacity=130,
    )


def _free_code(first: date) -> str:
    """DEMO for the first demonstration class; later ones bear their first day."""
    rows = select(TrainingClass.code).where(TrainingClass.code.startswith("DEMO"))
    used = set(db.session.execute(rows).scalars())
    numbered = (f"DEMO-{first:%Y%m%d}-{number}" for number in range(2, 1000))
    return next(code for code in ("DEMO", f"DEMO-{first:%Y%m%d}", *numbered) if code not in used)


def _staff(found: TrainingClass, at: datetime) -> None:
    for username, _name, role in STAFF:
        if role is not None:
            rows = select(Account).where(Account.username == username)
            give_role(db.session.execute(rows).scalar_one(), found, role, by=SYSTEM, at=at)


def _import(found: TrainingClass, first: date, at: datetime) -> None:
    file = SAMPLES / "roster.xlsx"
    import_roster(found, read_roster(file.read_bytes(), file.name), by=SYSTEM, at=at)
    file = SAMPLES / "timetable.xlsx"
    read = read_timetable(file.read_bytes(), file.name, ZONE, first)
    import_timetable(found, read, by=SYSTEM, at=at)


def _enrol_and_report(found: TrainingClass, first: date) -> None:
    arrived = _wall(first - timedelta(days=1), 16)
    move_to(found, State.ENROLLING, by=SYSTEM, at=arrived - timedelta(days=9))
    for name, unit, phone in (
        ("孟令杰", "青石区总工会", "19900000501"),
        ("苏敏", "市教育工会", "19900000502"),
    ):
        applied = Applied(name, phone, gender=1, unit=unit, position="干事", consented=True)
        who = Actor("applicant", None, name)
        apply(found, applied, by=who, at=arrived - timedelta(days=5))
    move_to(found, State.REPORTING, by=SYSTEM, at=arrived - timedelta(hours=4))
    report_in_all(list(trainees(found.id))[:-1], by=SYSTEM, at=arrived)
    move_to(found, State.RUNNING, by=SYSTEM, at=arrived + timedelta(hours=14))
    publish(
        found,
        "着装与集合",
        "现场教学请着深色正装，佩戴胸牌，提前 10 分钟在楼前集合。",
        by=SYSTEM,
        at=arrived,
    )


def _wall(day: date, hour: int, minute: int = 0) -> datetime:
    return clock.from_wall(
        datetime.combine(day, datetime.min.time()).replace(hour=hour, minute=minute), ZONE
    )


def _ask(
    trainee: Enrolment,
    kind: LeaveKind,
    hours: Sequence[datetime],
    reason: str,
    at: datetime | None = None,
) -> int:
    """A request as the trainee sends it, at that moment, else the evening before."""
    starts_at, ends_at = hours
    asked = LeaveAsked(kind=kind, starts_at=starts_at, ends_at=ends_at, reason=reason)
    who = Actor("trainee", trainee.person_id, trainee.name)
    return ask_leave(trainee, asked, by=who, at=at or starts_at - timedelta(hours=12)).id


def _leave_that_was(found: TrainingClass, at: datetime) -> None:
    """Half-days behind, one of them not yet reported back; two days that pass the limit."""
    everyone = list(trainees(found.id))
    first, second, today = (found.starts_on + timedelta(days=n) for n in range(DAYS_BEHIND + 1))
    for place, kind, reason, hours in (
        (11, LeaveKind.SICK, "发热，在医务室观察", (_wall(first, 8), _wall(first, 12))),
        (
            37,
            LeaveKind.OFFICIAL,
            "单位有上级检查，须返回半天",
            (_wall(second, 8), _wall(second, 12)),
        ),
        (78, LeaveKind.PERSONAL, "孩子开家长会", (_wall(second, 14), _wall(second, 18))),
        (64, LeaveKind.SICK, "急性肠胃炎，住院输液", (_wall(second, 8), _wall(today, 23, 30))),
    ):
        leave_id = _ask(everyone[place], kind, hours, reason)
        _approve(leave_id, at=hours[0] - timedelta(hours=10))
        if place in (11, 37):
            leave = db.session.get_one(LeaveRequest, leave_id)
            report_back(leave, by=_administrator(), at=at, returned_at=hours[1])


def _approve(leave_id: int, *, at: datetime) -> None:
    leave = db.session.get_one(LeaveRequest, leave_id)
    while leave.state == LeaveState.PENDING:
        decide(leave, True, "同意，注意安全。", by=_administrator(), at=at)
        db.session.refresh(leave)


def _administrator() -> Actor:
    account = db.session.execute(select(Account).where(Account.username == "demo")).scalar_one()
    return Actor("staff", account.id, account.name)


def _days_behind(found: TrainingClass, at: datetime) -> None:
    """Roll calls of what lies behind: a few absent, a few late, everybody else there."""
    chance = Random(2026)  # noqa: S311 - the same picture every time, not a secret
    everyone = trainees(found.id)
    here = [one for one in everyone if one.reported_at is not None]
    away = {one.id for one in everyone if one.reported_at is None}
    # The last of today waits for whoever tries a check-in late in the evening.
    last = lessons_on(found.id, clock.local(at, ZONE).date())[-1:]
    ended = [one for one in lessons_of(found.id) if one.ends_at is not None and one.ends_at < at]
    past = [one for one in ended if one not in last]
    for lesson in track(past, description="考勤", transient=True, console=console):
        then = lesson.ends_at or at
        absent = {one.id for one in chance.sample(here, chance.choice((0, 0, 1, 2)))} | away
        take_roll(lesson, absent, by=_administrator(), at=then)
        for one in _some_late(here, absent, chance):
            mark_by_hand(lesson, one, Mark.LATE, why="晚到 12 分钟", by=_administrator(), at=then)


def _some_late(here: Sequence[Enrolment], absent: set[int], chance: Random) -> list[Enrolment]:
    rows = select(Attendance.enrolment_id).where(Attendance.mark == Mark.ON_LEAVE.value)
    away = absent | set(db.session.execute(rows).scalars())
    return [one for one in chance.sample(list(here), 3) if one.id not in away]


def _waiting_today(found: TrainingClass, at: datetime) -> None:
    tomorrow = clock.local(at, ZONE).date() + timedelta(days=1)
    hours = _wall(tomorrow, 14), _wall(tomorrow, 18)
    _ask(list(trainees(found.id))[52], LeaveKind.PERSONAL, hours, "家中老人住院，需陪护半天", at)


def _open_a_lesson(found: TrainingClass, at: datetime) -> Lesson | None:
    """The lesson that can be checked into now; one of today is moved to now if there is none."""
    held = [
        one
        for one in lessons_on(found.id, clock.local(at, ZONE).date())
        if one.starts_at and one.ends_at and one.cancelled_at is None
    ]
    opened = next((one for one in held if _is_open(found, one, at)), None)
    unmarked = [one for one in held if not _has_marks(one)]
    if opened or not unmarked:
        return opened
    # A day on the road hangs on its lessons' times: another one is moved where there is another.
    free = [one for one in unmarked if one.kind != LessonKind.FIELD] or unmarked
    nearest = min(free, key=lambda one: abs((one.starts_at or at) - at))
    starts_at = (at + timedelta(minutes=10)).replace(second=0, microsecond=0)
    if clock.local(starts_at, ZONE).date() != clock.local(at, ZONE).date():
        starts_at = at.replace(second=0, microsecond=0)
    move_lesson(nearest, starts_at, by=SYSTEM, at=at)
    return nearest


def _has_marks(lesson: Lesson) -> bool:
    """Whether somebody came or was called; leave alone does not count."""
    marks = exists().where(
        Attendance.lesson_id == lesson.id, Attendance.mark != Mark.ON_LEAVE.value
    )
    return bool(db.session.execute(select(marks)).scalar())


def _is_open(found: TrainingClass, lesson: Lesson, at: datetime) -> bool:
    if lesson.starts_at is None or lesson.ends_at is None:
        return False
    window = window_of(lesson.starts_at, lesson.ends_at, found.policy)
    return window.opens_at <= at <= window.late_after
