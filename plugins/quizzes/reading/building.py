"""How every reader makes what it read: clean text, and a draft wherever something is lacking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.intake import clean
from plugins.quizzes.reading.limits import MOST_QUESTIONS
from plugins.quizzes.reading.terms import Read, Reading, Refusal, Skipped
from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.quality import problems_of
from plugins.quizzes.terms import BLANK, Kind

LONGEST = 20_000
"""Letters of any one text of a question."""
UNSEEN = re.compile("[\x80-\x9f\u200b-\u200f\u2060\ufeff\ud800-\udfff]")
"""Marks that nobody sees, and halves of letters, which no database takes."""
LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
BEHIND = re.compile(r" +\n")
GAP = re.compile(r"[_＿]{2,}|[(（]\s*[_＿]*\s*[)）]|[【\[]\s*[】\]]")
DOUBT, LACK = 20, 50


class Gallery(Protocol):
    """Pictures that were met while a file was read."""

    def shown_by(self, names: Iterable[str]) -> Mapping[str, bytes]:
        """Those of these names."""


def tidy(text: str) -> str:
    """A text as it is kept: no marks that nobody sees, one kind of line end, no white space around or behind lines."""
    lines = LINE_END.sub("\n", clean(text).replace("\u00a0", " ").replace("\t", " "))
    return BEHIND.sub("\n", UNSEEN.sub("", lines)).strip()


def read_of(
    item: Item, line: int, source: str, warnings: Iterable[Problem] = (), *, draft: bool = False
) -> Read:
    """A question beside its source; what it lacks makes it a draft and is said among the warnings."""
    doubts = tuple(warnings)
    known = {one.code for one in doubts}
    lacking = tuple(one for one in problems_of(item) if one.code not in known)
    confidence = max(0, 100 - DOUBT * len(doubts) - LACK * len(lacking))
    return Read(
        item=item,
        line=line,
        source=source[:LONGEST],
        confidence=confidence,
        draft=draft or bool(problems_of(item)),
        warnings=(*doubts, *lacking),
    )


def reading_of(
    format: str,  # noqa: A002 - the word of the command
    entries: Iterable[Read | Refusal | Skipped | None],
    gallery: Gallery | None = None,
) -> Reading:
    """The entries of a file in their three heaps, with those pictures of the gallery that are shown."""
    met = list(entries)
    found = tuple(one for one in met if isinstance(one, Read))
    names = (shown.name for one in found for shown in one.item.pictures)
    return Reading(
        format,
        found,
        tuple(one for one in met if isinstance(one, Refusal)),
        tuple(one for one in met if isinstance(one, Skipped)),
        gallery.shown_by(names) if gallery else {},
    )


def with_blanks(stem: str, kind: Kind, wanted: int) -> str:
    """A 填空 stem with one BLANK for each gap, however the gaps are drawn; others stay as they are."""
    if kind is not Kind.BLANK or stem.count(BLANK) == wanted:
        return stem
    return GAP.sub(BLANK, stem)


def refuse(code: str, message: object) -> Refused:
    """The refusal of a whole file, said beside the file field."""
    return Refused(Problem(code, message, "file"))


def refuse_too_many(count: int) -> None:
    """Refuses a file of more questions than are read at once."""
    if count > MOST_QUESTIONS:
        words = _("一次最多读取 %(most)d 道题，请拆成几份再导入。", most=MOST_QUESTIONS)
        raise refuse("too_many_questions", words)


def too_long(texts: Sequence[str]) -> Problem | None:
    """Why a question cannot be taken at all: one of its texts is longer than any question's."""
    if any(len(text) > LONGEST for text in texts):
        return Problem("too_long", _("文字超过 %(most)d 字，不是一道题。", most=LONGEST))
    return None
