"""A question as a trainee sees it: never its key, and options by the letters that stand on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from plugins.quizzes.rules.answers import Given
from plugins.quizzes.rules.items import Item, Picture
from plugins.quizzes.rules.layout import Laid
from plugins.quizzes.terms import BLANK, LETTERS, Kind

NOTHING = "-"
"""Stands for a pair that was left open in a match."""
LONGEST = {Kind.ESSAY: 4000, Kind.BLANK: 200}
CHOICES = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.ORDER})
JUDGEMENTS = {"true": True, "false": False}


@dataclass(frozen=True)
class Option:
    """A line to choose, under the letter by which the page calls it."""

    letter: str
    text: str
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A question on the page. `parts` is the stem between its blanks."""

    number: int
    section: int
    kind: Kind
    points: Decimal
    parts: tuple[str, ...]
    options: tuple[Option, ...]
    targets: tuple[Option, ...]
    pictures: tuple[Picture, ...]

    @property
    def blanks(self) -> int:
        """How many blanks are to be filled in."""
        return len(self.parts) - 1


def shown(number: int, laid: Laid, item: Item) -> Shown:
    """The question `number` as it is laid out for one trainee."""
    parts = item.stem.split(BLANK) if item.kind is Kind.BLANK else [item.stem]
    if isinstance(item.answer, tuple):
        parts += [""] * (len(item.answer) + 1 - len(parts))
    return Shown(
        number,
        laid.section,
        item.kind,
        laid.points,
        tuple(parts),
        _options(laid.options, item.options, item.pictures),
        _options(laid.targets, item.targets),
        tuple(one for one in item.pictures if one.place == "stem"),
    )


def _options(
    letters: str, texts: Sequence[str], pictures: Sequence[Picture] = ()
) -> tuple[Option, ...]:
    return tuple(
        Option(
            LETTERS[place],
            texts[LETTERS.index(author)],
            tuple(one for one in pictures if one.place == author),
        )
        for place, author in enumerate(letters)
    )


def given_of(laid: Laid, item: Item, texts: Any) -> Given:
    """What was answered, in the author's letters, from the fields of a page; Refused where it cannot be meant."""
    if not isinstance(texts, list) or len(texts) > len(LETTERS):
        raise _torn()
    if not all(isinstance(one, str) for one in texts):
        raise _torn()
    if item.kind is Kind.JUDGE:
        return _judgement(texts)
    if item.kind in LONGEST:
        return _written(item, texts)
    if item.kind is Kind.MATCH:
        return _matched(laid, texts)
    return _chosen(laid, item.kind, [one for one in texts if one])


def _torn() -> Refused:
    return Refused(Problem("torn", _("这个答案的内容不完整，没有记录。请刷新后再答一次。")))


def _judgement(texts: list[str]) -> Given:
    if not [one for one in texts if one]:
        return ""
    if len(texts) != 1 or texts[0] not in JUDGEMENTS:
        raise _torn()
    return JUDGEMENTS[texts[0]]


def _written(item: Item, texts: list[str]) -> Given:
    most = LONGEST[item.kind]
    texts = [one.replace("\r\n", "\n") for one in texts]  # a form's line ends, and a script's
    if any(len(one) > most for one in texts):
        raise Refused(Problem("too_long", _("最多 %(most)d 个字，没有记录。", most=most)))
    if item.kind is Kind.ESSAY:
        if len(texts) > 1:
            raise _torn()
        return "".join(texts).strip()
    due = len(item.answer) if isinstance(item.answer, tuple) else item.stem.count(BLANK)
    if len(texts) > due:
        raise _torn()
    return [one.strip() for one in texts] + [""] * (due - len(texts))


def _chosen(laid: Laid, kind: Kind, texts: list[str]) -> Given:
    letters = [_author(laid.options, one) for one in texts]
    if len(set(letters)) != len(letters) or (kind is Kind.SINGLE and len(letters) > 1):
        raise _torn()
    if kind is Kind.ORDER:
        if letters and len(letters) != len(laid.options):
            raise Refused(Problem("order_open", _("排序题要把每一项都排好，没有记录。")))
        return "".join(letters)
    return "".join(sorted(letters))


def _matched(laid: Laid, texts: list[str]) -> Given:
    if len(texts) > len(laid.options):
        raise _torn()
    pairs = {
        laid.options[place]: _author(laid.targets, one) for place, one in enumerate(texts) if one
    }
    told = "".join(pairs.get(letter, NOTHING) for letter in sorted(laid.options))
    return told if pairs else ""


def _author(letters: str, one: str) -> str:
    place = LETTERS.find(one) if len(one) == 1 else -1
    if not 0 <= place < len(letters):
        raise _torn()
    return letters[place]


def texts_of(laid: Laid, item: Item, given: Given) -> list[str]:
    """The fields of the page for what was answered; `given_of` reads them back."""
    if item.kind is Kind.JUDGE:
        return [] if not isinstance(given, bool) else ["true" if given else "false"]
    if isinstance(given, list):
        return list(given)
    text = given if isinstance(given, str) else ""
    if item.kind is Kind.ESSAY:
        return [text] if text else []
    if item.kind is Kind.MATCH:
        by_author = dict(zip(sorted(laid.options), text, strict=False))
        chosen = [by_author.get(letter, NOTHING) for letter in laid.options]
        return [LETTERS[laid.targets.index(one)] if one != NOTHING else "" for one in chosen]
    placed = [LETTERS[laid.options.index(one)] for one in text if one in laid.options]
    return placed if item.kind is Kind.ORDER else sorted(placed)


def key_words(laid: Laid, item: Item) -> str:
    """The key as a trainee reads it, by the letters of their own page; empty where there is none."""
    key = item.answer
    if isinstance(key, bool):
        return str(_("正确")) if key else str(_("错误"))
    if isinstance(key, tuple):
        return "；".join(" / ".join(one.accepted) for one in key)
    return said_words(laid, item, key or "")


def said_words(laid: Laid, item: Item, given: Given) -> str:
    """What was answered as a trainee reads it; empty where nothing was."""
    if isinstance(given, bool):
        return str(_("正确")) if given else str(_("错误"))
    texts = texts_of(laid, item, given)
    if item.kind is Kind.BLANK:
        return "；".join(texts) if any(texts) else ""
    if item.kind is Kind.MATCH:
        return "，".join(f"{place}—{one or '?'}" for place, one in enumerate(texts, 1))
    return (" → " if item.kind is Kind.ORDER else "").join(texts)
