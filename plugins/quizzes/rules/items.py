"""An item: all that a question says, as one value that readers make, banks keep and marking goes by."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plugins.quizzes.terms import Kind, Level


@dataclass(frozen=True)
class Blank:
    """What is accepted in one blank: any of `accepted`; for a number also within `tolerance` of the first."""

    accepted: tuple[str, ...]
    tolerance: Decimal | None = None


@dataclass(frozen=True)
class Point:
    """A point that a marker ticks in an essay; `score` is its share, 0 where nobody said."""

    text: str
    score: Decimal = Decimal(0)


@dataclass(frozen=True)
class Picture:
    """A picture in the stem (`place` "stem") or in an option (its letter); `name` is its content's hash and ending."""

    place: str
    name: str
    alt: str = ""


Answer = str | bool | tuple[Blank, ...] | None
"""The key: letters ("ACD"; for order the right order, for match the target of each option in turn),
a judgement, the blanks, or the model answer of an essay. None where the source gave none: a draft."""


@dataclass(frozen=True)
class Item:
    """One question. `options` are texts without their letters; for match they are the left side, `targets` the right.

    `stem` holds BLANK once for each blank. `in_order` False: the blanks may be filled in any order.
    `numerals` True: 一 and 1 are the same in a blank.
    """

    kind: Kind
    stem: str
    options: tuple[str, ...] = ()
    answer: Answer = None
    targets: tuple[str, ...] = ()
    score: Decimal | None = None
    explanation: str = ""
    in_order: bool = True
    numerals: bool = False
    points: tuple[Point, ...] = ()
    source: str = ""
    topic: str = ""
    level: Level = Level.UNKNOWN
    tags: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()


def as_json(item: Item) -> dict[str, Any]:
    """The item for a database or a file of our own; `item_of` reads it back without loss."""
    return {
        "kind": item.kind.value,
        "stem": item.stem,
        "options": list(item.options),
        "answer": _answer_json(item.answer),
        "targets": list(item.targets),
        "score": None if item.score is None else str(item.score),
        "explanation": item.explanation,
        "in_order": item.in_order,
        "numerals": item.numerals,
        "points": [{"text": one.text, "score": str(one.score)} for one in item.points],
        "source": item.source,
        "topic": item.topic,
        "level": item.level.value,
        "tags": list(item.tags),
        "pictures": [
            {"place": one.place, "name": one.name, "alt": one.alt} for one in item.pictures
        ],
    }


def _answer_json(answer: Answer) -> Any:
    if isinstance(answer, tuple):
        return [
            {
                "accepted": list(one.accepted),
                "tolerance": None if one.tolerance is None else str(one.tolerance),
            }
            for one in answer
        ]
    return answer


def item_of(told: dict[str, Any]) -> Item:
    """The item that `as_json` wrote; for what strangers send, see the reader of our own JSON."""
    return Item(
        kind=Kind(told["kind"]),
        stem=told["stem"],
        options=tuple(told["options"]),
        answer=_answer_of(told["answer"]),
        targets=tuple(told["targets"]),
        score=None if told["score"] is None else Decimal(told["score"]),
        explanation=told["explanation"],
        in_order=told["in_order"],
        numerals=told["numerals"],
        points=tuple(Point(one["text"], Decimal(one["score"])) for one in told["points"]),
        source=told["source"],
        topic=told["topic"],
        level=Level(told["level"]),
        tags=tuple(told["tags"]),
        pictures=tuple(Picture(**one) for one in told["pictures"]),
    )


def _answer_of(told: Any) -> Answer:
    if isinstance(told, list):
        return tuple(
            Blank(
                tuple(one["accepted"]),
                None if one["tolerance"] is None else Decimal(one["tolerance"]),
            )
            for one in told
        )
    answer: Answer = told
    return answer
