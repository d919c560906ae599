"""Reads pasted text, in whatever layout people keep their questions.

The way of a paste: `lines` (what is no question by its look goes) → `pieces` (lines are cut where something
begins) → `walk` (pieces become blocks, one for each question, and keys) → `matching_keys` → `items`.
"""

from __future__ import annotations

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.limits import MOST_BYTES, MOST_LINES
from plugins.quizzes.reading.terms import Reading
from plugins.quizzes.reading.text.decoding import decode
from plugins.quizzes.reading.text.items import read_of
from plugins.quizzes.reading.text.lines import lines_of
from plugins.quizzes.reading.text.matching_keys import give_keys
from plugins.quizzes.reading.text.pieces import Cutter
from plugins.quizzes.reading.text.walk import walked

__all__ = ["TEXT", "decode", "read_text"]

TEXT = "text"


def read_text(text: str) -> Reading:
    """Every question of a paste beside its source; every line that says something is accounted for.

    Raises `Refused` for a text longer than may be read at once, or with too many questions in it.
    """
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "replace")) > MOST_BYTES:
        words = _("文字超过 %(most)d MB，没有读取。请分成几份再传。", most=MOST_BYTES // 1024**2)
        raise Refused(Problem("text_too_long", words, "file"))
    if len(text.splitlines()) > MOST_LINES:
        words = _("文字超过 %(most)d 行，没有读取。请分成几份再传。", most=MOST_LINES)
        raise Refused(Problem("too_many_lines", words, "file"))
    lines, skipped = lines_of(text)
    cutter = Cutter()
    walk = walked([piece for line in lines for piece in cutter.pieces(line)])
    unmatched = give_keys(walk.blocks, walk.lists)
    return Reading(
        TEXT,
        tuple(read_of(block) for block in walk.blocks),
        tuple(sorted([*walk.refused, *unmatched], key=lambda one: one.line)),
        tuple(sorted([*skipped, *walk.skipped], key=lambda one: one.line)),
    )
