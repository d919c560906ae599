"""Accepted answers of blanks as people type them: a line for each blank, `142|一百四十二±0.5`."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.rules.items import Blank
from plugins.quizzes.rules.numbers import plain

BREAK = "|｜"
TOLERANCE = "±"
ESCAPE = "\\"
SPECIAL = BREAK + TOLERANCE + ESCAPE
MOST_BLANKS = 50
LONGEST = 500
FINEST, COARSEST = Decimal("1e-12"), Decimal("1e12")


def blanks_text(blanks: Iterable[Blank]) -> str:
    """The lines for these blanks; `blanks_of` reads them back."""
    return "\n".join(_line(one) for one in blanks)


def _line(blank: Blank) -> str:
    texts = BREAK[0].join(_escaped(" ".join(text.split())) for text in blank.accepted)
    return texts if blank.tolerance is None else f"{texts}{TOLERANCE}{plain(blank.tolerance)}"


def _escaped(text: str) -> str:
    return "".join(f"{ESCAPE}{letter}" if letter in SPECIAL else letter for letter in text)


def blanks_of(text: str, problems: list[Problem]) -> tuple[Blank, ...]:
    """The blanks that these lines accept; what cannot be meant is added to `problems`."""
    lines = text.splitlines()
    if len(lines) > MOST_BLANKS or any(len(line) > LONGEST for line in lines):
        words = _(
            "填空答案最多 %(most)d 行，每行不超过 %(long)d 字。", most=MOST_BLANKS, long=LONGEST
        )
        problems.append(Problem("blanks_long", words, "blanks"))
        return ()
    return tuple(_blank(line, problems) for line in lines)


def _blank(line: str, problems: list[Problem]) -> Blank:
    pieces, marks = _pieces(line)
    tolerance = None
    if len(pieces) > 1 and marks[-1] == TOLERANCE:
        tolerance = _tolerance(pieces.pop(), line, problems)
    return Blank(tuple(dict.fromkeys(text.strip() for text in pieces if text.strip())), tolerance)


def _pieces(line: str) -> tuple[list[str], list[str]]:
    """What stands between the marks of a line, and those marks."""
    pieces, marks, letters = [""], [], iter(line)
    for letter in letters:
        if letter == ESCAPE:
            pieces[-1] += next(letters, ESCAPE)
        elif letter in BREAK + TOLERANCE:
            marks.append(letter)
            pieces.append("")
        else:
            pieces[-1] += letter
    return pieces, marks


def _tolerance(text: str, line: str, problems: list[Problem]) -> Decimal | None:
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        found = Decimal("NaN")
    if found.is_finite() and (found == 0 or FINEST <= found <= COARSEST):
        return found
    words = _("“%(line)s”里 ± 后面要写数字，例如 3.14±0.01。", line=line[:40])
    problems.append(Problem("bad_tolerance", words, "blanks"))
    return None
