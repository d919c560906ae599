"""`jixun import questions` and `jixun export questions`: the bank by the terminal."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table

from core import clock
from core.audit import SYSTEM
from core.command_context import complaints, console
from core.errors import Refused
from core.migrate import behind, require_current
from core.training.queries import class_by_code
from plugins.quizzes.queries.duplicates import sorted_out
from plugins.quizzes.queries.exporting import items_to_export
from plugins.quizzes.queries.pictures import pictures_of
from plugins.quizzes.reading import FORMATS, read_file
from plugins.quizzes.reading.report import Came, report_of
from plugins.quizzes.services.taking import take_reading
from plugins.quizzes.writing import FORMATS as EXPORTS
from plugins.quizzes.writing import format_named

WRITTEN = tuple(one.name for one in EXPORTS)
ENDINGS = {one.ending: one.name for one in reversed(EXPORTS)}


@click.group("import")
def import_group() -> None:
    """Read questions into the bank."""


@import_group.command("questions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), help="Guessed where none is given.")
@click.option("--class", "code", help="The code of the class that brings them.")
@click.option("--dry-run", is_flag=True, help="Write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def import_questions(
    file: Path, form: str | None, code: str | None, dry_run: bool, as_json: bool
) -> None:
    """Add the questions of FILE to the bank: doubtful ones as drafts, what is there already not again.

    What cannot be read is named with its line, and keeps nothing else out: after mending, import again.
    """
    if not dry_run:
        require_current()
    class_id = class_by_code(code).id if code else None
    try:
        reading = read_file(file.read_bytes(), file.name, form or "")
        if dry_run:
            # Where nothing is set up yet, a file can be tried out all the same: no bank, no duplicates.
            came = Came(reading, () if behind() else sorted_out(reading.found).duplicates)
        else:
            taken = take_reading(
                reading, class_id=class_id, source_name=file.name, by=SYSTEM, at=clock.now()
            )
            came = Came(reading, taken.duplicates)
    except Refused as refused:
        if not as_json:
            raise
        came = Came(None, (), tuple(refused.problems), form or "")
    _tell(came, as_json)
    sys.exit(0 if came.is_fine else 1)


@click.group("export")
def export_group() -> None:
    """Write questions of the bank into a file."""


@export_group.command("questions")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(WRITTEN), help="By the file's ending where none is given."
)
@click.option("--topic", default="", help="Only of this topic and those below it.")
@click.option("--tag", default="", help="Only with this tag.")
def export_questions(file: Path, form: str | None, topic: str, tag: str) -> None:
    """Write the usable questions into FILE, and say what its format cannot carry."""
    wanted = format_named(form or ENDINGS.get(file.suffix.lower(), ""))
    if wanted is None:
        raise click.UsageError(f"--format: one of {', '.join(WRITTEN)}")
    items = items_to_export(topic=topic, tag=tag)
    file.write_bytes(wanted.write(items, pictures_of(items)))
    console.print(f"已写入 {file}：{len(items)} 道题")
    lost = Counter(str(words) for item in items for words in wanted.lost(item))
    for words, count in lost.most_common():
        console.print(escape(f"没有带上：{words}（{count} 道题）"))


def _tell(came: Came, as_json: bool) -> None:
    report = report_of(came)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return
    table = Table("行", "说明", "原文")
    for problem in report["problems"]:
        table.add_row(str(problem["line"]), *_shown(problem["message"], problem["source"]))
    for item in report["items"]:
        for warning in item["warnings"]:
            table.add_row(str(item["source_line"]), *_shown(warning["message"], item["stem"]))
    if table.row_count:
        console.print(table)
    console.print(
        f"读到 {report['read']} 道题：可用 {report['taken']}，草稿 {report['drafts']}，"
        f"拒绝 {report['refused']}；跳过 {report['skipped']} 处，重复 {report['duplicates']} 道没有再加"
    )
    if report["refused"]:
        complaints.print(
            "[red]✗[/] 有题目没有读取：请按上面的说明改好，再导入一次（已有的不会重复）。"
        )


def _shown(message: str, source: str) -> tuple[str, str]:
    """[html] in a question is no style of the terminal's."""
    return escape(message), escape(source[:60])
