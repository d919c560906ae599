"""Measures the archive inside an .xlsx or .ods before anything opens it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _

MAX_PARTS = 2_000
MAX_UNPACKED = 80 * 1024 * 1024
RATIO_FROM = 4 * 1024 * 1024
MAX_RATIO = 100
MAX_EXTENT = 1_000_000
MAX_SHOWN = 32 * 1024 * 1024

MACRO_PART = re.compile(r"vbaproject|macrosheets?/|activex|^basic/|^scripts/", re.IGNORECASE)
ODS_PART = re.compile(r"mimetype$|content\.xml$|META-INF/manifest\.xml$", re.IGNORECASE)
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
DOCTYPES = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
CELL_NAME = re.compile(r"([A-Za-z]{1,7})(\d{1,10})")
HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s[^<>]{1,500}>")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

TORN = _("文件损坏，打不开。请用 Excel 或 WPS 打开后另存为 .xlsx 再传。")
TOO_LARGE = _("表格范围过大，没有读取。请删去表格以外的内容，或拆成几份再传。")

Parts = dict[str, bytes]


def _refused(code: str, message: object) -> Refused:
    return Refused(Problem(code, message, "file"))


def repacked(content: bytes) -> tuple[Parts, bytes]:
    """The parts of a safe spreadsheet archive by name, and a plain archive of just these.

    Raises `Refused` for a bomb, macros, encryption, an XML document type, a path that leaves the
    archive, cells strewn over an absurd range, or an archive that is no spreadsheet.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _check_directory(infos, len(content))
            parts = {info.filename: archive.read(info) for info in infos}
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise _refused("file_torn", TORN) from error
    except RuntimeError as error:  # zipfile's word for "a password is needed"
        raise _refused("file_encrypted", _("文件有密码。请去掉密码后再传。")) from error
    parts = _checked_parts(parts)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return parts, packed.getvalue()


def _check_directory(infos: list[zipfile.ZipInfo], packed: int) -> None:
    names = [info.filename for info in infos]
    unpacked = sum(info.file_size for info in infos)
    if len(names) > MAX_PARTS or len({name.lower() for name in names}) != len(names):
        raise _refused("file_bomb", _("文件的内部结构不正常，没有读取。"))
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * packed):
        raise _refused("file_bomb", _("文件解压后大得不正常，没有读取。"))
    if any(info.flag_bits & 1 for info in infos):
        raise _refused("file_encrypted", _("文件有密码。请去掉密码后再传。"))
    for name in names:
        if name.startswith(("/", "\\")) or ":" in name or ".." in re.split(r"[\\/]", name):
            raise _refused("file_path", _("文件内部含有指向别处的路径，没有读取。"))
        if MACRO_PART.search(name):
            raise _refused("file_macros", _("文件带有宏，没有读取。请另存为不带宏的 .xlsx 再传。"))


def _checked_parts(parts: Parts) -> Parts:
    """Only the parts that are read, each of them measured; pictures and the like stay behind."""
    is_xlsx = "xl/workbook.xml" in parts
    if is_xlsx:
        kept = {
            name: data
            for name, data in parts.items()
            if name.lower().endswith((".xml", ".rels")) and not ODS_PART.match(name)
        }
    elif parts.get("mimetype", b"").startswith(ODS_TYPE):
        kept = {name: data for name, data in parts.items() if ODS_PART.match(name)}
    else:
        message = _("文件内容不是 Excel 表格。请用 Excel 或 WPS 另存为 .xlsx 再传。")
        raise _refused("file_kind", message)
    if any(word in data for data in kept.values() for word in DOCTYPES):
        raise _refused("file_entity", _("文件内部引用了外部内容，没有读取。"))
    if b"macroenabled" in parts.get("[Content_Types].xml", b"").lower():
        raise _refused("file_macros", _("文件带有宏，没有读取。请另存为不带宏的 .xlsx 再传。"))
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise _refused("file_encrypted", _("文件有密码。请去掉密码后再传。"))
    (_check_xlsx if is_xlsx else _check_ods)(kept)
    return kept


def _elements(data: bytes) -> Iterator[ElementTree.Element]:
    """Every element as it closes; torn XML is refused. Document types were refused before."""
    try:
        for _event, element in ElementTree.iterparse(io.BytesIO(data)):  # noqa: S314 - no DTD in it
            yield element
    except ElementTree.ParseError as error:
        raise _refused("file_torn", TORN) from error


def _name(tag: str) -> str:
    """A name without its namespace, as the reading library takes it whatever the file declares."""
    return tag.rpartition("}")[2]


def _attribute(element: ElementTree.Element, name: str) -> str:
    return next((value for key, value in element.items() if _name(key) == name), "")


def _check_xlsx(parts: Parts) -> None:
    """A stray cell in a far corner, or a long text shown by every cell, would fill the memory.

    Every part is measured, because the archive itself says which of them are sheets.
    """
    texts = [name for name in parts if name.lower() == "xl/sharedstrings.xml"]
    lengths = [length for name in texts for length in _text_lengths(parts[name])]
    for name, data in parts.items():
        if name not in texts and name.lower().endswith(".xml"):
            _measure(data, lengths)


def _measure(data: bytes, lengths: Sequence[int]) -> None:
    lowest = rightmost = row = column = shown = 0
    filled = False
    for element in _elements(data):
        if _name(element.tag) == "row":
            row = _whole(element.get("r", "")) or row + 1
            lowest = max(lowest, row) if filled else lowest
            column, filled = 0, False
            element.clear()
        elif _name(element.tag) == "c":
            place = CELL_NAME.match(element.get("r", ""))
            column = _column_number(place[1]) if place else column + 1
            if len(element):
                filled, rightmost = True, max(rightmost, column)
                lowest = max(lowest, int(place[2]) if place else 0)
                shown += _length_shown(element, lengths)
    _refuse_beyond(lowest * rightmost, shown)


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _text_lengths(data: bytes) -> list[int]:
    if not data:
        return []
    lengths = []
    for element in _elements(data):
        if _name(element.tag) == "si":
            lengths.append(sum(len(text) for text in element.itertext()))
            element.clear()
    return lengths


def _length_shown(cell: ElementTree.Element, lengths: Sequence[int]) -> int:
    value = "".join(cell.itertext())
    if cell.get("t") == "s":
        return lengths[_whole(value)] if _whole(value) < len(lengths) else 0
    return len(value)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _check_ods(parts: Parts) -> None:
    """The same for .ods, where a cell and a row may each say that they are repeated."""
    lowest = rightmost = row = shown = 0
    for element in _elements(parts.get("content.xml", b"")):
        if _name(element.tag) == "table":
            _refuse_beyond(lowest * rightmost, shown)
            lowest = rightmost = row = 0
        elif _name(element.tag) == "table-row":
            times, column, length = _repeated(element, "rows"), 0, 0
            for cell in element:
                wide = _repeated(cell, "columns")
                column += wide
                if len(cell) or _attribute(cell, "value-type"):
                    rightmost = max(rightmost, column)
                    length += wide * (1 + sum(len(text) for text in cell.itertext()))
            row += times
            shown += times * length
            lowest = row if length else lowest
            element.clear()


def _repeated(element: ElementTree.Element, what: str) -> int:
    text = _attribute(element, f"number-{what}-repeated") or "1"
    return _whole(text) or 1


def _refuse_beyond(extent: int, shown: int) -> None:
    if extent > MAX_EXTENT or shown > MAX_SHOWN:
        raise _refused("sheet_too_large", TOO_LARGE)


def hidden_rows(parts: Parts) -> dict[str, frozenset[int]]:
    """Which rows of which sheet the sender had hidden (.xlsx only), by sheet name."""
    targets = _sheet_targets(parts)
    return {name: _hidden_in(parts.get(path, b"")) for name, path in targets.items()}


def _sheet_targets(parts: Parts) -> dict[str, str]:
    try:
        book = ElementTree.fromstring(parts["xl/workbook.xml"])  # noqa: S314 - no DTD in it
        links = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])  # noqa: S314 - nor here
    except (KeyError, ElementTree.ParseError):
        return {}
    paths = {link.get("Id"): link.get("Target", "") for link in links}
    found: dict[str, str] = {}
    for sheet in book.iter(f"{MAIN}sheet"):
        target = paths.get(sheet.get(RELATION), "")
        found[sheet.get("name", "")] = target.lstrip("/") if target[:1] == "/" else f"xl/{target}"
    return found


def _hidden_in(data: bytes) -> frozenset[int]:
    rows = set()
    for tag in HIDDEN_ROW.findall(data):
        number = re.search(rb'\sr="(\d{1,7})"', tag)
        if number and re.search(rb'\shidden="(?:1|true)"', tag):
            rows.add(int(number[1]))
    return frozenset(rows)
