"""Questions out of a spreadsheet, whatever its columns are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plugins.quizzes.reading.terms import Reading


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet (index from 0), the field it is taken for ('' if none), and what stands in it."""

    index: int
    header: str
    field: str
    samples: tuple[str, ...] = ()


def read_sheet(content: bytes, name: str, mapping: Mapping[int, str] | None = None) -> Reading:
    """The questions of an .xlsx, .xls, .ods or .csv; `mapping` of column (from 0) to field overrules the headers."""
    raise NotImplementedError


def columns_of(content: bytes, name: str) -> list[SheetColumn]:
    """The columns of the first sheet that holds rows, for a person who maps them by hand."""
    raise NotImplementedError
