"""Reading people's spreadsheets: finds the header, maps its words to fields, counts every row.

A reader names its `Field`s, calls `read` for the `Table`, and reports each row to a `Tally`, which keeps
read = taken + refused + skipped whatever happens. Wholly empty rows are not read at all.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.header_rows import Column, Field, Header, best_header, mapped_by_hand
from core.i18n import lazy_gettext as _
from core.spreadsheets import MAX_BYTES, Row, Sheet, read_sheets, refusal
from core.workbooks import is_formula, marked_workbook, write_xlsx

__all__ = [
    "Column",
    "Field",
    "Item",
    "Report",
    "RowProblem",
    "Table",
    "Tally",
    "filled_sheets",
    "first_rows",
    "is_formula",
    "marked",
    "read",
    "source_rows",
    "table_in",
    "text_of",
    "write_xlsx",
]

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u0000-\u0008\u000e-\u001f]")
WHOLE_FLOAT = re.compile(r"-?\d{1,18}\.0+")
NOTHING = frozenset({"-", "--", "—", "——", "/", "\\", "无", "N/A", "n/a", "NULL", "null", "None"})


@dataclass(frozen=True)
class RowProblem:
    """Says to the organiser what is wrong in which row; an error keeps the row out, a warning not."""

    row: int
    field: str
    code: str
    message: Any
    severity: str = "warning"

    def as_json(self) -> dict[str, Any]:
        """The problem with its message as plain text."""
        return {
            "row": self.row,
            "field": self.field,
            "code": self.code,
            "message": str(self.message),
            "severity": self.severity,
        }


@dataclass(frozen=True)
class Item:
    """What was understood of one row: the canonical values, further values, and where it stands."""

    row: int
    values: Mapping[str, Any]
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:
        return self.values[key]


@dataclass(frozen=True)
class Report:
    """What an import understood of a file: read = taken + refused + skipped, always.

    `sources` holds the cells of each row as text, by row number, to be shown beside the reasons.
    """

    read: int
    taken: int
    refused: int
    skipped: int
    items: tuple[Item, ...]
    problems: tuple[RowProblem, ...]
    columns: tuple[Column, ...] = ()
    sheet: str = ""
    header_row: int = 0
    sources: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The report for machines; items bear the canonical keys only."""
        return {
            "read": self.read,
            "taken": self.taken,
            "refused": self.refused,
            "skipped": self.skipped,
            "items": [dict(item.values) for item in self.items],
            "problems": [problem.as_json() for problem in self.problems],
        }

    def problems_of(self, row: int) -> list[RowProblem]:
        """All that was said about one row of the file."""
        return [problem for problem in self.problems if problem.row == row]


@dataclass(frozen=True)
class Table:
    """A sheet whose header is known: the rows below it, with what merged cells say filled in."""

    sheet: Sheet
    header: Header
    others: tuple[str, ...] = ()

    @property
    def above(self) -> str:
        """The text over the header: titles, and the year they often name."""
        rows = [row for row in self.sheet.rows if row.number < self.header.first_row]
        return " ".join(text_of(cell) for row in rows for cell in row.cells if text_of(cell))

    def rows(self) -> Iterator[Row]:
        """The rows below the header that hold anything of their own."""
        filled = self._merged_down()
        for row in self.sheet.rows:
            if row.number > self.header.last_row and any(text_of(cell) for cell in row.cells):
                yield Row(row.number, _with(row, filled.get(row.number, {})), row.hidden)

    def value(self, row: Row, name: str) -> object:
        """The raw cell of a field in a row; '' where the table has no such column."""
        index = self.header.indexes.get(name)
        return "" if index is None else row.at(index)

    def text(self, row: Row, name: str) -> str:
        """The cell of a field as clean text, '' for a dash or 无."""
        text = text_of(self.value(row, name))
        return "" if text in NOTHING else text

    def _merged_down(self) -> dict[int, dict[int, object]]:
        """Spans that overlap, as only a forged file has them, are not laid on one another."""
        filled: dict[int, dict[int, object]] = {}
        reached: dict[int, int] = {}
        last = self.sheet.rows[-1].number if self.sheet.rows else 0
        for span in self.sheet.spans:
            value = self.sheet.rows[span.top - 1].at(span.left) if span.top <= last else ""
            if span.top <= max(self.header.last_row, reached.get(span.left, 0)) or value == "":
                continue
            reached[span.left] = span.bottom
            for number in range(span.top + 1, min(span.bottom, last) + 1):
                filled.setdefault(number, {})[span.left] = value
        return filled


def _with(row: Row, filled: Mapping[int, object]) -> tuple[object, ...]:
    width = max([len(row.cells), *(index + 1 for index in filled)])
    cells = [row.at(index) for index in range(width)]
    for index, value in filled.items():
        if not text_of(cells[index]):
            cells[index] = value
    return tuple(cells)


class Tally:
    """Counts what becomes of each row of a file, and keeps what there is to say about it."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.items: list[Item] = []
        self.problems: list[RowProblem] = []
        self.refused = self.skipped = 0
        if table.header.assumed:
            row = table.header.last_row
            self.warn(row, "", "header_assumed", _("第 %(row)d 行当作表头，没有取用。", row=row))
        for name in table.others:
            self.warn(0, "", "sheet_not_read", _("工作表“%(name)s”没有读取。", name=name))

    def take(self, item: Item) -> None:
        """One entry understood."""
        self.items.append(item)

    def refuse(self, row: int, name: str, code: str, message: Any) -> None:
        """One entry kept out, with its reason."""
        self.refused += 1
        self.problems.append(RowProblem(row, name, code, message, "error"))

    def skip(self, row: int, code: str, message: Any) -> None:
        """One entry that is no data: an instruction, a sum, a repeated header."""
        self.skipped += 1
        self.problems.append(RowProblem(row, "", code, message))

    def warn(self, row: int, name: str, code: str, message: Any) -> None:
        """Something to look at in a row, which changes no count."""
        self.problems.append(RowProblem(row, name, code, message))

    def warn_if_hidden(self, row: Row) -> None:
        """Hidden rows are read like any other, but said."""
        if row.hidden:
            self.warn(row.number, "", "row_hidden", _("这一行在表格中被隐藏，也读取了。"))

    def report(self) -> Report:
        """The finished count."""
        taken = len(self.items)
        return Report(
            read=taken + self.refused + self.skipped,
            taken=taken,
            refused=self.refused,
            skipped=self.skipped,
            items=tuple(self.items),
            problems=tuple(sorted(self.problems, key=lambda p: p.row)),
            columns=self.table.header.columns,
            sheet=self.table.sheet.name,
            header_row=self.table.header.last_row,
            sources={row.number: tuple(map(text_of, row.cells)) for row in self.table.rows()},
        )


def text_of(value: object) -> str:
    """A cell as the person who typed it would read it: 18888888888.0 is 18888888888."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e18:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "minutes") if value.time() != dt.time() else str(value.date())
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    text = INVISIBLE.sub("", str(value)).replace("\u00a0", " ").replace("\u3000", " ").strip()
    return text.split(".")[0] if WHOLE_FLOAT.fullmatch(text) else text


def plain(text: str) -> str:
    """Text for comparing: full-width forms made narrow, white space gone."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def read(
    content: bytes,
    filename: str,
    fields: Sequence[Field],
    mapping: Mapping[str, int] | None = None,
    limit: int = MAX_BYTES,
) -> Table:
    """The table in an organiser's file; `mapping` of field to column (from 0) overrules the header.

    Raises `Refused` for hostile or wrong files and where no header is found.
    """
    return table_in(filled_sheets(content, filename, limit), fields, mapping)


def filled_sheets(content: bytes, filename: str, limit: int = MAX_BYTES) -> list[Sheet]:
    """The sheets of a file that hold rows; `Refused` if no visible one does."""
    sheets = [sheet for sheet in read_sheets(content, filename, limit) if sheet.rows]
    if all(sheet.hidden for sheet in sheets):
        raise refusal("file_empty", _("表格里没有内容。"))
    return sheets


def first_rows(content: bytes, filename: str, count: int = 10) -> tuple[Row, ...]:
    """The top of the first visible sheet, for a person who maps the columns by hand."""
    sheets = [sheet for sheet in filled_sheets(content, filename) if not sheet.hidden]
    return sheets[0].rows[:count]


def table_in(
    sheets: Sequence[Sheet], fields: Sequence[Field], mapping: Mapping[str, int] | None = None
) -> Table:
    """The visible sheet whose header is understood best; the others are named in the report."""
    found = [(best_header(sheet, fields), sheet) for sheet in sheets if not sheet.hidden]
    header, sheet = max(found, key=lambda pair: pair[0].score)
    if mapping:
        header = mapped_by_hand(header, sheet, fields, mapping)
    lacking = [wanted for wanted in fields if wanted.needed and wanted.name not in header.indexes]
    if lacking:
        words = "、".join(wanted.words[0] for wanted in lacking)
        raise refusal("header_missing", _("没有找到表头：缺少“%(words)s”一列。", words=words))
    return Table(sheet, header, tuple(other.name for other in sheets if other is not sheet))


def marked(content: bytes, filename: str, report: Report) -> bytes:
    """The organiser's own sheet as .xlsx with a column 问题 that says what was found in each row."""
    sheets = read_sheets(content, filename)
    sheet = next((one for one in sheets if one.name == report.sheet), sheets[0])
    said: dict[int, list[str]] = {}
    for problem in report.problems:
        said.setdefault(problem.row, []).append(str(problem.message))
    refused = {problem.row for problem in report.problems if problem.severity == "error"}
    return marked_workbook(sheet, report.header_row, said, refused)


def source_rows(content: bytes, filename: str, report: Report | None) -> dict[int, list[str]]:
    """The cells of the sheet that was read, by row number, as the organiser wrote them."""
    sheets = read_sheets(content, filename)
    sheet = next((one for one in sheets if report and one.name == report.sheet), sheets[0])
    return {row.number: [text_of(cell) for cell in row.cells] for row in sheet.rows}
