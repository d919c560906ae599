"""The commands that read and write a class's spreadsheets."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from core import clock
from core.audit import SYSTEM
from core.command_context import complaints, console, with_app
from core.errors import Problem, Refused
from core.tabular import Report, RowProblem
from core.training.queries import class_by_code

NOTHING_READ = Report(0, 0, 0, 0, (), ())


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

    found = class_by_code(code)

    def write(report: Report) -> None:
        services.import_roster(found, report, by=SYSTEM, at=clock.now())

    with _told(as_json) as told:
        told.report = roster.read_roster(file.read_bytes(), file.name)
        told.write(write, dry_run=dry_run)


@import_group.command("timetable")
@_import_options
@with_app
def import_timetable(file: Path, code: str, dry_run: bool, as_json: bool) -> None:
    """Add the lessons of a timetable; all of it is written, or nothing."""
    from core.timetable import services, sheet

    found = class_by_code(code)

    def write(report: Report) -> None:
        services.import_timetable(found, report, by=SYSTEM, at=clock.now())

    with _told(as_json) as told:
        told.report = sheet.read_timetable(
            file.read_bytes(), file.name, found.zone, found.starts_on
        )
        told.write(write, dry_run=dry_run)


@dataclass
class _Told:
    """What is said of an import: the report, and whether it kept the class as it was."""

    report: Report = NOTHING_READ
    held_back: bool = False

    def write(self, work: Callable[[Report], None], *, dry_run: bool) -> None:
        """Writes what was read, unless a row was refused or nobody asked for it."""
        self.held_back = bool(self.report.refused) and not dry_run
        if not self.report.refused and not dry_run:
            work(self.report)


@contextmanager
def _told(as_json: bool) -> Iterator[_Told]:
    """Says what became of a file; for machines a refusal of the whole stands in the report too."""
    told = _Told()
    try:
        yield told
    except Refused as refused:
        if not as_json:
            raise
        told.report = replace(
            told.report, problems=(*told.report.problems, *map(_as_row, refused.problems))
        )
        told.held_back = True
    if as_json:
        click.echo(json.dumps(told.report.as_json(), ensure_ascii=False, indent=2))
    else:
        _print(told.report)
    if told.held_back:
        complaints.print("[red]✗[/] 没有写入任何内容：请按上面的说明改好，再导入一次。")
    sys.exit(1 if told.held_back or told.report.refused else 0)


def _as_row(problem: Problem) -> RowProblem:
    row = problem.field.removeprefix("row-")
    number = int(row) if row.isdecimal() else 0
    return RowProblem(number, problem.field, problem.code, problem.message, "error")


def _print(report: Report) -> None:
    table = Table("行", "栏", "说明")
    for problem in report.problems:
        table.add_row(str(problem.row), str(problem.field), str(problem.message))
    if report.problems:
        console.print(table)
    console.print(
        f"读到 {report.read} 行：采用 {report.taken}，拒绝 {report.refused}，跳过 {report.skipped}"
    )


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
