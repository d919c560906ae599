"""A throw-away installation with a class in its lessons and every trainee's phone bound."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from core import clock, config, migrate
from core.access.cookies import PHONE_COOKIE, phone_cookie
from core.access.models import PhoneBinding
from core.app import create_app
from core.attendance import codes
from core.attendance.rules import half_day_of
from core.db import db
from core.enrolment.models import Enrolment, Group
from core.people.models import Person, Unit
from core.testing import Browser
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.transaction import transaction

GROUPS = 8
UNITS = 24


@dataclass(frozen=True)
class Hall:
    """An installation whose lessons all have just begun; `cookies` in the order of the trainees."""

    app: Flask
    folder: Path
    class_code: str
    lesson_ids: list[int]
    public_ids: list[str]
    names: list[str]
    cookies: list[str]

    def code(self, lesson: int) -> str:
        """What the screen shows for a lesson at this moment."""
        key = self.app.config["SECRET_KEY"].encode()
        return codes.code_at(key, self.public_ids[lesson], clock.now(), 10)


@contextmanager
def hall(trainees: int, lessons: int) -> Iterator[Hall]:
    """Makes it, and takes it away; SQLite as a fresh installation has it, on this disk."""
    with TemporaryDirectory(prefix="jixun-bench-") as name:
        folder = Path(name)
        app = create_app(settings=config.load(folder, environ={}), testing=True)
        app.config["LIMITS_ON"] = False
        app.test_client_class = Browser
        with app.app_context():
            migrate.upgrade()
            yield _filled(app, folder, trainees, lessons)
            db.session.rollback()
            db.engine.dispose()


def _filled(app: Flask, folder: Path, trainees: int, lessons: int) -> Hall:
    with transaction() as session:
        found = _training_class()
        session.add(found)
        session.flush()
        groups = _groups(found.id)
        names = [f"学员{number:04d}" for number in range(trainees)]
        people = _people(names)
        _enrol(found.id, people, groups)
        taught = [_lesson(found.id, number) for number in range(lessons)]
        session.add_all(taught)
        cookies = _bind(people)
    return Hall(
        app,
        folder,
        found.code,
        [one.id for one in taught],
        [one.public_id for one in taught],
        names,
        cookies,
    )


def _training_class() -> TrainingClass:
    today = clock.today("Asia/Shanghai")
    return TrainingClass(
        code="BENCH",
        name="2026年全市工会干部专题培训班（第3期）",
        host="市总工会",
        organiser="培训中心",
        place="西柏坡",
        report_on=today - timedelta(days=1),
        starts_on=today,
        ends_on=today + timedelta(days=4),
        zone="Asia/Shanghai",
        state="running",
        public_token=secrets.token_urlsafe(12),
        policy_json={},
        created_at=clock.now(),
    )


def _groups(class_id: int) -> list[int]:
    rows = [
        {"class_id": class_id, "name": f"第{n + 1}组", "ordering": n + 1} for n in range(GROUPS)
    ]
    db.session.execute(insert(Group), rows)
    return list(db.session.execute(select(Group.id).order_by(Group.id)).scalars())


def _people(names: list[str]) -> list[Any]:
    at = clock.now()
    db.session.execute(
        insert(Unit), [{"name": f"第{n + 1}县总工会", "created_at": at} for n in range(UNITS)]
    )
    units = list(db.session.execute(select(Unit.id).order_by(Unit.id)).scalars())
    rows = [
        {
            "name": name,
            "phone": f"199{number:08d}",
            "unit_id": units[number % UNITS],
            "created_at": at,
        }
        for number, name in enumerate(names)
    ]
    db.session.execute(insert(Person), rows)
    return list(db.session.execute(select(Person.id, Person.unit_id).order_by(Person.id)))


def _enrol(class_id: int, people: list[Any], groups: list[int]) -> None:
    rows = [
        {
            "class_id": class_id,
            "person_id": person_id,
            "unit_id": unit_id,
            "group_id": groups[number % GROUPS],
            "number": number + 1,
            "state": "training",
            "activation_code": f"B{number:05d}",
            "token": secrets.token_urlsafe(12),
            "enrolled_at": clock.now(),
        }
        for number, (person_id, unit_id) in enumerate(people)
    ]
    db.session.execute(insert(Enrolment), rows)


def _lesson(class_id: int, number: int) -> Lesson:
    starts_at = clock.now() - timedelta(minutes=1)
    local = clock.local(starts_at, "Asia/Shanghai")
    return Lesson(
        class_id=class_id,
        public_id=secrets.token_hex(4),
        title=f"专题讲座之{number + 1}",
        kind="lecture",
        held_on=local.date(),
        half_day=half_day_of(local).value,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        place="第一报告厅",
        teacher="王教授",
        credit_hours=3,
        created_at=clock.now(),
    )


def _bind(people: list[Any]) -> list[str]:
    rows = [
        {
            "person_id": person_id,
            "device": secrets.token_hex(8),
            "bound_at": clock.now(),
            "flags": [],
        }
        for person_id, _unit in people
    ]
    db.session.execute(insert(PhoneBinding), rows)
    made = db.session.execute(
        select(PhoneBinding.id, PhoneBinding.device).order_by(PhoneBinding.id)
    )
    return [f"{PHONE_COOKIE}={phone_cookie(row)}" for row in made]
