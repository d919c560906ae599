"""Makes pictures and marked answers of the signs that travelled with the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from plugins.quizzes.reading.terms import Read
from plugins.quizzes.reading.text import doubts
from plugins.quizzes.reading.text.plain import MARK
from plugins.quizzes.rules.items import Answer, Blank, Item, Picture
from plugins.quizzes.rules.quality import problems_of
from plugins.quizzes.terms import LETTERS, Kind

SIGN = re.compile("[\ue200-\uf000]")
CHOOSING = frozenset({Kind.SINGLE, Kind.MULTIPLE})


def unsigned(text: str) -> str:
    """The text as a person reads it; where a picture stood it says so."""
    return SIGN.sub("[图片]", text.replace(MARK, ""))


def found_in(read: Read, pictures: Mapping[str, str]) -> Read:
    """The question with its pictures in place, and with the answer that only its looks gave away."""
    own = [one for one in read.warnings if one.code in doubts.DOUBTS]
    item = read.item
    marked = _marked(item)
    if item.kind in CHOOSING and item.answer is None and marked:
        kind = Kind.MULTIPLE if len(marked) > 1 else item.kind
        item = replace(item, answer=marked, kind=kind)
        own.append(doubts.problem("marked_option", {}))
    if any(SIGN.search(text) for text in _elsewhere(item)):
        own.append(doubts.problem("picture_elsewhere", {}))
    item = _bare(item, pictures)
    problems = problems_of(item)
    codes = [one.code for one in own]
    is_draft = bool(problems) or doubts.needs_person(codes)
    return replace(
        read,
        item=item,
        source=unsigned(read.source),
        confidence=doubts.confidence(codes, draft=is_draft),
        draft=is_draft,
        warnings=(*problems, *own),
    )


def _marked(item: Item) -> str:
    """The options that stand out, unless all do."""
    letters = [LETTERS[at] for at, text in enumerate(item.options) if MARK in text]
    return "".join(letters) if len(letters) < len(item.options) else ""


def _elsewhere(item: Item) -> list[str]:
    answer = item.answer if isinstance(item.answer, str) else ""
    return [item.explanation, answer, *item.targets]


def _bare(item: Item, pictures: Mapping[str, str]) -> Item:
    places = [("stem", item.stem), *zip(LETTERS, item.options, strict=False)]
    found = tuple(
        Picture(place, pictures[sign])
        for place, text in places
        for sign in SIGN.findall(text)
        if sign in pictures
    )
    stem = _without(item.stem)
    return replace(
        item,
        stem=stem or ("（见图）" if any(one.place == "stem" for one in found) else ""),
        options=tuple(map(_without, item.options)),
        targets=tuple(map(unsigned, item.targets)),
        answer=_answer(item.answer),
        explanation=unsigned(item.explanation),
        points=tuple(replace(one, text=unsigned(one.text)) for one in item.points),
        pictures=found,
    )


def _without(text: str) -> str:
    """The text without the signs, and without the spaces that stood round them."""
    return re.sub(" {2,}", " ", SIGN.sub("", text.replace(MARK, ""))).strip()


def _answer(answer: Answer) -> Answer:
    if isinstance(answer, str):
        return unsigned(answer)
    if isinstance(answer, tuple):
        return tuple(Blank(tuple(map(unsigned, one.accepted)), one.tolerance) for one in answer)
    return answer
