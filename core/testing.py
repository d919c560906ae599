"""Fixtures and makers for tests, ours and those of plugin authors; load with `pytest_plugins`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from psycopg.sql import SQL, Identifier
from sqlalchemy import event, func, select

from core import clock, config, migrate
from core.app import create_app
from core.audit import Actor
from core.db import Model, db
from core.makers import MONDAY, Maker
from core.postgres_copies import EmptyDatabase, named, on_server
from core.prepared import WATCHING

__all__ = ["MONDAY", "STAFF", "Browser", "Maker", "counted_queries", "rows_of"]

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
    """Override for an app of the test's own: with `extra_plugins`, or to add routes to."""
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
def postgres_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmptyDatabase]:
    """A migrated database on the server of JIXUN_TEST_POSTGRES, one per worker, that each test finds empty."""
    server = os.environ["JIXUN_TEST_POSTGRES"]
    name = f"jixun_template_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}_{os.getpid()}"
    on_server(server, SQL("CREATE DATABASE {}").format(Identifier(name)))
    folder = tmp_path_factory.mktemp("postgres")
    app = create_app(settings=_settings(folder, named(server, name)), testing=True)
    with app.app_context():
        migrate.upgrade()
        db.engine.dispose()
    database = EmptyDatabase(server, name)
    yield database
    database.dropped()


def _settings(folder: Path, url: str) -> config.Settings:
    known = config.load(folder, environ={"JIXUN_DATABASE_URL": url, "JIXUN_SECRET_KEY": "t" * 40})
    return replace(known, public_url="http://localhost")


@pytest.fixture
def database() -> str:
    """What a test stands on: postgresql where JIXUN_TEST_POSTGRES names a server, else sqlite."""
    return "postgresql" if "JIXUN_TEST_POSTGRES" in os.environ else "sqlite"


@pytest.fixture(scope="session")
def instance_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the installation of a worker lies; each test finds it empty."""
    return tmp_path_factory.mktemp("instance")


def _emptied(folder: Path) -> None:
    for each in folder.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
        elif each.suffix != ".lock":  # threads hold it open as long as they live
            each.unlink()


@pytest.fixture
def settings(
    instance_folder: Path, database: str, template_database: Path, request: pytest.FixtureRequest
) -> Iterator[config.Settings]:
    """Settings of a fresh installation with a migrated, empty database of its own."""
    _emptied(instance_folder)
    if database == "postgresql":
        ours: EmptyDatabase = request.getfixturevalue("postgres_database")
        yield _settings(instance_folder, ours.taken())
        ours.given_back()
        return
    shutil.copy(template_database, instance_folder / "jixun.db")
    yield _settings(instance_folder, f"sqlite:///{instance_folder / 'jixun.db'}")


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once for all apps of a run; each app would compile them anew."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


class KeptApp:
    """An app that is made once and lent to each test as it was: to make it took a third of a run."""

    def __init__(self, settings: config.Settings) -> None:
        self.settings = settings
        self.app = create_app(settings=settings, testing=True)
        self.as_made = [(held, dict(held)) for held in self._changeable()]

    def lent(self) -> Flask:
        """The app, whatever the test before did to it taken back."""
        for held, before in self.as_made:
            held.clear()
            held.update(before)
        self.app.extensions["jixun.limiter"].storage.reset()
        return self.app

    def _changeable(self) -> list[dict[str, Any]]:
        app = self.app
        return [app.config, app.extensions, app.view_functions, app.jinja_env.globals]


@pytest.fixture(scope="session")
def kept_apps() -> dict[str, KeptApp]:
    """The app of a worker on SQLite, and that on PostgreSQL."""
    return {}


@pytest.fixture
def bare_app(
    settings: config.Settings,
    app_options: dict[str, Any],
    compiled_templates: FileSystemBytecodeCache,
    kept_apps: dict[str, KeptApp],
    database: str,
) -> Iterator[Flask]:
    """An app without an application context, for tests that open their own."""
    if app_options:
        made_app = create_app(settings=settings, testing=True, **app_options)
    else:
        if database not in kept_apps or kept_apps[database].settings != settings:
            kept_apps[database] = KeptApp(settings)
        made_app = kept_apps[database].lent()
    made_app.jinja_env.bytecode_cache = compiled_templates
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


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """Collects the SQL statements that the database is asked inside the block."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    WATCHING.append(seen.append)
    try:
        yield seen
    finally:
        WATCHING.pop()
        event.remove(engine, "before_cursor_execute", note)


def rows_of(model: type[Model]) -> int:
    """How many rows a table holds, read anew."""
    db.session.rollback()
    return int(db.session.execute(select(func.count()).select_from(model)).scalar() or 0)
