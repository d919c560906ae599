"""The `jixun` command: what an operator says in a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from functools import update_wrapper
from pathlib import Path
from typing import Any

import click
from flask import Flask
from rich.console import Console
from rich.table import Table

from core import clock, migrate, plugins
from core.access.services import create_account
from core.app import create_app
from core.audit import SYSTEM
from core.errors import NotFound, Refused, WrongStart
from core.tabular import Report
from core.training.queries import class_by_code

console = Console()
complaints = Console(stderr=True)


class House(click.Group):
    """The command group; plugins' commands come in when the app is made."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Our own commands and those that plugins brought."""
        return sorted({*super().list_commands(context), *_brought(context)})

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Ours first; a plugin cannot take a name of ours."""
        return super().get_command(context, name) or _brought(context).get(name)


def _brought(context: click.Context) -> dict[str, click.Command]:
    if context.obj is None:
        context.obj = create_app(testing=False)
    with context.obj.app_context():
        given = plugins.gather("register_commands")
    return {command.name: _inside(command) for _owner, command in given if command.name}


def _inside(command: click.Command) -> click.Command:
    """Runs a plugin's command with the app's context open."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _inside(inner)
    elif command.callback is not None and not hasattr(command.callback, "jixun_inside"):
        command.callback = with_app(command.callback)
        command.callback.jixun_inside = True  # type: ignore[attr-defined]
    return command


def with_app(work: Callable[..., Any]) -> Callable[..., Any]:
    """Opens the app's context around a command, and says refusals in one line each."""

    @click.pass_context
    def run(context: click.Context, *args: Any, **kwargs: Any) -> Any:
        app: Flask = context.find_object(Flask) or create_app()
        with app.app_context():
            try:
                return work(*args, **kwargs)
            except Refused as refused:
                for problem in refused.problems:
                    complaints.print(f"[red]✗[/] {problem.message}")
                sys.exit(1)
            except NotFound as missing:
                complaints.print(f"[red]✗[/] {str(missing) or '没有找到'}")
                sys.exit(1)

    return update_wrapper(run, work)


@click.group(cls=House)
def cli() -> None:
    """Jixun 集训: run a training class from the notice to the archive."""


@cli.command("migrate")
@click.option("--check", is_flag=True, help="Only say whether models and migrations agree.")
def migrate_command(check: bool) -> None:
    """Bring the database up to date with the code."""
    if check:
        _check_migrations()
        return
    app = create_app()
    with app.app_context():
        moved = migrate.upgrade()
    console.print(f"migrated: {', '.join(moved)}" if moved else "the database is up to date")


def _check_migrations() -> None:
    """In a database of its own, so that it says the same on every machine."""
    import tempfile

    from core import config

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings=config.load(Path(folder), environ={}))
        with app.app_context():
            migrate.upgrade()
            found = migrate.differences()
    for line in found:
        complaints.print(line)
    console.print("models and migrations agree" if not found else "models and migrations differ")
    sys.exit(1 if found else 0)


@cli.command()
@click.argument("owner")
@click.argument("message")
@with_app
def migration(owner: str, message: str) -> None:
    """Write a migration for OWNER (core, or a plugin) from what its models have become."""
    migrate.write_revision(owner, message)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True)
def serve(host: str, port: int, workers: int) -> None:
    """Serve Jixun, with its job worker, until it is stopped."""
    from core import serve as serving

    serving.serve(serving.Where(host, port, workers))


@cli.command()
def jobs() -> None:
    """Run background jobs alone, beside servers on other machines."""
    from core import serve as serving

    serving.run_jobs()


@cli.group()
def admin() -> None:
    """Accounts of administrators."""


@admin.command("create")
@click.argument("username")
@click.option("--name", default="", help="The person's name; the sign-in name where none is given.")
@click.password_option()
@with_app
def create_admin(username: str, name: str, password: str) -> None:
    """Make the first administrator, or one more."""
    create_account(
        username, name or username, password, administrator=True, by=SYSTEM, at=clock.now()
    )
    console.print(f"administrator {username} may sign in")


@cli.group("import")
def import_group() -> None:
    """Read people's spreadsheets into a class."""


def _import_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print the report as JSON."),
        click.option("--dry-run", is_flag=True, help="Write nothing."),
        click.option("--class", "code", required=True, help="The class's code."),
        click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    ):
        command = option(command)
    return command


@import_group.command("roster")
@_import_options
@with_app
def import_roster(file: Path, code: str, dry_run: bool, as_json: bool) -> None:
    """Enrol the people of a roster; all of it is written, or nothing."""
    from core.enrolment import roster, services

    training_class = class_by_code(code)
    report = roster.read_roster(file.read_bytes(), file.name)
    if not dry_run and not report.refused:
        services.import_roster(training_class, report, by=SYSTEM, at=clock.now())
    _tell(report, as_json=as_json)


@import_group.command("timetable")
@_import_options
@with_app
def import_timetable(file: Path, code: str, dry_run: bool, as_json: bool) -> None:
    """Add the lessons of a timetable; all of it is written, or nothing."""
    from core.timetable import services, sheet

    found = class_by_code(code)
    report = sheet.read_timetable(file.read_bytes(), file.name, found.zone, found.starts_on)
    if not dry_run and not report.refused:
        services.import_timetable(found, report, by=SYSTEM, at=clock.now())
    _tell(report, as_json=as_json)


def _tell(report: Report, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        table = Table("行", "栏", "说明")
        for problem in report.problems:
            table.add_row(str(problem.row), str(problem.field), str(problem.message))
        if report.problems:
            console.print(table)
        console.print(
            f"读到 {report.read} 行：采用 {report.taken}，拒绝 {report.refused}，跳过 {report.skipped}"
        )
    sys.exit(1 if report.refused else 0)


@cli.group()
def export() -> None:
    """Write a class's lists as xlsx."""


@export.command("roster")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--class", "code", required=True)
@with_app
def export_roster(file: Path, code: str) -> None:
    """Write the roster, in a shape that can be imported again."""
    from core.enrolment.printing import roster_xlsx

    file.write_bytes(roster_xlsx(class_by_code(code)))
    console.print(f"已写入 {file}")


@export.command("attendance")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--class", "code", required=True)
@with_app
def export_attendance(file: Path, code: str) -> None:
    """Write the register of attendance."""
    from core.attendance.printing import register_xlsx

    file.write_bytes(register_xlsx(class_by_code(code)))
    console.print(f"已写入 {file}")


@cli.command()
def check() -> None:
    """Say whether this installation is fit to run, a line for each finding."""
    from core.operations import findings

    app = create_app()
    with app.app_context():
        found = findings()
    for finding in found:
        console.print(
            f"[{'green' if finding.fine else 'red'}]{'✓' if finding.fine else '✗'}[/] {finding.words}"
        )
    sys.exit(0 if all(finding.fine for finding in found) else 1)


@cli.command()
@click.option("--markdown", is_flag=True, help="As docs/hooks.md is written.")
def hooks(markdown: bool) -> None:
    """List every hook and who answers it."""
    from core.hook_book import book, table

    if markdown:
        click.echo(book(), nl=False)
        return
    app = create_app()
    with app.app_context():
        click.echo(table())


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def demo(host: str, port: int) -> None:
    """Make the demonstration class, once, and print how to get in."""
    from core import demo as demonstration

    app = create_app()
    with app.app_context():
        migrate.require_current()
        demonstration.show(f"http://{host}:{port}", at=_now())


def _now() -> datetime:
    return clock.now()


def main() -> None:
    """The entry point; a wrong start is one clear line and exit code 2."""
    try:
        cli()
    except WrongStart as error:
        complaints.print(f"[red]✗[/] {error}")
        sys.exit(2)


if __name__ == "__main__":
    main()
