"""Restores the numbers that Word shows and the text does not hold: 1. A. 一、 ①."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from plugins.quizzes.reading.text.vocabulary import CHINESE_DIGITS, CIRCLED
from plugins.quizzes.terms import LETTERS

LEVELS = 9
MOST = 9_999
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


@dataclass(frozen=True)
class Level:
    """How one depth of a list is numbered: from where, in which signs, in what words round them."""

    start: int = 1
    form: str = "decimal"
    text: str = ""


@dataclass
class Numbering:
    """The lists of a document, and how far each has been counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def label(self, paragraph: Element) -> str:
        """What stands before a paragraph on the page; counts it."""
        number, depth = self._place(paragraph)
        kind = self.lists.get(number)
        level = self.levels.get(kind or "", {}).get(depth)
        if kind is None or level is None:
            return ""
        counts = self.counts.setdefault(kind, {})
        if number not in self.begun:
            self.begun.add(number)
            for where, start in self.restarts.get(number, {}).items():
                counts[where] = start - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        return self._words(kind, level, counts)

    def _place(self, paragraph: Element) -> tuple[str, int]:
        own = paragraph.find("pPr/numPr")
        style = paragraph.find("pPr/pStyle")
        number, depth = self.styles.get(_value(style), ("", 0))
        if own is not None:
            number = _value(own.find("numId")) or number
            depth = _whole(_value(own.find("ilvl")), depth)
        return number, min(depth, LEVELS - 1)

    def _words(self, kind: str, level: Level, counts: dict[int, int]) -> str:
        if level.form in ("bullet", "none"):
            return ""

        def shown(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            of = self.levels[kind].get(depth, Level())
            return numeral(counts.get(depth, of.start), of.form)

        label = re.sub(r"%([1-9])", shown, level.text).strip()
        return label + ("、" if label[-1:].isalnum() else "")


def numbering_of(numbering: Element | None, styles: Element | None) -> Numbering:
    """The lists that numbering.xml defines and that paragraph styles bring along."""
    found = Numbering()
    for abstract in numbering.findall("abstractNum") if numbering is not None else ():
        found.levels[abstract.get("abstractNumId", "")] = _levels(abstract)
    for one in numbering.findall("num") if numbering is not None else ():
        number, kind = one.get("numId", ""), _value(one.find("abstractNumId"))
        own = {_whole(over.get("ilvl", ""), 0): over for over in one.findall("lvlOverride")}
        redefined = {
            depth: _level(lvl)
            for depth, over in own.items()
            if (lvl := over.find("lvl")) is not None
        }
        if redefined:
            found.levels[f"{kind}/{number}"] = {**found.levels.get(kind, {}), **redefined}
            kind = f"{kind}/{number}"
        found.lists[number] = kind
        found.restarts[number] = {
            depth: _whole(_value(over.find("startOverride")), 1)
            for depth, over in own.items()
            if over.find("startOverride") is not None
        }
    found.styles = _styles(styles)
    return found


def _levels(abstract: Element) -> dict[int, Level]:
    return {_whole(lvl.get("ilvl", ""), 0): _level(lvl) for lvl in abstract.findall("lvl")}


def _level(lvl: Element) -> Level:
    return Level(
        _whole(_value(lvl.find("start")), 1),
        _value(lvl.find("numFmt")) or "decimal",
        _value(lvl.find("lvlText"))[:20],
    )


def _styles(styles: Element | None) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for style in styles.findall("style") if styles is not None else ():
        number = style.find("pPr/numPr")
        if number is not None and _value(number.find("numId")):
            place = _value(number.find("numId")), _whole(_value(number.find("ilvl")), 0)
            found[style.get("styleId", "")] = place
    return found


def _value(element: Element | None) -> str:
    return "" if element is None else element.get("val", "")


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 else otherwise


def numeral(number: int, form: str) -> str:
    """A number in one of Word's forms; decimal where the form is not known."""
    made = FORMS.get(form, str)
    return made(number) if 0 < number <= MOST else str(number)


def _letter(number: int) -> str:
    turns, index = divmod(number - 1, len(LETTERS))
    return LETTERS[index] * (turns + 1) if turns < 9 else str(number)


def _roman(number: int) -> str:
    told = ""
    for worth, sign in _ROMAN:
        times, number = divmod(number, worth)
        told += sign * times
    return told


def _chinese(number: int) -> str:
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else CHINESE_DIGITS[tens - 1]) + "十" if tens else ""
    return head + (CHINESE_DIGITS[ones - 1] if ones else "")


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if number <= len(signs) else str(number)


FORMS: dict[str, Callable[[int], str]] = {
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "decimalZero": lambda number: f"{number:02d}",
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
         "taiwaneseCountingThousand", "ideographDigital", "japaneseDigitalTenThousand"),
        _chinese,
    ),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _one_of(CIRCLED)),
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
}  # fmt: skip
