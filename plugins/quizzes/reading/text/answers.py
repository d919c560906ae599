"""Makes of a written answer what an item holds: letters, a judgement, blanks, the points of an essay."""

from __future__ import annotations

import re
from typing import NamedTuple

from plugins.quizzes.reading.text import vocabulary as words
from plugins.quizzes.reading.text.options import Options
from plugins.quizzes.reading.text.plain import plain, tidy
from plugins.quizzes.rules.items import Blank, Point
from plugins.quizzes.terms import LETTERS

_LEAD = re.compile(r"^(?:应?选|为|是|:)?\s*[(\[]?\s*")
_TAIL = re.compile(r"[\s。.,;、!)\]]+$")
_LETTERS = re.compile(r"(?:选项)?[A-Za-z](?:[\s,、;.和与及/→>\-]*[A-Za-z]){0,25}项?$")
_CIRCLES = re.compile(rf"[{words.CIRCLED}](?:[\s,、;]*[{words.CIRCLED}])*$")
_DIGITS = re.compile(r"\d{1,2}(?:[\s,、;]+\d{1,2})*$")
_LETTER_TEXT = re.compile(r"\(?([A-Z])\)?\s*[.、:)\s]\s*(\S.*)$")
_LETTERS_REST = re.compile(r"([A-Z](?:[,、\s]*[A-Z])*)(?![A-Za-z])[\s。.,;:)\]]*(.*)$", re.DOTALL)
_ANY_ORDER = re.compile(
    r"[(（\[]?\s*(?:答案)?(?:顺序不限|顺序可换|顺序可以?颠倒|不分先后|不分顺序|顺序可互换|无先后顺序)\s*[)）\]]?"
)
_OR = re.compile(r"\s*(?:或者|或|\|)\s*")
_SLASH = re.compile(r"\s*/\s*")
_SEPARATORS = (r"[;；]", r"[|｜]", r"\n", r"[、]", r"[,，]", r"[\s\u3000]+")


class Lettered(NamedTuple):
    """Letters of an answer, and what was written after them."""

    letters: str
    rest: str = ""
    by_number: bool = False


def letters_in(written: str, options: Options) -> Lettered | None:
    """The letters that an answer names by letter, by number, or by an option's own words."""
    text = _TAIL.sub("", _LEAD.sub("", plain(written)))
    same = _option_said(written, options)
    if same:
        return Lettered(same)
    if _LETTERS.match(text):
        found = "".join(re.findall("[A-Za-z]", text)).upper()
        return Lettered(options.canonical(found))
    if _CIRCLES.match(text):
        places = [words.CIRCLED.index(one) for one in text if one in words.CIRCLED]
        return Lettered("".join(LETTERS[place] for place in places))
    if options.texts and _DIGITS.match(text):
        places = [int(one) - 1 for one in re.findall(r"\d+", text)]
        if all(0 <= place < len(options.texts) for place in places):
            return Lettered("".join(LETTERS[place] for place in places), by_number=True)
        return None
    return _letters_and_words(text, options)


def _option_said(written: str, options: Options) -> str:
    said = tidy(written).strip("。.; ")
    texts = [one.strip("。.; ") for one in options.texts]
    return LETTERS[texts.index(said)] if said and texts.count(said) == 1 else ""


def _letters_and_words(text: str, options: Options) -> Lettered | None:
    if not options.texts:
        return None
    lines = [_LETTER_TEXT.match(line.strip()) for line in text.split("\n") if line.strip()]
    repeated = [
        match[1]
        for match in lines
        if match
        and match[1] in options.letters
        and plain(options.texts[options.letters.index(match[1])]).strip("。. ")
        == match[2].strip("。.; ")
    ]
    if repeated and len(repeated) == len(lines):
        return Lettered(options.canonical("".join(repeated)))
    match = _LETTERS_REST.match(text)
    if match is None:
        return None
    return Lettered(options.canonical(re.sub("[^A-Z]", "", match[1])), match[2].strip())


class Blanks(NamedTuple):
    """What is accepted in each blank, and whether their order matters."""

    blanks: tuple[Blank, ...]
    in_order: bool = True


def blanks_in(written: str, count: int) -> Blanks:
    """The answers of so many blanks: by the first separator that gives as many, else as they stand."""
    text, loose = _ANY_ORDER.subn("", written)
    parts = _parts(text.strip(), max(count, 1))
    return Blanks(tuple(Blank(_accepted(part)) for part in parts), in_order=not loose)


def _parts(text: str, count: int) -> list[str]:
    listed = _listed(text)
    if count > 1 and len(listed) == count:
        return listed
    for separator in _SEPARATORS if count > 1 else _SEPARATORS[:1]:
        parts = [part for part in re.split(separator, text) if part.strip(" 。.")]
        if len(parts) == count:
            return parts
    several = [part for part in re.split(r"[;；]", text) if part.strip(" 。.")]
    return several or [text]


def _accepted(part: str) -> tuple[str, ...]:
    """All that is accepted in one blank. A slash between two Latin signs belongs to the answer: km/h."""
    found: list[str] = []
    for piece in _OR.split(plain_slash(part)):
        sides = _SLASH.split(piece)
        whole = len(sides) == 2 and sides[0].isascii() and sides[1].isascii()
        found += [piece] if whole else sides
    kept = [tidy(one).strip("。") for one in found]
    return tuple(dict.fromkeys(one for one in kept if one))


def plain_slash(part: str) -> str:
    """The full-width slash as the plain one."""
    return part.replace("／", "/")


def _listed(text: str) -> list[str]:
    """The entries of a list 1、2、3、 or ①②③ that the text is from its first sign on; none otherwise."""
    for pattern in (words.POINT, words.ROUND_POINT, words.CIRCLE_POINT):
        places: list[tuple[int, int]] = []
        for match in pattern.finditer(plain(text)):
            number = words.number_in(match["number"])
            if number == len(places) + 1:
                places.append((match.start("mark"), match.end()))
        if len(places) > 1 and not text[: places[0][0]].strip():
            ends = [begins for begins, _ends in places[1:]] + [len(text)]
            return [text[begin:end] for (_at, begin), end in zip(places, ends, strict=True)]
    return []


def points_in(written: str) -> tuple[Point, ...]:
    """The points of an essay's answer where it is plainly a list."""
    return tuple(Point(tidy(one).strip("；;。 ")) for one in _listed(written) if tidy(one))
