"""What an operator says in a terminal, and what is answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask, current_app
from sqlalchemy import select

from core import config
from core.access.models import Account
from core.app import create_app
from core.cli import cli
from core.config import Settings
from core.db import db
from core.enrolment.models import Enrolment
from core.errors import WrongStart
from core.hookspecs import hookimpl
from core.testing import Maker, rows_of

pytestmark = pytest.mark.sqlite
ROSTER = config.ROOT / "samples" / "roster.xlsx"


@pytest.fixture
def said(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs `jixun …` on the test's own installation."""
    monkeypatch.setenv("JIXUN_INSTANCE", str(settings.instance))
    monkeypatch.setenv("JIXUN_SECRET_KEY", settings.secret_key)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words, **more: CliRunner().invoke(cli, [str(word) for word in words], **more)


def test_migrate_twice_has_nothing_left_to_do(said, settings: Settings) -> None:
    (settings.instance / "jixun.db").unlink()
    first, second = said("migrate"), said("migrate")
    assert (first.exit_code, first.output.startswith("migrated: core")) == (0, True)
    assert (second.exit_code, second.output) == (0, "the database is up to date\n")


def test_migrate_check_says_that_models_and_migrations_agree(said) -> None:
    assert said("migrate", "--check").output == "models and migrations agree\n"


def test_first_administrator_is_made(said, app: Flask) -> None:
    done = said("admin", "create", "wang", "--name", "王老师", input="Xibaipo-2026\n" * 2)
    assert done.exit_code == 0, done.output
    db.session.rollback()
    account = db.session.execute(select(Account)).scalar_one()
    assert (account.username, account.name, account.is_administrator) == ("wang", "王老师", True)
    assert "Xibaipo" not in account.password


def test_second_account_of_the_same_name_is_refused_in_words(said, app: Flask) -> None:
    said("admin", "create", "wang", input="Xibaipo-2026\n" * 2)
    again = said("admin", "create", "wang", input="Xibaipo-2026\n" * 2)
    assert (again.exit_code, "✗" in again.output, rows_of(Account)) == (1, True, 1)


def test_dry_run_of_a_roster_counts_all_rows_and_writes_nothing(said, make: Maker) -> None:
    code = make.training_class().code
    done = said("import", "roster", ROSTER, "--class", code, "--dry-run", "--json")
    report = json.loads(done.stdout)
    assert (done.exit_code, rows_of(Enrolment)) == (0, 0)
    assert report["read"] == report["taken"] + report["refused"] + report["skipped"]
    assert report["taken"] == len(report["items"]) > 0
    wanted = {"name", "gender", "unit", "position", "phone"}
    assert [item for item in report["items"] if not wanted <= set(item)] == []


def test_roster_is_written_and_comes_out_again(said, make: Maker, tmp_path: Path) -> None:
    code = make.training_class().code
    done = said("import", "roster", ROSTER, "--class", code, "--json")
    taken = json.loads(done.stdout)["taken"]
    assert (done.exit_code, rows_of(Enrolment)) == (0, taken)
    target = tmp_path / "out.xlsx"
    assert said("export", "roster", target, "--class", code).exit_code == 0
    again = said("import", "roster", target, "--class", code, "--dry-run", "--json")
    assert json.loads(again.stdout)["taken"] == taken


def test_unknown_class_is_told_in_one_line(said) -> None:
    done = said("import", "roster", ROSTER, "--class", "NOWHERE", "--dry-run")
    assert (done.exit_code, done.output.count("\n")) == (1, 1)


def test_hooks_are_listed_with_those_who_answer(said) -> None:
    done = said("hooks")
    assert (done.exit_code, "checked_in" in done.output) == (0, True)


def test_check_says_a_line_for_each_finding(said) -> None:
    lines = said("check").output.strip().splitlines()
    assert len(lines) >= 7
    assert [line for line in lines if line[0] not in "✓✗"] == []


class Brings:
    """A plugin that brings commands."""

    def __init__(self, *commands: click.Command) -> None:
        self.commands = commands

    @hookimpl
    def register_commands(self) -> list[click.Command]:
        return list(self.commands)


def _songs() -> click.Command:
    return click.Command("songs", callback=lambda: click.echo(current_app.name))


@pytest.fixture
def with_plugins(settings: Settings) -> Callable[..., Result]:
    """Runs `jixun …` on an app with these plugins."""

    def run(*words: str, **brought: Brings) -> Result:
        app = create_app(settings=settings, extra_plugins=tuple(brought.items()), testing=True)
        return CliRunner().invoke(cli, list(words), obj=app)

    return run


def test_plugins_group_of_a_known_name_adds_its_commands(with_plugins) -> None:
    first = Brings(click.Group("import", [_songs()]), click.Group("sing", [_songs()]))
    second = Brings(click.Group("sing", [click.Command("loud")]))
    listed = with_plugins("import", "--help", choir=first).output
    assert [word in listed for word in ("roster", "timetable", "songs")] == [True] * 3
    assert with_plugins("import", "songs", choir=first).output == "jixun\n"
    assert "loud" in with_plugins("sing", "--help", choir=first, drum=second).output
    assert "songs" not in with_plugins("import", "--help").output


def test_plugin_that_takes_a_subcommand_of_ours_stops_the_start_by_name(with_plugins) -> None:
    taking = Brings(click.Group("import", [click.Command("roster")]))
    done = with_plugins("import", "roster", choir=taking)
    assert isinstance(done.exception, WrongStart)
    assert str(done.exception) == "plugin choir: the command `import roster` is there already"
