"""The commands that read and write a class's spreadsheets."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from core import clock
from core.audit import SYSTEM
from core.command_context import console, with_app
from core.tabular import Report
from core.training.queries import class_by_code


@click.group("import")
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


@click.group()
def export() -> None:
    """Write a class's lists as xlsx."""


@export.command("roster")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--class", "code", required=True)
@with_app
def export_roster(file: Path, code: str) -> None:
    """Write the roster, in a shape that can be imported again."""
    from core.enrolment import printing, queries

    file.write_bytes(printing.sheet(list(queries.trainees(class_by_code(code).id))))
    console.print(f"已写入 {file}")


@export.command("attendance")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--class", "code", required=True)
@with_app
def export_attendance(file: Path, code: str) -> None:
    """Write the register of attendance."""
    from core.attendance import printing, queries

    found = class_by_code(code)
    file.write_bytes(printing.register_xlsx(found, queries.register(found.id)))
    console.print(f"已写入 {file}")
