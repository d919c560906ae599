"""Tables come by migrations alone: one run and one version table for each owner."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from core import migrate
from core.app import create_app
from core.config import Settings
from core.db import db
from core.errors import WrongStart
from core.transaction import transaction

FIRST = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "keepsakes_0001", None, None, None


def upgrade():
    op.create_table("keepsakes_box", sa.Column("id", sa.Integer, primary_key=True))
"""
SECOND = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "keepsakes_0002", "keepsakes_0001", None, None


def upgrade():
    with op.batch_alter_table("keepsakes_box") as table:
        table.add_column(sa.Column("colour", sa.String(10), nullable=False, server_default="红"))
"""


@pytest.fixture
def keepsakes(tmp_path: Path) -> Iterator[ModuleType]:
    """A plugin with one migration, in a folder where a second can be put."""
    package = tmp_path / "keepsakes"
    (package / "migrations").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "hooks.py").touch()
    put(package, "keepsakes_0001_box", FIRST)
    sys.path.insert(0, str(tmp_path))
    yield import_module("keepsakes.hooks")
    sys.path.remove(str(tmp_path))
    for name in ("keepsakes.hooks", "keepsakes"):
        sys.modules.pop(name)


def put(package: Path, name: str, code: str) -> None:
    (package / "migrations" / f"{name}.py").write_text(code, encoding="utf-8")


@contextmanager
def started(settings: Settings, *plugins: ModuleType) -> Iterator[Flask]:
    extra = [(plugin.__name__.partition(".")[0], plugin) for plugin in plugins]
    app = create_app(settings=settings, extra_plugins=extra, testing=True)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def columns(table: str) -> list[str]:
    return [column["name"] for column in inspect(db.engine).get_columns(table)]


@pytest.mark.sqlite
def test_fresh_database_is_behind_until_it_is_migrated(settings: Settings) -> None:
    empty = f"sqlite:///{settings.instance / 'empty.db'}"
    with started(replace(settings, database_url=empty)):
        owners = [owner.name for owner in migrate.owners()]
        assert migrate.behind() == owners
        with pytest.raises(WrongStart, match="run `jixun migrate`"):
            migrate.require_current()
        assert migrate.upgrade() == owners
        assert (migrate.behind(), migrate.upgrade()) == ([], [])


def test_models_and_migrations_agree(app: Flask) -> None:
    assert migrate.differences() == []


def test_every_owner_has_a_version_table_of_its_own(app: Flask) -> None:
    tables = {name for name in inspect(db.engine).get_table_names() if "alembic" in name}
    assert tables == {owner.version_table for owner in migrate.owners()}


def test_every_table_belongs_to_the_owner_whose_name_it_bears(app: Flask) -> None:
    plugin_names = [owner.name for owner in migrate.owners() if owner.name != "core"]
    for table in inspect(db.engine).get_table_names():
        holders = [owner.name for owner in migrate.owners() if owner.owns(table, plugin_names)]
        assert len(holders) == (0 if table.startswith("alembic_version_") else 1), table


def test_plugin_moves_from_one_version_to_the_next_and_keeps_its_rows(
    settings: Settings, keepsakes: ModuleType, tmp_path: Path
) -> None:
    with started(settings, keepsakes):
        assert (migrate.behind(), migrate.upgrade()) == (["keepsakes"], ["keepsakes"])
        with transaction() as session:
            session.execute(text("insert into keepsakes_box (id) values (7)"))
        put(tmp_path / "keepsakes", "keepsakes_0002_colour", SECOND)
        assert (migrate.behind(), migrate.upgrade()) == (["keepsakes"], ["keepsakes"])
        assert columns("keepsakes_box") == ["id", "colour"]
        rows = db.session.execute(text("select id, colour from keepsakes_box")).all()
        assert [tuple(row) for row in rows] == [(7, "红")]


def test_plugin_that_was_uninstalled_blocks_nothing_and_leaves_its_data(
    settings: Settings, keepsakes: ModuleType
) -> None:
    with started(settings, keepsakes):
        migrate.upgrade()
    with started(settings):
        assert (migrate.behind(), migrate.upgrade(), migrate.differences()) == ([], [], [])
        migrate.require_current()
        assert columns("keepsakes_box") == ["id"]
    with started(settings, keepsakes):
        assert migrate.behind() == []


def test_migration_that_fails_leaves_the_database_as_it_was(
    settings: Settings, keepsakes: ModuleType, tmp_path: Path
) -> None:
    broken = f"{SECOND}    op.execute('drop table nowhere')\n"
    with started(settings, keepsakes):
        migrate.upgrade()
        put(tmp_path / "keepsakes", "keepsakes_0002_colour", broken)
        with pytest.raises(Exception, match="nowhere"):
            migrate.upgrade()
        assert migrate.behind() == ["keepsakes"]
        assert columns("keepsakes_box") == ["id"]
