"""Questions of every kind with every sign that a format might take for its own, for hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from plugins.quizzes.reading.building import tidy
from plugins.quizzes.reading.words import judgement
from plugins.quizzes.rules.items import Blank, Item, Picture, Point
from plugins.quizzes.rules.pictures import picture_name
from plugins.quizzes.terms import BLANK, LETTERS, Kind, Level

DOTS = [b"\x89PNG\r\n\x1a\n" + bytes([i]) for i in range(3)]
FILES = {picture_name(dot): dot for dot in DOTS}
SIGNS = "甲乙丙AB12 \n~=#{}:\\%*|；;、，,±()（）<>&'\"-[]/.$@+\t—😀𠮷"
TEXT = st.text(SIGNS, min_size=1, max_size=12).map(tidy).filter(bool)
MAYBE = st.just("") | TEXT
WORD = st.text("党史章必考一二", min_size=1, max_size=4)
NUMBER = st.decimals(0, 999, places=2)


def _texts(least: int, most: int) -> Any:
    wanted = TEXT.filter(lambda text: judgement(text) is None)
    return st.lists(wanted, min_size=least, max_size=most, unique=True).map(tuple)


@st.composite
def items(draw: Any, *kinds: Kind) -> Item:
    """A question that may be used as it is."""
    kind = draw(st.sampled_from(kinds or tuple(Kind)))
    options = draw(_texts(2, 5)) if kind in (*CHOOSING, Kind.ORDER, Kind.MATCH) else ()
    targets = draw(_texts(1, 5)) if kind is Kind.MATCH else ()
    answer = _answer(draw, kind, len(options), len(targets))
    stem = draw(TEXT)
    if isinstance(answer, tuple):
        stem = BLANK.join(draw(MAYBE) or "和" for _blank in [*answer, None])
    return Item(
        kind=kind,
        stem=tidy(stem),
        options=options,
        answer=answer,
        targets=targets,
        score=draw(st.none() | NUMBER),
        explanation=draw(MAYBE),
        in_order=draw(st.booleans()),
        numerals=draw(st.booleans()),
        points=draw(_points()) if kind is Kind.ESSAY else (),
        source=draw(MAYBE),
        topic=draw(st.just("") | WORD),
        level=draw(st.sampled_from(Level)),
        tags=tuple(draw(st.lists(WORD, max_size=3, unique=True))),
        pictures=_pictures(draw, len(options)),
    )


CHOOSING = (Kind.SINGLE, Kind.MULTIPLE)


def _answer(draw: Any, kind: Kind, options: int, targets: int) -> Any:
    letters = st.sampled_from(LETTERS[: max(options, 1)])
    ways = {
        Kind.SINGLE: letters,
        Kind.MULTIPLE: st.sets(letters, min_size=1).map(lambda found: "".join(sorted(found))),
        Kind.JUDGE: st.booleans(),
        Kind.ORDER: st.permutations(LETTERS[:options]).map("".join),
        Kind.MATCH: st.text(LETTERS[: max(targets, 1)], min_size=options, max_size=options),
        Kind.ESSAY: st.none() | TEXT,
        Kind.BLANK: st.lists(_blanks(), min_size=1, max_size=3).map(tuple),
    }
    return draw(ways[kind])


@st.composite
def _blanks(draw: Any) -> Blank:
    if draw(st.booleans()):
        return Blank(tuple(draw(st.lists(TEXT, min_size=1, max_size=3, unique=True))))
    return Blank((str(draw(NUMBER)),), draw(NUMBER))


def _points() -> Any:
    return st.lists(st.builds(Point, TEXT, NUMBER), max_size=3).map(tuple)


def _pictures(draw: Any, options: int) -> tuple[Picture, ...]:
    places = [place for place in ("stem", *LETTERS[:options]) if draw(st.booleans())]
    return tuple(
        Picture(place, draw(st.sampled_from(sorted(FILES))), draw(MAYBE)) for place in places
    )
