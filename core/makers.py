"""Makers of rows for tests: what must exist, with sensible values for what a test does not care about."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core import clock
from core.access.cookies import PAIRED_COOKIE, PHONE_COOKIE, paired_cookie, phone_cookie
from core.access.models import Account, ClassRole, PairedPhone, PhoneBinding, SystemRole
from core.attendance.rules import half_day_of
from core.db import db
from core.enrolment.models import Enrolment, Group
from core.people.models import Person, Unit
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.transaction import transaction

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""08:00 on a Monday in Beijing: where the clock of a test stands."""


@dataclass
class Maker:
    """Writes rows straight into the database; what is tested goes through services and pages."""

    app: Flask
    made: int = field(default=0)

    def _next(self) -> int:
        self.made += 1
        return self.made

    def _add(self, row: Any) -> Any:
        with transaction() as session:
            session.add(row)
        return row

    def training_class(self, **values: Any) -> TrainingClass:
        """A running class of five days around MONDAY."""
        first = MONDAY.date()
        known: dict[str, Any] = {
            "code": f"C{self._next():03d}",
            "name": "第3期工会干部培训班",
            "host": "市总工会",
            "organiser": "培训中心",
            "place": "西柏坡",
            "report_on": first - timedelta(days=1),
            "starts_on": first,
            "ends_on": first + timedelta(days=4),
            "zone": "Asia/Shanghai",
            "state": "running",
            "public_token": secrets.token_urlsafe(12),
            "policy_json": {},
            "created_at": clock.now(),
        }
        made: TrainingClass = self._add(TrainingClass(**{**known, **values}))
        return made

    def unit(self, name: str = "") -> Unit:
        """A unit, made once for each name."""
        wanted = name or f"第{self._next()}单位"
        found = db.session.execute(select(Unit).where(Unit.name == wanted)).scalar_one_or_none()
        made: Unit = found or self._add(Unit(name=wanted, created_at=clock.now()))
        return made

    def person(self, name: str = "", **values: Any) -> Person:
        """A person with a phone of an invented range."""
        number = self._next()
        known: dict[str, Any] = {
            "name": name or f"学员{number}",
            "phone": f"1990000{number:04d}",
            "created_at": clock.now(),
        }
        made: Person = self._add(Person(**{**known, **values}))
        return made

    def group(self, training_class: TrainingClass, name: str = "") -> Group:
        """A group of a class."""
        number = self._next()
        made: Group = self._add(
            Group(class_id=training_class.id, name=name or f"第{number}组", ordering=number)
        )
        return made

    def trainee(self, training_class: TrainingClass, name: str = "", **values: Any) -> Enrolment:
        """A trainee who reported and is in training."""
        person = values.pop("person", None) or self.person(name)
        highest = select(func.max(Enrolment.number)).where(Enrolment.class_id == training_class.id)
        known: dict[str, Any] = {
            "class_id": training_class.id,
            "person_id": person.id,
            "number": (db.session.execute(highest).scalar() or 0) + 1,
            "state": "training",
            "unit_id": person.unit_id,
            "activation_code": f"A{self._next():05d}",
            "token": secrets.token_urlsafe(12),
            "enrolled_at": clock.now(),
        }
        made: Enrolment = self._add(Enrolment(**{**known, **values}))
        return made

    def lesson(self, training_class: TrainingClass, title: str = "讲座", **values: Any) -> Lesson:
        """A lecture from 08:30 to 11:30 on MONDAY, 3 credit hours."""
        starts_at: datetime = values.pop("starts_at", MONDAY + timedelta(minutes=30))
        local = clock.local(starts_at, training_class.zone)
        known: dict[str, Any] = {
            "class_id": training_class.id,
            "public_id": secrets.token_hex(4),
            "title": title,
            "kind": "lecture",
            "held_on": local.date(),
            "half_day": half_day_of(local).value,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=3),
            "place": "第一报告厅",
            "teacher": "王教授",
            "credit_hours": Decimal(3),
            "created_at": clock.now(),
        }
        made: Lesson = self._add(Lesson(**{**known, **values}))
        return made

    def account(self, username: str = "", *, administrator: bool = False) -> Account:
        """A staff account without a usable password."""
        number = self._next()
        roles = []
        if administrator:
            held = select(SystemRole).where(SystemRole.name == "administrator")
            roles = [
                db.session.execute(held).scalar_one_or_none() or SystemRole(name="administrator")
            ]
        made: Account = self._add(
            Account(
                username=username or f"staff{number}",
                name=f"工作人员{number}",
                password="!",
                active=True,
                fs_uniquifier=secrets.token_hex(16),
                created_at=clock.now(),
                roles=roles,
            )
        )
        return made

    def role(self, account: Account, training_class: TrainingClass, role: str) -> ClassRole:
        """Gives an account a role in a class."""
        made: ClassRole = self._add(
            ClassRole(class_id=training_class.id, account_id=account.id, role=role)
        )
        return made

    def browser_of(self, account: Account) -> FlaskClient:
        """A browser at which this account is signed in."""
        client = self.app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = account.fs_uniquifier
            session["_fresh"] = True
        return client

    def staff_browser(self, training_class: TrainingClass, role: str) -> FlaskClient:
        """A browser of somebody who holds this role in this class, and nothing else."""
        account = self.account()
        self.role(account, training_class, role)
        return self.browser_of(account)

    def binding(self, person_id: int, device: str = "") -> PhoneBinding:
        """A phone bound to a person."""
        made: PhoneBinding = self._add(
            PhoneBinding(
                person_id=person_id, device=device or secrets.token_hex(8), bound_at=clock.now()
            )
        )
        return made

    def phone_of(self, enrolment: Enrolment) -> FlaskClient:
        """A trainee's bound phone."""
        client = self.app.test_client()
        client.set_cookie(PHONE_COOKIE, phone_cookie(self.binding(enrolment.person_id)))
        return client

    def paired_phone(
        self, training_class: TrainingClass, *rights: str, name: str = "一号车 李娜"
    ) -> PairedPhone:
        """A phone on the road that holds these rights in a class."""
        made: PairedPhone = self._add(
            PairedPhone(
                class_id=training_class.id,
                name=name,
                rights=list(rights),
                device=secrets.token_hex(16),
                paired_at=clock.now(),
                made_by="staff:1",
                made_at=clock.now(),
            )
        )
        return made

    def browser_of_paired(self, phone: PairedPhone) -> FlaskClient:
        """The browser of a paired phone."""
        client = self.app.test_client()
        client.set_cookie(PAIRED_COOKIE, paired_cookie(phone))
        return client
