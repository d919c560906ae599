"""Writes the .xlsx files people take away; what looks like a formula is written as plain text."""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core.i18n import lazy_gettext as _
from core.spreadsheets import Sheet

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type of what is written here."""
HEADER_FILL, REFUSED_FILL = "FFF3EBDD", "FFFBE9E7"
MAX_WIDTH, MAX_TEXT = 60, 32_767
NATIVE = (int, float, Decimal, dt.datetime, dt.date, dt.time, dt.timedelta)
LIKE_A_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""A spreadsheet takes _x0041_ for a letter unless its first stroke is written as a code itself."""


def is_formula(text: str) -> bool:
    """Whether a spreadsheet program would run this text instead of showing it."""
    return len(text) > 1 and text[0] in "=+-@\t\r"


def write_xlsx(title: str, headers: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """A sheet with a frozen, tinted header for any export; `title` names the sheet."""
    book, sheet = _new_book(title)
    for number, values in enumerate([list(headers), *rows], start=1):
        _write_row(sheet, number, values)
    for cell in sheet[1]:
        _tint(cell, HEADER_FILL, bold=True)
    sheet.freeze_panes = "A2"
    _fit_widths(sheet)
    return _bytes_of(book)


def marked_workbook(
    source: Sheet, header_row: int, said: Mapping[int, Sequence[str]], refused: Collection[int]
) -> bytes:
    """The source's rows in their places with a last column 问题; refused rows are tinted."""
    book, sheet = _new_book(source.name)
    beyond = max((len(row.cells) for row in source.rows), default=0)
    for row in source.rows:
        notes = "；".join(said.get(row.number, ()))
        note = str(_("问题")) if row.number == header_row else notes
        _write_row(sheet, row.number, [*row.cells, *[""] * (beyond - len(row.cells)), note])
    for number in sorted(refused):
        for cell in sheet[number] if number else ():
            _tint(cell, REFUSED_FILL)
    if header_row:
        sheet.freeze_panes = f"A{header_row + 1}"
    _fit_widths(sheet)
    return _bytes_of(book)


def _new_book(title: str) -> tuple[Workbook, Worksheet]:
    """openpyxl costs every process 20 MB, so only an export loads it."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.create_sheet(_sheet_name(title), 0)
    del book[book.sheetnames[1]]
    return book, sheet


def _write_row(sheet: Worksheet, number: int, values: Sequence[Any]) -> None:
    for column, value in enumerate(values, start=1):
        if value is None or value == "":
            continue
        cell = sheet.cell(number, column)
        if isinstance(value, NATIVE) and not isinstance(value, bool):
            cell.value = value
        else:
            _write_text(cell, str(value))


def _write_text(cell: Cell | MergedCell, text: str) -> None:
    """Text stays text: the type is set by hand, and a leading = never becomes a formula."""
    shown = "".join(c for c in text if c in "\t\n\r" or unicodedata.category(c) not in ("Cc", "Cs"))
    kept = shown[:MAX_TEXT].replace("\ufffe", "").replace("\uffff", "")
    cell.value = LIKE_A_CODE.sub("_x005F_", kept)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = is_formula(text)


def _tint(cell: Cell | MergedCell, colour: str, bold: bool = False) -> None:
    from openpyxl.styles import Font, PatternFill

    cell.fill = PatternFill("solid", fgColor=colour)
    if bold:
        cell.font = Font(bold=True)


def _fit_widths(sheet: Worksheet) -> None:
    from openpyxl.utils import get_column_letter

    for index, cells in enumerate(sheet.iter_cols(), start=1):
        widest = max(_width(cell.value) for cell in cells)
        sheet.column_dimensions[get_column_letter(index)].width = min(widest + 3, MAX_WIDTH)


def _width(value: object) -> int:
    lines = ("" if value is None else str(value)).split("\n")
    return max(sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in lines)


def _sheet_name(title: str) -> str:
    clean = "".join(" " if c in "[]:*?/\\" or ord(c) < 32 else c for c in title).strip(" '")
    return clean[:31] or "Sheet1"


def _bytes_of(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
