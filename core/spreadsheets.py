"""Opens the spreadsheets people send, and refuses unread what is hostile, broken or something else.

A file is judged by its content, never by its name alone. What the readers then see of an .xlsx or .ods is
an archive packed anew from the parts that were measured here, so its declared sizes cannot lie.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.old_sheets import Unreadable, read_apart
from core.packed_sheets import TOO_LARGE, TORN, hidden_rows, repacked

MAX_BYTES = 10 * 1024 * 1024
MAX_CELLS = 1_000_000
MAX_COLUMNS = 16_000
XLS_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SUFFIXES = (".xlsx", ".xls", ".ods", ".csv", ".txt", ".tsv")
TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
MACRO_SUFFIXES = (".xlsm", ".xltm", ".xlam", ".xlsb")


@dataclass(frozen=True)
class Row:
    """One row of a sheet: its number as the organiser's own program shows it, and its cells from column A."""

    number: int
    cells: tuple[object, ...]
    hidden: bool = False

    def at(self, index: int) -> object:
        """The value in a column counted from 0; '' beyond the end."""
        return self.cells[index] if 0 <= index < len(self.cells) else ""


@dataclass(frozen=True)
class Span:
    """A merged range, rows from 1 and columns from 0, both ends included; the value stands at the top left."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """All rows of one sheet from row 1, and its merged ranges (known for Excel files only)."""

    name: str
    rows: tuple[Row, ...]
    spans: tuple[Span, ...] = ()
    hidden: bool = False


def refusal(code: str, message: object) -> Refused:
    """A refusal of the whole file, said beside the file field."""
    return Refused(Problem(code, message, "file"))


def read_sheets(content: bytes, filename: str, limit: int = MAX_BYTES) -> list[Sheet]:
    """Reads .xlsx, .xls, .ods or .csv/.txt text (UTF-8, UTF-16 or GB18030) into sheets of rows.

    Raises `Refused` with one reason for what is too large, empty, of a wrong kind, encrypted, torn,
    or carries macros, an external entity, a path out of the archive or a zip bomb.
    """
    suffix = _checked_suffix(filename)
    if len(content) > limit:
        raise refusal(
            "file_too_large",
            _("文件超过 %(size)d MB，没有读取。请删去图片或拆成几份再传。", size=limit // 1024**2),
        )
    if not content.strip():
        raise refusal("file_empty", _("文件是空的。"))
    if content.startswith(b"PK"):
        parts, packed = repacked(content)
        return _workbook(packed, hidden_rows(parts))
    if content.startswith(XLS_MAGIC):
        _refuse_unsafe_xls(content)
        return _old_workbook(content)
    if suffix not in TEXT_SUFFIXES:
        raise refusal(
            "file_kind", _("文件内容不是 Excel 表格。请用 Excel 或 WPS 打开后另存为 .xlsx 再传。")
        )
    return [_text_sheet(content)]


def _checked_suffix(filename: str) -> str:
    name = filename.lower()
    if name.endswith(MACRO_SUFFIXES):
        raise refusal("file_macros", _("带宏或二进制格式的表格不能读取。请另存为 .xlsx 再传。"))
    for suffix in SUFFIXES:
        if name.endswith(suffix):
            return suffix
    raise refusal("file_kind", _("只能读取 .xlsx、.xls、.ods 或 .csv 表格。"))


def _refuse_unsafe_xls(content: bytes) -> None:
    """The old binary format names its streams in UTF-16; those of macros and encryption are enough to refuse."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise refusal("file_encrypted", _("文件有密码。请去掉密码后再传。"))
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise refusal("file_macros", _("文件带有宏，没有读取。请另存为不带宏的 .xlsx 再传。"))


def _old_workbook(content: bytes) -> list[Sheet]:
    try:
        found = read_apart(content)
    except Unreadable as reason:
        if str(reason) == "encrypted":
            raise refusal("file_encrypted", _("文件有密码。请去掉密码后再传。")) from reason
        if str(reason) == "large":
            raise refusal("sheet_too_large", TOO_LARGE) from reason
        raise refusal("file_torn", TORN) from reason
    return [_sheet(one["name"], one["rows"], one["spans"], one["hidden"]) for one in found]


def _workbook(content: bytes, hidden: Mapping[str, frozenset[int]]) -> list[Sheet]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return [_sheet_of(book, meta, hidden) for meta in book.sheets_metadata]
    except (CalamineError, ValueError, OSError, OverflowError, KeyError) as error:
        raise refusal("file_torn", TORN) from error
    except BaseException as error:  # a panic inside the reading library derives from BaseException
        if type(error).__name__ != "PanicException":
            raise
        raise refusal("file_torn", TORN) from error


def _sheet_of(
    book: CalamineWorkbook, meta: SheetMetadata, hidden: Mapping[str, frozenset[int]]
) -> Sheet:
    concealed = meta.visible != SheetVisibleEnum.Visible
    if meta.typ != SheetTypeEnum.WorkSheet:
        return Sheet(meta.name, (), (), concealed)  # a chart holds no cells
    sheet = book.get_sheet_by_name(meta.name)
    if sheet.total_height * sheet.total_width > MAX_CELLS or sheet.total_width > MAX_COLUMNS:
        raise refusal("sheet_too_large", TOO_LARGE)
    rows = sheet.to_python(skip_empty_area=False)
    spans = [(*a, *b) for a, b in sheet.merged_cell_ranges or ()]
    return _sheet(meta.name, rows, spans, concealed, hidden.get(meta.name, frozenset()))


def _sheet(
    name: str,
    values: Sequence[Sequence[object]],
    spans: Sequence[Sequence[int]],
    is_hidden: bool,
    hidden: frozenset[int] = frozenset(),
) -> Sheet:
    rows = tuple(Row(i, tuple(cells), i in hidden) for i, cells in enumerate(values, start=1))
    merged = [Span(top + 1, left, bottom + 1, right) for top, left, bottom, right in spans]
    return Sheet(name, rows, tuple(sorted(merged, key=lambda s: (s.top, s.left))), is_hidden)


def _text_sheet(content: bytes) -> Sheet:
    text = _decoded(content)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise refusal("file_torn", TORN) from error
    if sum(map(len, records)) > MAX_CELLS or max(map(len, records), default=0) > MAX_COLUMNS:
        raise refusal("sheet_too_large", TOO_LARGE)
    return Sheet("", tuple(Row(i, tuple(cells)) for i, cells in enumerate(records, start=1)))


def _decoded(content: bytes) -> str:
    encodings: Sequence[str] = ("utf-8-sig", "gb18030")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ("utf-16",)
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(c) < 32 and c not in "\t\r\n\x0b\x0c\x1a" for c in text):
            return text
    raise refusal("file_kind", _("文件不是文字表格，或编码认不出。请另存为 .xlsx 再传。"))


def _delimiter(text: str) -> str:
    head = "\n".join(text.splitlines()[:20])
    return max(",\t;", key=head.count)
