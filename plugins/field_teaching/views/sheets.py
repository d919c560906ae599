"""What the second step of every import asks and shows: columns named by hand, rows that give nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from flask import request

from core.intake import wholes
from core.tabular import Column, Field, Report


def columns_asked(fields: Sequence[Field]) -> dict[str, int]:
    """Which column a person chose for which field: `col-3=title`; a field that none has is nowhere (-1)."""
    asked = {name: value for name, value in request.args.items() if name.startswith("col-")}
    chosen = {
        value: index for name, value in asked.items() if value for index in wholes([name[4:]])
    }
    return {**dict.fromkeys((one.name for one in fields), -1), **chosen} if asked else {}


def unnamed_columns(source: dict[int, list[str]]) -> list[Column]:
    """The columns of a sheet whose header nobody recognised, named by what stands first in them."""
    width = max((len(cells) for cells in source.values()), default=0)
    return [
        Column(index, next((c[index] for c in source.values() if c[index : index + 1]), ""), "")
        for index in range(width)
    ]


def said_of_rows(report: Report, taken: Collection[int]) -> dict[str, Any]:
    """`warnings` of the rows that are taken, by row, and `refusals`: what was said of all others."""
    warnings: dict[int, list[Any]] = {}
    for problem in report.problems:
        if problem.row in taken and problem.severity != "error":
            warnings.setdefault(problem.row, []).append(problem)
    others = [one for one in report.problems if one.row not in taken or one.severity == "error"]
    return {"warnings": warnings, "refusals": others}
