"""A paper as it is given out: which versions, how many points each, and by which rules it is scored."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plugins.quizzes.terms import Level, MultipleRule


@dataclass(frozen=True)
class Candidate:
    """A version that may be drawn; `group` is the trainee group that wrote it, who are not asked it."""

    version: int
    level: Level = Level.UNKNOWN
    group: int | None = None


@dataclass(frozen=True)
class Fixed:
    """A question that everybody gets."""

    version: int
    points: Decimal


@dataclass(frozen=True)
class Drawn:
    """`count` of the candidates for each trainee, `points` each; so many of each level that it is as hard for all."""

    count: int
    points: Decimal
    candidates: tuple[Candidate, ...]


def level_quota(drawn: Drawn) -> dict[Level, int]:
    """How many of each level every trainee is asked: the same for all, in the proportion of the candidates.

    No level asks for more than is left of it to a group that wrote the most of it itself. Where even that
    is not enough, the quotas sum to less than `count`, and the paper is not given out.
    """
    held = Counter(one.level for one in drawn.candidates)
    written = Counter((one.level, one.group) for one in drawn.candidates if one.group is not None)
    room = {
        level: held[level] - max((n for (of, _g), n in written.items() if of is level), default=0)
        for level in Level
    }
    due = min(drawn.count, sum(room.values()))
    whole = sum(held.values()) or 1
    quota = {level: min(due * held[level] // whole, room[level]) for level in Level}

    def lacks(level: Level) -> int:
        """How far a level is still behind its share, in parts of the whole."""
        return due * held[level] - quota[level] * whole

    while sum(quota.values()) < due:
        quota[max((one for one in Level if quota[one] < room[one]), key=lacks)] += 1
    return {level: count for level, count in quota.items() if count}


@dataclass(frozen=True)
class Section:
    """A 大题 of a paper that was given out: a row of fixed questions, or one draw."""

    title: str
    intro: str = ""
    fixed: tuple[Fixed, ...] = ()
    drawn: Drawn | None = None

    @property
    def points(self) -> Decimal:
        """What the section is worth."""
        drawn = self.drawn.count * self.drawn.points if self.drawn else Decimal(0)
        return sum((one.points for one in self.fixed), Decimal(0)) + drawn

    @property
    def questions(self) -> int:
        """How many questions a trainee meets here."""
        return len(self.fixed) + (self.drawn.count if self.drawn else 0)


@dataclass(frozen=True)
class Sheet:
    """The whole paper."""

    title: str
    instructions: str
    sections: tuple[Section, ...]
    multiple_rule: MultipleRule
    shuffle_questions: bool = False
    shuffle_options: bool = False

    @property
    def points(self) -> Decimal:
        """What the paper is worth."""
        return sum((one.points for one in self.sections), Decimal(0))

    @property
    def questions(self) -> int:
        """How many questions a trainee meets."""
        return sum(one.questions for one in self.sections)

    @property
    def versions(self) -> frozenset[int]:
        """Every version that somebody may meet."""
        return frozenset(
            version
            for section in self.sections
            for version in (
                *(one.version for one in section.fixed),
                *(one.version for one in (section.drawn.candidates if section.drawn else ())),
            )
        )


def sheet_json(sheet: Sheet) -> dict[str, Any]:
    """The sheet for the database; `sheet_of` reads it back."""
    return {
        "title": sheet.title,
        "instructions": sheet.instructions,
        "multiple_rule": sheet.multiple_rule.value,
        "shuffle_questions": sheet.shuffle_questions,
        "shuffle_options": sheet.shuffle_options,
        "sections": [
            {
                "title": one.title,
                "intro": one.intro,
                "fixed": [[each.version, str(each.points)] for each in one.fixed],
                "drawn": None
                if one.drawn is None
                else {
                    "count": one.drawn.count,
                    "points": str(one.drawn.points),
                    "candidates": [
                        [each.version, each.level.value, each.group]
                        for each in one.drawn.candidates
                    ],
                },
            }
            for one in sheet.sections
        ],
    }


def sheet_of(told: dict[str, Any]) -> Sheet:
    """The sheet that `sheet_json` wrote."""
    return Sheet(
        title=told["title"],
        instructions=told["instructions"],
        sections=tuple(_section(one) for one in told["sections"]),
        multiple_rule=MultipleRule(told["multiple_rule"]),
        shuffle_questions=told["shuffle_questions"],
        shuffle_options=told["shuffle_options"],
    )


def _section(told: dict[str, Any]) -> Section:
    drawn = told["drawn"]
    return Section(
        title=told["title"],
        intro=told["intro"],
        fixed=tuple(Fixed(version, Decimal(points)) for version, points in told["fixed"]),
        drawn=None
        if drawn is None
        else Drawn(
            drawn["count"],
            Decimal(drawn["points"]),
            tuple(Candidate(one, Level(level), group) for one, level, group in drawn["candidates"]),
        ),
    )
