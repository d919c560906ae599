"""签到表 and 考勤表 on paper and as sheets."""

from __future__ import annotations

from datetime import date
from typing import Any

from core import clock
from core.attendance.queries import Column, Register, RegisterRow, register, tallies
from core.attendance.rules import Mark
from core.documents import pdf_of_template
from core.i18n import gettext as _
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.training.printing import head_of
from core.wording import day as day_words
from core.workbooks import write_xlsx


def sign_in_sheet(
    training_class: TrainingClass, subject: str, columns: list[str], lesson: Lesson | None = None
) -> bytes:
    """A PDF with a signature column for each of `columns`; for one lesson, only those who attend it."""
    sheet = register(training_class.id, lesson=lesson) if lesson else register(training_class.id)
    rows = [row for row in sheet.rows if lesson is None or row.cells[0].due]
    head = head_of(training_class, _("签到表"))
    if lesson is not None:
        head["place"] = lesson.place
    return pdf_of_template(
        "print/sign_in_sheet.html",
        **head,
        subject=subject,
        columns=columns,
        rows=[{"name": row.name, "unit": row.unit} for row in rows],
    )


def register_pdf(
    training_class: TrainingClass, *, day: date | None = None, prepared_by: str = ""
) -> bytes:
    """The 考勤表 by half-days as a PDF, of the whole class or of one day."""
    sheet = register(training_class.id, day=day)
    sums = tallies(training_class.id)
    return pdf_of_template(
        "print/attendance.html",
        **head_of(training_class, _("考勤表")),
        prepared_by=prepared_by,
        days=[
            {
                "date": day_words(held_on) if held_on else "",
                "halves": [str(c.title) for c in columns],
            }
            for held_on, columns in sheet.days
        ],
        totals=_total_heads(),
        rows=[
            {
                "name": row.name,
                "unit": row.unit,
                "marks": _signs(row, sheet.columns),
                "totals": [str(value) for value in _totals(row, sums)],
            }
            for row in sheet.rows
        ],
    )


def register_xlsx(training_class: TrainingClass, sheet: Register) -> bytes:
    """The 考勤表 as a spreadsheet, with the same signs and sums as on paper."""
    sums = tallies(training_class.id)
    heads = [_("学号"), _("姓名"), _("单位"), _("组"), *map(_column_head, sheet.columns)]
    return write_xlsx(
        _("考勤表"),
        [*heads, *_total_heads()],
        (
            [
                row.number,
                row.name,
                row.unit,
                row.group,
                *_signs(row, sheet.columns),
                *_totals(row, sums),
            ]
            for row in sheet.rows
        ),
    )


def _signs(row: RegisterRow, columns: tuple[Column, ...]) -> list[str]:
    """The signs of a line; a half-day that has not begun stays empty, to be filled in by hand."""
    at = clock.now()
    return [
        cell.glyph if cell.mark or column.begun(at) else ""
        for cell, column in zip(row.cells, columns, strict=True)
    ]


def _column_head(column: Any) -> str:
    held_on = day_words(column.held_on) if column.held_on else ""
    title = column.lessons[0].title if len(column.lessons) == 1 else str(column.title)
    return f"{held_on} {column.title}\n{title}" if title != column.title else f"{held_on} {title}"


def _total_heads() -> list[str]:
    return [_("迟到次数"), _("缺勤次数"), _("请假次数"), _("出勤学时")]


def _totals(row: Any, sums: Any) -> list[Any]:
    counts = [row.count(mark) for mark in (Mark.LATE, Mark.ABSENT, Mark.ON_LEAVE)]
    attended = sums[row.enrolment_id].attended.normalize() if row.enrolment_id in sums else 0
    return [*counts, f"{attended:f}" if attended else "0"]
