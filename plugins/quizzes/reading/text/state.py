"""Where a walk through a paste stands, and what lies ahead of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import accumulate

from plugins.quizzes.reading.terms import Refusal, Skipped
from plugins.quizzes.reading.text import vocabulary as words
from plugins.quizzes.reading.text.blocks import Block, Key, Section
from plugins.quizzes.reading.text.pieces import Piece, Start
from plugins.quizzes.reading.text.vocabulary import Sort


class Mode(Enum):
    """What the walk is in the middle of."""

    NOTHING = auto()
    QUESTION = auto()
    ANSWER = auto()
    EXPLANATION = auto()
    KEY = auto()


class Ahead:
    """What stands between a piece and the next place where a question may begin, without looking twice."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        bounds = (Sort.START, Sort.HEADING, Sort.KEY_TITLE, Sort.KEY_LINE)
        self._bounds = [at for at, piece in enumerate(pieces) if piece.sort in bounds]
        shown = [piece.shows_question() for piece in pieces]
        self._shown = [0, *accumulate(shown)]
        answers = [piece.sort is Sort.ANSWER for piece in pieces]
        self._answers = [0, *accumulate(answers)]
        options = [bool(words.OPTION_START.match(piece.plain)) for piece in pieces]
        self._options = [0, *accumulate(options)]

    def next(self, at: int) -> int:
        """Where, after this piece, the next question, heading or key may begin."""
        index = bisect_right(self._bounds, at)
        return self._bounds[index] if index < len(self._bounds) else len(self._shown) - 1

    def shows_question(self, at: int) -> bool:
        """Whether what begins here gives itself away as a question before the next may begin."""
        return self._shown[self.next(at)] > self._shown[at]

    def has_answer(self, at: int) -> bool:
        """Whether an answer of its own follows before the next may begin."""
        return self._answers[self.next(at)] > self._answers[at]

    def has_options(self, at: int) -> bool:
        """Whether options follow before the next may begin."""
        return self._options[self.next(at)] > self._options[at]


@dataclass(frozen=True)
class Points:
    """How far a numbered list inside the present question or answer has come, and how it is numbered."""

    reached: int = 0
    style: str = ""

    def goes_on(self, start: Start) -> bool:
        """Whether this number is the list's next."""
        return self.reached > 0 and start.number == self.reached + 1 and start.style == self.style

    def after(self, start: Start | None) -> Points:
        """How far the list has come after a line that begins so."""
        if start and (self.goes_on(start) or start.number == 1):
            return Points(start.number, start.style)
        return self


@dataclass
class Walk:
    """Everything that was found so far, and where the walk stands.

    `last` is the number of the last question, `run` counts how often the numbers began again, `points` is
    how far a list inside the present question or answer has come.
    """

    pieces: Sequence[Piece]
    ahead: Ahead
    blocks: list[Block] = field(default_factory=list)
    lists: list[Key] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    section: Section = field(default_factory=Section)
    mode: Mode = Mode.NOTHING
    last: int = 0
    run: int = 0
    points: Points = field(default_factory=Points)

    @property
    def block(self) -> Block | None:
        """The question that was begun last."""
        return self.blocks[-1] if self.blocks else None
