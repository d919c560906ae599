"""Questions out of a spreadsheet, whatever its columns are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.i18n import lazy_gettext as _
from core.side_rows import why_no_data
from core.spreadsheets import Row, Sheet
from core.tabular import Table, filled_sheets, text_of
from plugins.quizzes.reading.building import reading_of, refuse, refuse_too_many
from plugins.quizzes.reading.columns import WORDS, Columns, columns_in, meaning_of, widest
from plugins.quizzes.reading.limits import MOST_BYTES
from plugins.quizzes.reading.sheet_rows import Cells, question_in
from plugins.quizzes.reading.terms import Read, Reading, Refusal, Skipped
from plugins.quizzes.reading.words import kind_of

SAMPLES = 3


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet (index from 0), the field it is taken for ('' if none), and what stands in it."""

    index: int
    header: str
    field: str
    samples: tuple[str, ...] = ()


def read_sheet(content: bytes, name: str, mapping: Mapping[int, str] | None = None) -> Reading:
    """The questions of an .xlsx, .xls, .ods or .csv; `mapping` of column (from 0) to field overrules the headers.

    The fields are those of `columns.FIELD_WORDS`. Every visible sheet with a stem column is read, each
    of the others is named among the skipped. Raises `Refused` for a hostile or torn file, and where no
    sheet has a column of stems.
    """
    sheets = filled_sheets(content, name, MOST_BYTES)
    found = [(sheet, columns_in(sheet, mapping)) for sheet in sheets if not sheet.hidden]
    readable = [(sheet, columns) for sheet, columns in found if columns.understood]
    if not readable:
        words = _("没有找到“题干”或“题目”一列。请在下面指明每一列是什么。")
        raise refuse("header_missing", words)
    refuse_too_many(sum(_filled(sheet) for sheet, _columns in readable))
    read: list[Read | Refusal | Skipped] = []
    for sheet, columns in readable:
        read += _entries(sheet, columns, several=len(sheets) > 1)
    unread = [sheet for sheet in sheets if sheet not in [one for one, _columns in readable]]
    read += [Skipped(0, sheet.name, str(_("这张工作表没有读取。"))) for sheet in unread]
    return reading_of("xlsx", read)


def _filled(sheet: Sheet) -> int:
    """How many rows say anything; people format thousands of empty ones."""
    return sum(any(map(text_of, row.cells)) for row in sheet.rows)


def columns_of(content: bytes, name: str) -> list[SheetColumn]:
    """The columns of the first visible sheet that holds rows, for a person who maps them by hand."""
    visible = [one for one in filled_sheets(content, name, MOST_BYTES) if not one.hidden]
    if not visible:
        return []
    sheet = visible[0]
    columns = columns_in(sheet)
    below = [row for row in sheet.rows if row.number > columns.header.last_row]
    headers = {column.index: column.header for column in columns.header.columns}
    meanings = {index: field for field, index in columns.fields.items()}
    meanings |= dict.fromkeys(columns.options.values(), "option")
    return [
        SheetColumn(i, headers.get(i, ""), meanings.get(i, ""), _samples(below, i))
        for i in range(widest(sheet.rows))
    ]


def _samples(rows: Sequence[Row], index: int) -> tuple[str, ...]:
    texts = (text_of(row.at(index)) for row in rows)
    return tuple([text for text in texts if text][:SAMPLES])


def _entries(
    sheet: Sheet, columns: Columns, *, several: bool
) -> Iterator[Read | Refusal | Skipped]:
    """Every row below the header that says anything."""
    usual = kind_of(sheet.name)
    prefix = f"【{sheet.name}】" if several else ""
    for row in Table(sheet, columns.header).rows():
        cells = Cells(row, columns)
        source = prefix + " | ".join(text for text in map(text_of, row.cells) if text)
        why = _why_skipped(cells, row)
        if why:
            yield Skipped(row.number, source, why)
            continue
        read = question_in(cells, usual, source)
        if not columns.header.columns and row.number == sheet.rows[0].number and _is_doubtful(read):
            yield Skipped(row.number, source, str(_("当作表头，没有取用。")))
        else:
            yield read
    for row in sheet.rows:
        texts = [text for text in map(text_of, row.cells) if text]
        if texts and row.number <= columns.header.last_row:
            yield Skipped(row.number, prefix + " | ".join(texts), str(_("表头，没有取用。")))


def _is_doubtful(read: Read | Refusal) -> bool:
    """A first row that asks nothing, where a person named the columns, is taken for a header nobody knows."""
    return isinstance(read, Refusal) or read.draft


def _why_skipped(cells: Cells, row: Row) -> str:
    """Why a row is no question at all; '' where it may be one, which is then shown even if it is torn."""
    texts = [text for text in map(text_of, row.cells) if text]
    if len(texts) > 1 and all(map(meaning_of, texts)):
        return str(_("重复的表头，没有取用。"))
    if cells.says_something:
        return ""
    reason = why_no_data(texts, WORDS, has_key=False)
    return str(reason[1]) if reason else str(_("这一行没有题目。"))
