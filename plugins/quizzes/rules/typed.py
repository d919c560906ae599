"""What an organiser types of a question on a page, and the item that it means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from itertools import takewhile
from typing import TypeVar

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.rules.blank_lines import blanks_of, blanks_text
from plugins.quizzes.rules.items import Answer, Item, Picture, Point
from plugins.quizzes.rules.numbers import plain
from plugins.quizzes.rules.quality import CHOOSING
from plugins.quizzes.terms import BLANK, LETTERS, Kind, Level

T = TypeVar("T")
LONGEST = {"stem": 6000, "explanation": 6000, "model": 6000, "source": 200, "topic": 80}
LONGEST_OPTION = 1000
LONGEST_TAG = 40
MOST_TAGS = 20
MOST_SCORE = Decimal(1000)
CENT = Decimal("0.01")
STEM = "stem"
YES, NO = "yes", "no"
LINE = re.compile("_{2,}")
EMPTY_BRACKETS = re.compile(r"[(（]\s*[)）]")
TAG_BREAK = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True)
class Row:
    """An option as it is typed: `right` ticks it, `place` is where it stands in order, `target` what it matches."""

    text: str = ""
    right: bool = False
    place: str = ""
    target: str = ""
    picture: str = ""
    alt: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed into it."""
        return not (self.text.strip() or self.target.strip() or self.picture)


@dataclass(frozen=True)
class PointRow:
    """A point of an essay as it is typed."""

    text: str = ""
    score: str = ""


@dataclass(frozen=True)
class Typed:
    """All fields of the form of a question; those that its kind does not ask for are kept, and say nothing."""

    kind: Kind = Kind.SINGLE
    stem: str = ""
    rows: tuple[Row, ...] = ()
    judged: str = ""
    blanks: str = ""
    in_order: bool = True
    numerals: bool = False
    model: str = ""
    points: tuple[PointRow, ...] = ()
    spares: str = ""
    pictures: tuple[Picture, ...] = ()
    explanation: str = ""
    source: str = ""
    topic: str = ""
    level: str = ""
    tags: str = ""
    score: str = ""


def typed_of(item: Item) -> Typed:
    """The form filled in with an item; `item_from` reads it back."""
    answer = item.answer
    return Typed(
        kind=item.kind,
        stem=item.stem,
        rows=_rows_of(item),
        judged={True: YES, False: NO}.get(answer, "") if isinstance(answer, bool) else "",
        blanks=blanks_text(answer) if isinstance(answer, tuple) else "",
        in_order=item.in_order,
        numerals=item.numerals,
        model=answer if item.kind is Kind.ESSAY and isinstance(answer, str) else "",
        points=tuple(PointRow(one.text, plain(one.score)) for one in item.points),
        spares="\n".join(_spares_of(item)),
        pictures=tuple(one for one in item.pictures if one.place == STEM),
        explanation=item.explanation,
        source=item.source,
        topic=item.topic,
        level=item.level.value,
        tags="、".join(item.tags),
        score="" if item.score is None else plain(item.score),
    )


def _rows_of(item: Item) -> tuple[Row, ...]:
    letters = item.answer if isinstance(item.answer, str) and item.kind in CHOOSING else ""
    shown = {one.place: one for one in item.pictures}
    rows = []
    for index, text in enumerate(item.options):
        letter = LETTERS[index] if index < len(LETTERS) else ""
        place = str(letters.index(letter) + 1) if letter and letter in letters else ""
        picture = shown.get(letter)
        rows.append(
            Row(
                text=text,
                right=bool(letter) and letter in letters,
                place=place if item.kind is Kind.ORDER else "",
                target=_target(item, letters, index) if item.kind is Kind.MATCH else "",
                picture=picture.name if picture else "",
                alt=picture.alt if picture else "",
            )
        )
    return tuple(rows)


def _target(item: Item, letters: str, index: int) -> str:
    place = LETTERS.find(letters[index]) if index < len(letters) else -1
    return item.targets[place] if 0 <= place < len(item.targets) else ""


def _spares_of(item: Item) -> list[str]:
    if item.kind is not Kind.MATCH:
        return []
    used = item.answer if isinstance(item.answer, str) else ""
    return [text for letter, text in zip(LETTERS, item.targets, strict=False) if letter not in used]


def item_from(typed: Typed, before: Item | None = None) -> tuple[Item, list[Problem]]:
    """The item that was typed, and what cannot be meant; what is merely missing is rules.quality's to say.

    `before` is what stood there: targets keep its order, so that no version gives a match away.
    """
    problems: list[Problem] = _too_long(typed)
    rows = tuple(one for one in typed.rows if not one.is_empty)[: len(LETTERS) + 1]
    if typed.kind is Kind.ORDER:
        rows = _in_given_order(rows, problems, fresh=before is None)
    choosing = typed.kind in CHOOSING
    targets = _targets(typed, rows, before) if typed.kind is Kind.MATCH else ()
    tags = tuple(dict.fromkeys(tag for tag in TAG_BREAK.split(typed.tags) if tag))
    if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
        words = _(
            "标签最多 %(most)d 个，每个不超过 %(long)d 字。", most=MOST_TAGS, long=LONGEST_TAG
        )
        problems.append(Problem("tags_long", words, "tags"))
    item = Item(
        kind=typed.kind,
        stem=_stem(typed),
        options=tuple(one.text.strip() for one in rows) if choosing else (),
        answer=_answer(typed, rows, targets, problems),
        targets=targets,
        score=_number(typed.score, "score", problems),
        explanation=written(typed.explanation),
        in_order=typed.in_order if typed.kind is Kind.BLANK else True,
        numerals=typed.numerals if typed.kind is Kind.BLANK else False,
        points=_points(typed, problems) if typed.kind is Kind.ESSAY else (),
        source=_one_line(typed.source),
        topic=_one_line(typed.topic),
        level=Level(typed.level) if typed.level in set(Level) else Level.UNKNOWN,
        tags=tags,
        pictures=(*typed.pictures, *(_row_pictures(rows) if choosing else ())),
    )
    return item, problems


def _too_long(typed: Typed) -> list[Problem]:
    found = []
    for name, most in LONGEST.items():
        if len(getattr(typed, name)) > most:
            found.append(Problem("too_long", _("这里不能超过 %(most)d 字。", most=most), name))
    long = [one for one in typed.rows if max(len(one.text), len(one.target)) > LONGEST_OPTION]
    if long or len(typed.spares) > LONGEST_OPTION:
        words = _("一个选项不能超过 %(most)d 字。", most=LONGEST_OPTION)
        found.append(Problem("too_long", words, "options"))
    return found


def _stem(typed: Typed) -> str:
    stem = written(typed.stem)
    if typed.kind is not Kind.BLANK:
        return stem
    stem = LINE.sub(BLANK, stem)
    return stem if BLANK in stem else EMPTY_BRACKETS.sub(BLANK, stem)


def written(text: str) -> str:
    """A text of several lines as it was meant, whatever browser sent it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _in_given_order(
    rows: tuple[Row, ...], problems: list[Problem], *, fresh: bool
) -> tuple[Row, ...]:
    """Rows of a question of order; of a fresh one without any place they stand in the right order."""
    places = [one.place.strip() for one in rows]
    if any(places):
        if sorted(places) != sorted(str(number) for number in range(1, len(rows) + 1)):
            words = _("“第几”要从 1 到 %(last)d 各写一次。", last=len(rows))
            problems.append(Problem("bad_places", words, "options"))
        return rows
    if not fresh:
        return rows
    placed = [replace(one, place=str(number)) for number, one in enumerate(rows, 1)]
    return tuple(_mixed(placed, lambda one: one.text))


def _mixed(things: Sequence[T], text: Callable[[T], str]) -> list[T]:
    """Things in an order that says nothing of the one given, and is the same each time."""
    found = sorted(things, key=lambda one: sha256(text(one).encode()).digest())
    return [*found[1:], found[0]] if found == list(things) and len(found) > 1 else found


def _targets(typed: Typed, rows: Iterable[Row], before: Item | None) -> tuple[str, ...]:
    wanted = list(
        dict.fromkeys(
            text.strip()
            for text in (*(one.target for one in rows), *typed.spares.splitlines())
            if text.strip()
        )
    )
    known = [text for text in (before.targets if before else ()) if text in wanted]
    return (*known, *_mixed([text for text in wanted if text not in known], str))


def _answer(
    typed: Typed, rows: tuple[Row, ...], targets: tuple[str, ...], problems: list[Problem]
) -> Answer:
    if typed.kind is Kind.JUDGE:
        return {YES: True, NO: False}.get(typed.judged)
    if typed.kind is Kind.BLANK:
        return blanks_of(written(typed.blanks), problems) or None
    if typed.kind is Kind.ESSAY:
        return written(typed.model) or None
    lettered = list(zip(LETTERS, rows, strict=False))
    if typed.kind is Kind.ORDER:
        placed = [(one.place.strip(), letter) for letter, one in lettered if one.place.strip()]
        return "".join(letter for _place, letter in sorted(placed, key=_as_number)) or None
    if typed.kind is Kind.MATCH:
        letters = dict(zip(targets, LETTERS, strict=False))
        found = [letters.get(one.target.strip(), "") for one in rows]
        return "".join(takewhile(bool, found)) or None
    return "".join(letter for letter, one in lettered if one.right) or None


def _as_number(pair: tuple[str, str]) -> tuple[int, str]:
    return (int(pair[0]) if pair[0].isascii() and pair[0].isdigit() else 0, pair[1])


def _number(text: str, field: str, problems: list[Problem]) -> Decimal | None:
    text = text.strip()
    if not text:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not 0 <= found <= MOST_SCORE or found != found.quantize(CENT):
        words = _("分值要写 0 到 %(most)s 的数字，最多两位小数。", most=MOST_SCORE)
        problems.append(Problem("bad_score", words, field))
        return None
    return found


def _points(typed: Typed, problems: list[Problem]) -> tuple[Point, ...]:
    return tuple(
        Point(one.text.strip(), _number(one.score, "points", problems) or Decimal(0))
        for one in typed.points
        if one.text.strip()
    )


def _row_pictures(rows: Iterable[Row]) -> list[Picture]:
    lettered = zip(LETTERS, rows, strict=False)
    return [
        Picture(letter, one.picture, one.alt.strip()) for letter, one in lettered if one.picture
    ]
