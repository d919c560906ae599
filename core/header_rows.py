"""Finds the header of a table among titles, key rows and notes, and what each of its columns means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.spreadsheets import Row, Sheet

SEARCHED_ROWS = 40
BRACKETS = re.compile(r"[(\[【〔<].*?(?:[)\]】〕>]|$)")
REMARK = re.compile(r"(?:红色|标红|带\*|必填|选填|请填|如[::]).*$")
FULL, ENGLISH, TAIL = 1.0, 0.9, 0.5


@dataclass(frozen=True)
class Field:
    """A thing a reader looks for: its name, the words people head it with (best first), and whether
    the table is useless without it. A header that contains a word of `never` is not meant."""

    name: str
    words: tuple[str, ...]
    needed: bool = False
    never: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column as the organiser sees it (index from 0), and the field it was taken for; '' if unused."""

    index: int
    header: str
    field: str


@dataclass(frozen=True)
class Header:
    """Where the header stands (rows from 1) and what its columns were understood as.

    `assumed` is a header nobody recognised: a person mapped the columns, the first row is skipped.
    """

    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    score: float
    assumed: bool = False

    @property
    def indexes(self) -> dict[str, int]:
        """Column index by field."""
        return {column.field: column.index for column in self.columns if column.field}


def header_key(text: str) -> str:
    """A header cell without marks, brackets, notes and spaces: `姓名 *（必填）` is `姓名`."""
    key = unicodedata.normalize("NFKC", text)
    key = re.sub(r"[\s*]+", "", BRACKETS.sub("", key))
    key = REMARK.sub("", key) or key
    key = key.strip(":;,.、。_-").lower()
    return key.rstrip("0123456789") or key


def _cell_text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _fit(key: str, wanted: Field) -> tuple[float, int]:
    """How well a header fits a field: weight, and the place of the word in the field's order."""
    if any(word in key for word in wanted.never):
        return 0.0, 0
    for place, word in enumerate(wanted.words):
        if key == word.lower():
            return (ENGLISH if word.isascii() else FULL), place
    if len(key) <= 14:
        for place, word in enumerate(wanted.words):
            if len(word) >= 2 and not word.isascii() and key.endswith(word):
                return TAIL + len(word) / 100, place
    return 0.0, 0


def _fields_by_column(
    keys: Sequence[tuple[str, ...]], fields: Sequence[Field]
) -> tuple[dict[int, str], float]:
    """Each field to its best column, each column to one field; the score is the sum of the fits."""
    offers = []
    for index, variants in enumerate(keys):
        for wanted in fields:
            fits = [_fit(key, wanted) for key in variants if key]
            weight, place = max(fits, key=lambda fit: (fit[0], -fit[1]), default=(0.0, 0))
            if weight:
                offers.append((-weight, place, index, wanted.name))
    by_column: dict[int, str] = {}
    score = 0.0
    for weight, _place, index, name in sorted(offers):
        if index not in by_column and name not in by_column.values():
            by_column[index] = name
            score -= weight
    return by_column, score


def _spread(sheet: Sheet, row: Row) -> list[str]:
    """The texts of a header row, a merged cell saying its text in every column it covers."""
    texts = [_cell_text(cell) for cell in row.cells]
    for span in sheet.spans:
        if span.top <= row.number <= span.bottom:
            said = _cell_text(sheet.rows[span.top - 1].at(span.left))
            for index in range(span.left, min(span.right + 1, len(texts))):
                texts[index] = said
    return texts


def _is_two_rows(sheet: Sheet, upper: Row, lower: Row) -> bool:
    """Whether two rows make one header: a merge joins them, or each fills the other's gaps in words."""
    spans = [span for span in sheet.spans if span.top == upper.number]
    if any(span.bottom == lower.number for span in spans):
        return True
    above = [bool(_cell_text(cell)) for cell in upper.cells]
    below = [_cell_text(cell) for cell in lower.cells]
    if len(above) != len(below) or any(len(text) > 12 or re.search(r"\d", text) for text in below):
        return False
    gaps = any(up and not low for up, low in zip(above, below, strict=True))
    return gaps and any(low and not up for up, low in zip(above, below, strict=True))


def _header_at(sheet: Sheet, fields: Sequence[Field], position: int, depth: int) -> Header:
    rows = sheet.rows[position : position + depth]
    texts = [_spread(sheet, row) for row in rows]
    width = max(map(len, texts))
    stacked = [[text[i] if i < len(text) else "" for text in texts] for i in range(width)]
    keys = []
    for stack in stacked:
        upper, lower = header_key(stack[0]), header_key(stack[-1])
        keys.append((upper,) if upper == lower else (lower, upper + lower, upper))
    by_column, score = _fields_by_column(keys, fields)
    columns = tuple(
        Column(i, " ".join(dict.fromkeys(filter(None, stack))), by_column.get(i, ""))
        for i, stack in enumerate(stacked)
    )
    named = {column.field for column in columns}
    if any(wanted.needed and wanted.name not in named for wanted in fields):
        score /= 10
    return Header(rows[0].number, rows[-1].number, columns, score)


def best_header(sheet: Sheet, fields: Sequence[Field]) -> Header:
    """The likeliest header of a sheet; of equals the shallower, then the first (a page's header may
    come again), unless the next row says the same."""
    best = Header(0, 0, (), 0.0)
    for position, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        if not any(_cell_text(cell) for cell in row.cells):
            continue
        found = _header_at(sheet, fields, position, 1)
        again = row.number == best.last_row + 1 and found.score >= best.score - 1e-9
        if found.score and (again or found.score > best.score + 1e-9):
            best = found
        if position + 1 < len(sheet.rows) and _is_two_rows(sheet, row, sheet.rows[position + 1]):
            found = _header_at(sheet, fields, position, 2)
            if found.score > best.score + 1e-9:
                best = found
    return best


def mapped_by_hand(
    header: Header, sheet: Sheet, fields: Sequence[Field], mapping: Mapping[str, int]
) -> Header:
    """The header with columns named by a person; a negative index says that a field has no column.

    Without any header found, the first row of the sheet is taken for it.
    """
    known = {wanted.name for wanted in fields}
    chosen = {name: index for name, index in mapping.items() if name in known}
    indexes = {**header.indexes, **chosen}
    taken = {index: name for name, index in chosen.items() if index >= 0}
    if not header.columns:
        first = sheet.rows[0]
        columns = [(i, _cell_text(cell)) for i, cell in enumerate(first.cells)]
        header = Header(first.number, first.number, (), header.score, assumed=True)
    else:
        columns = [(column.index, column.header) for column in header.columns]
    by_column = {i: name for name, i in indexes.items() if taken.get(i, name) == name}
    named = tuple(Column(i, text, by_column.get(i, "")) for i, text in columns)
    return replace(header, columns=named)
