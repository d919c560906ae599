"""Puts pieces together: each question with its options, answer and explanation, and the key at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from plugins.quizzes.reading.text import vocabulary as words
from plugins.quizzes.reading.text.keys import Entry
from plugins.quizzes.reading.text.pieces import SECOND_OPTION, Piece
from plugins.quizzes.terms import Kind


@dataclass(eq=False)
class Section:
    """Questions under one heading, or in one unbroken numbering; `choice` where it says only 选择题."""

    kind: Kind | None = None
    ordinal: int = 0
    points: Decimal | None = None
    titled: bool = False
    choice: bool = False


@dataclass(eq=False)
class Block:
    """The pieces of one question by what they say; `run` counts the numberings of the paste."""

    section: Section
    number: int
    run: int
    style: str
    line: int
    pieces: list[Piece] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    explanation: list[str] = field(default_factory=list)
    meta: list[tuple[str, str]] = field(default_factory=list)
    doubts: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    keyed: list[Entry] = field(default_factory=list)
    has_stem: bool = False
    has_options: bool = False
    has_answer: bool = False
    has_inline: bool = False

    def add_text(self, raw: str, plain: str, line: int) -> None:
        """A line of the stem or of the options; `line` of the block is where the first that says something stands."""
        self.text.append(raw)
        if (
            not self.has_stem
            and words.OWN_POINTS.sub("", words.LABEL.sub("", plain, count=1)).strip()
        ):
            self.line, self.has_stem = line, True
        self.has_options = self.has_options or bool(SECOND_OPTION.search(plain))
        self.has_inline = self.has_inline or bool(
            words.CHOSEN.search(plain) or words.JUDGED.search(plain)
        )

    def add_answer(self, raw: str) -> None:
        """A line of the answer below the question."""
        self.answers.append(raw)
        self.has_answer = self.has_answer or bool(raw.strip())

    @property
    def is_answered(self) -> bool:
        """Whether an answer is known, wherever it stands."""
        return self.has_answer or self.has_inline or bool(self.keyed)

    @property
    def source(self) -> str:
        """All that belongs to the question, as it stood."""
        lines: dict[int, str] = {}
        for piece in self.pieces:
            lines[piece.line] = lines.get(piece.line, "") + piece.raw
        return "\n".join(line.strip() for line in lines.values())


@dataclass(eq=False)
class KeyGroup:
    """The entries of a key under one heading, or of one unbroken numbering."""

    section: Section | None
    entries: list[tuple[Entry, Piece]] = field(default_factory=list)


@dataclass(eq=False)
class Key:
    """A key, and how many questions stand before it."""

    after: int
    groups: list[KeyGroup] = field(default_factory=list)

    def add(self, entry: Entry, piece: Piece) -> None:
        """Takes an entry; where numbers start again a new group begins."""
        if not self.groups or (self.groups[-1].entries and entry.number <= self.last):
            self.groups.append(KeyGroup(None))
        self.groups[-1].entries.append((entry, piece))

    def replace_last(self, value: str, *, explanation: str = "") -> None:
        """Says more of the entry that was taken last."""
        group = self.groups[-1]
        entry, piece = group.entries[-1]
        told = entry._replace(value=value, explanation=entry.explanation or explanation)
        group.entries[-1] = (told, piece)

    @property
    def last(self) -> int:
        """The number of the last entry, 0 at the start of a group."""
        entries = self.groups[-1].entries if self.groups else []
        return entries[-1][0].number if entries else 0


def section_of(heading: Piece) -> Section:
    """The section that a heading opens: its kind, its place, what a question counts."""
    match = words.HEADING.match(heading.plain)
    if match is None:
        return Section(titled=True)
    points = words.POINTS.search(heading.plain)
    kind = words.kind_named(match["kind"])
    return Section(
        kind,
        words.chinese_number(match["ordinal"] or match["inner"] or ""),
        Decimal(points[1]) if points else None,
        titled=True,
        choice=kind is None,
    )
