"""Fixtures and makers for tests, ours and those of plugin authors; load with `pytest_plugins`."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from core import clock, config, migrate
from core.access.guard import PHONE_COOKIE, phone_cookie
from core.access.models import Account, ClassRole, PhoneBinding, SystemRole
from core.app import create_app
from core.attendance.rules import half_day_of
from core.audit import Actor
from core.db import Model, db
from core.enrolment.models import Enrolment, Group
from core.people.models import Person, Unit
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.transaction import transaction

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""08:00 on a Monday in Beijing: where the clock of a test stands."""
STAFF = Actor("staff", 1, "李组织员")


class Browser(FlaskClient):
    """A client whose every request stands alone, though the test's own context is open."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Asks in a context of its own; afterwards the test sees the database anew."""
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        if has_app_context():
            db.session.rollback()
        return answer


@pytest.fixture
def app_options() -> dict[str, Any]:
    """Override to make the app with `extra_plugins` or other settings."""
    return {}


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One migrated SQLite database; each test gets a copy, so every test meets the real tables."""
    folder = tmp_path_factory.mktemp("template")
    app = create_app(settings=_settings(folder, f"sqlite:///{folder / 'jixun.db'}"), testing=True)
    with app.app_context():
        migrate.upgrade()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
        db.engine.dispose()
    return folder / "jixun.db"


@pytest.fixture(scope="session")
def postgres_template(tmp_path_factory: pytest.TempPathFactory) -> str | None:
    """Where JIXUN_TEST_POSTGRES names a server: a migrated database to copy from, per worker."""
    server = os.environ.get("JIXUN_TEST_POSTGRES")
    if not server:
        return None
    name = f"jixun_template_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}_{os.getpid()}"
    _on_server(server, f'CREATE DATABASE "{name}"')
    folder = tmp_path_factory.mktemp("postgres")
    app = create_app(settings=_settings(folder, f"{server}/{name}"), testing=True)
    with app.app_context():
        migrate.upgrade()
        db.engine.dispose()
    return name


def _on_server(server: str, statement: str) -> None:
    import psycopg

    plain = server.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(f"{plain}/postgres", autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def _settings(folder: Path, url: str) -> config.Settings:
    known = config.load(folder, environ={"JIXUN_DATABASE_URL": url, "JIXUN_SECRET_KEY": "t" * 40})
    return replace(known, public_url="http://localhost")


@pytest.fixture
def settings(
    tmp_path: Path, template_database: Path, postgres_template: str | None
) -> Iterator[config.Settings]:
    """Settings of a fresh installation with a migrated, empty database of its own."""
    server = os.environ.get("JIXUN_TEST_POSTGRES")
    if postgres_template and server:
        name = f"jixun_test_{secrets.token_hex(6)}"
        _on_server(server, f'CREATE DATABASE "{name}" TEMPLATE "{postgres_template}"')
        yield _settings(tmp_path, f"{server}/{name}")
        _on_server(server, f'DROP DATABASE "{name}" WITH (FORCE)')
        return
    shutil.copy(template_database, tmp_path / "jixun.db")
    yield _settings(tmp_path, f"sqlite:///{tmp_path / 'jixun.db'}")


@pytest.fixture
def bare_app(settings: config.Settings, app_options: dict[str, Any]) -> Iterator[Flask]:
    """An app without an application context, for tests that open their own."""
    made_app = create_app(settings=settings, testing=True, **app_options)
    made_app.test_client_class = Browser
    made_app.config["WTF_CSRF_ENABLED"] = False
    yield made_app
    with made_app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(bare_app: Flask) -> Iterator[Flask]:
    """An app with its context open, so that services and queries can be called at once."""
    with bare_app.app_context():
        yield bare_app


@pytest.fixture
def stand() -> Iterator[Callable[[timedelta], None]]:
    """Stops the clock at MONDAY 08:00 Beijing; call the value with a timedelta to move on."""
    with clock.standing_at(MONDAY) as move:
        yield move


@pytest.fixture
def make(app: Flask) -> Maker:
    """Makes what a test needs to exist, with sensible values for what it does not care about."""
    return Maker(app)


@pytest.fixture
def console(app: Flask, make: Maker) -> FlaskClient:
    """A browser at which an administrator is signed in."""
    return make.browser_of(make.account(administrator=True))


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


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """Collects the SQL statements that the database is asked inside the block."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def rows_of(model: type[Model]) -> int:
    """How many rows a table holds, read anew."""
    db.session.rollback()
    return int(db.session.execute(select(func.count()).select_from(model)).scalar() or 0)
