"""Buttons beside the lines of a form: a line added, taken away, moved; a picture taken away."""

from __future__ import annotations

from dataclasses import replace

from plugins.quizzes.rules.quality import CHOOSING
from plugins.quizzes.rules.typed import PointRow, Row, Typed
from plugins.quizzes.terms import LETTERS, Kind

FRESH_ROWS = 4
LEAST_ROWS = 2


def padded(typed: Typed) -> Typed:
    """The form with empty lines to type into where its kind asks for lines and there are too few."""
    if typed.kind in CHOOSING:
        least = LEAST_ROWS if typed.rows else FRESH_ROWS
        return replace(typed, rows=(*typed.rows, *[Row()] * max(0, least - len(typed.rows))))
    if typed.kind is Kind.ESSAY and not typed.points:
        return replace(typed, points=(PointRow(),))
    return typed


def acted(typed: Typed, act: str) -> Typed:
    """The form after a button: `add`, `drop-2`, `up-2`, `down-2`, `unpicture-2`, `add-point`, `unstem-0`.

    Anything else, and a line that is not there, leaves it as it is.
    """
    name, _dash, number = act.partition("-")
    index = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else -1
    if act == "add-point":
        return replace(typed, points=(*typed.points, PointRow()))
    if name == "add":
        return (
            replace(typed, rows=(*typed.rows, Row())) if len(typed.rows) < len(LETTERS) else typed
        )
    if name == "unstem" and 0 <= index < len(typed.pictures):
        rest = (*typed.pictures[:index], *typed.pictures[index + 1 :])
        return replace(typed, pictures=rest)
    return replace(typed, rows=_moved(typed.rows, name, index)) if index >= 0 else typed


def _moved(rows: tuple[Row, ...], name: str, index: int) -> tuple[Row, ...]:
    if index >= len(rows):
        return rows
    moved = list(rows)
    row = moved.pop(index)
    if name == "drop":
        return tuple(moved)
    if name == "unpicture":
        moved.insert(index, replace(row, picture="", alt=""))
        return tuple(moved)
    step = {"up": -1, "down": 1}.get(name, 0)
    moved.insert(max(0, min(len(moved), index + step)), row)
    return tuple(moved)
