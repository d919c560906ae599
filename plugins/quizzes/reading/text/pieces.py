"""Cuts lines into pieces: a heading, a question's beginning, an answer, an explanation, or plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from plugins.quizzes.reading.text import keys
from plugins.quizzes.reading.text import vocabulary as words
from plugins.quizzes.reading.text.keys import Entry
from plugins.quizzes.reading.text.lines import Line
from plugins.quizzes.reading.text.vocabulary import Sort

STYLES = (
    "counter",
    "broken",
    "nth",
    "titled",
    "round",
    "plain",
    "weak",
    "alone",
    "circled",
    "roman",
    "chinese",
)
FIRM_STYLES = frozenset({"counter", "broken", "nth", "titled", "label"})
FAR = 2_000
"""How far back it is looked for what a glued number ends."""
SECOND_OPTION = re.compile(r"[Bb]\s?[、.:)]|\([Bb]\)")
JUDGED_END = re.compile(r"[(\[]\s*(?:√|×|对|错|正确|错误)\s*[)\]]\s*[。.]?\s*$")
SHOWS_QUESTION = tuple(
    re.compile(pattern)
    for pattern in (
        words.CHOSEN.pattern,
        words.JUDGED.pattern,
        r"(?:^|[^A-Za-z])[Aa]\s?[、.:)]",
        r"_{2,}",
    )
)


class Start(NamedTuple):
    """How a question announces itself: its number, in which manner, and where its text begins.

    `lead` is how much of the text stands before the number: （　）1. is a bracket to write into.
    """

    number: int
    style: str
    body: int
    lead: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line that is one thing. `body` is where, after its label, it begins to say something."""

    line: int
    raw: str
    plain: str
    sort: Sort
    body: int = 0
    start: Start | None = None
    name: str = ""
    gap: bool = False
    entries: tuple[Entry, ...] = ()

    @property
    def said(self) -> str:
        """What stands after the label, as it was typed."""
        return self.raw[: self.start.lead if self.start else 0] + self.raw[self.body :]

    @property
    def said_plain(self) -> str:
        """What stands after the label, in plain form."""
        return self.plain[: self.start.lead if self.start else 0] + self.plain[self.body :]

    def shows_question(self) -> bool:
        """Whether a question gives itself away here: by an answer, options, blanks, or its kind."""
        if self.sort is Sort.ANSWER:
            return True
        return self.sort in (Sort.TEXT, Sort.START) and bool(
            any(pattern.search(self.said_plain) for pattern in SHOWS_QUESTION)
            or words.OPTION_START.match(self.said_plain)
            or words.LABEL.match(self.said_plain)
        )


class Cutter:
    """Goes through the lines of one paste; remembers the last number, to find the next where it is glued on."""

    def __init__(self) -> None:
        self.last = 0
        self.numbers: list[int] = []

    def pieces(self, line: Line) -> Iterator[Piece]:
        """The pieces of a line in order; together they are the line."""
        begins = 0
        for ends, label in self._label_cuts(line.plain):
            if ends > begins:
                yield from self._without_label(line, begins, ends)
            begins = ends
            if label is not None:
                following = self._next_label(line.plain, label)
                yield from self._labelled(line, label, following)
                begins = following

    def _label_cuts(self, text: str) -> Iterator[tuple[int, re.Match[str] | None]]:
        for match in _labels(text):
            yield match.start(), match
        yield len(text), None

    def _next_label(self, text: str, label: re.Match[str]) -> int:
        return next((one.start() for one in _labels(text, label.end())), len(text))

    def _labelled(self, line: Line, label: re.Match[str], ends: int) -> Iterator[Piece]:
        sort = Sort[str(label.lastgroup).upper()]
        begins, body = label.start(), label.end()
        if sort is Sort.ANSWER and words.KEY_TITLE.match(line.plain[begins:ends]):
            sort = Sort.KEY_TITLE
        told = (
            self._key(line.plain[begins:ends], line.plain[body:ends]) if sort is Sort.ANSWER else ()
        )
        sort = Sort.KEY_LINE if told else sort
        cuts = [] if sort is Sort.KEY_LINE else self._glued(line.plain, body, ends, sort)
        end = cuts[0] if cuts else ends
        name = label["name"] or label["boxed"] or ""
        yield _piece(line, begins, end, sort, body=body - begins, entries=told, name=name)
        for first, last in pairwise([*cuts, ends]):
            yield self._begun(line, first, last)

    def _without_label(self, line: Line, begins: int, ends: int) -> Iterator[Piece]:
        text = line.plain[begins:ends]
        heading = _heading_end(text)
        if heading:
            yield _piece(line, begins, begins + heading, Sort.HEADING)
            begins += heading
            if begins == ends:
                return
        elif words.KEY_TITLE.match(text):
            yield _piece(line, begins, ends, Sort.KEY_TITLE, body=ends - begins)
            return
        told = self._key(line.plain[begins:ends], line.plain[begins:ends])
        if told or self.numbers:
            yield _piece(line, begins, ends, Sort.KEY_LINE, entries=told)
            return
        first = self._begun(line, begins, ends)
        cuts = self._glued(line.plain, begins + first.body, ends, first.sort)
        yield self._begun(line, begins, cuts[0]) if cuts else first
        for start, end in pairwise([*cuts, ends]):
            yield self._begun(line, start, end)

    def _key(self, whole: str, said: str) -> tuple[Entry, ...]:
        """The entries of a key line: 1.B 2.A, or 答案 B A below 题号 1 2."""
        below, self.numbers = self.numbers, keys.numbers_of(whole)
        told = keys.entries(said)
        return tuple(told) if len(told) > 1 else tuple(keys.below(below, said))

    def _begun(self, line: Line, begins: int, ends: int) -> Piece:
        """The beginning of a question, or plain text."""
        text = line.plain[begins:ends]
        start = start_of(text)
        if start is None:
            return _piece(line, begins, ends, Sort.TEXT)
        if start.style != "circled":
            self.last = start.number
        return _piece(line, begins, ends, Sort.START, body=start.body, start=start)

    def _glued(self, text: str, begins: int, ends: int, sort: Sort) -> list[int]:
        """Where the next numbers follow on the same line, and what follows them shows a question."""
        cuts: list[int] = []
        listed, done = False, begins
        shown = -1
        for match in words.NUMBER_WITHIN.finditer(text, begins, ends):
            digits = match["digits"] or match["nth"]
            at = (
                match.start() + len(digits) - len(str(self.last + 1))
                if match["digits"]
                else match.start()
            )
            listed = listed or digits == "1"
            if not digits.endswith(str(self.last + 1)) or at <= begins:
                continue
            shown = _last_shown(text) if shown < 0 else shown
            split = at > match.start() and match["digits"] is not None
            if shown > match.end() and _is_over(
                text[max(done, at - FAR) : at], sort, split or listed
            ):
                cuts.append(at)
                self.last += 1
                listed, done, sort = False, at, Sort.START
        return cuts


def _labels(text: str, begins: int = 0) -> Iterator[re.Match[str]]:
    for match in words.LABELS.finditer(text, begins):
        at = match.start()
        if match["answer"] or at == 0 or text[at] == "[" or words.MID_LINE.match(text, at - 1):
            yield match


def _piece(line: Line, begins: int, ends: int, sort: Sort, **more: object) -> Piece:
    return Piece(
        line.number,
        line.raw[begins:ends],
        line.plain[begins:ends],
        sort,
        gap=line.gap and begins == 0,
        **more,  # type: ignore[arg-type]
    )


def _last_shown(text: str) -> int:
    places = [match.start() for match in words.LABELS.finditer(text)]
    for pattern in SHOWS_QUESTION:
        places += [match.start() for match in pattern.finditer(text)]
    return max(places, default=0)


def _is_over(before: str, sort: Sort, doubtful: bool) -> bool:
    """Whether what stands before a glued number is a whole question, or a whole answer."""
    if SECOND_OPTION.search(before):
        return True
    if doubtful:
        return False
    if sort is Sort.ANSWER and words.STRONG.match(before):
        return True
    return bool(JUDGED_END.search(before)) or before[-1:] in "。; \t?)"


def _heading_end(text: str) -> int:
    """Where a heading ends that names a kind, 0 where there is none."""
    match = words.HEADING.match(text)
    if match is None:
        return len(text) if words.CHAPTER.match(text) and len(text) < 60 else 0
    has_ordinal = match["ordinal"] or match["inner"] or match["roman"]
    rest = words.HEADING_REST.match(text, match.end())
    ends = rest.end() if rest else match.end()
    named = "题" in match.group()
    if ends == len(text):
        return ends if named or has_ordinal or match.group().strip()[:1] == "[" else 0
    if not (named or has_ordinal):
        return 0
    if start_of(text[ends:]) or keys.entries(text[ends:]):
        return ends
    return len(text) if named and has_ordinal and len(text) <= 80 else 0


def start_of(text: str) -> Start | None:
    """How a question begins at the start of this text, if one may."""
    label = words.LABEL.match(text)
    if label and text[label.end() :].strip():
        return Start(0, "label", 0)
    bracket = words.LEADING_BRACKET.match(text)
    lead = bracket.end() if bracket else 0
    match = words.START.match(text, lead)
    if match is None:
        return None
    style = next(name for name in STYLES if match[name])
    return Start(words.number_in(match[style]), style, match.end(), lead)
