"""Reads a stem: the label in front, its points, the brackets that hold the answer, and the blanks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from plugins.quizzes.reading.text import vocabulary as words
from plugins.quizzes.reading.text.plain import joined, plain
from plugins.quizzes.terms import BLANK, Kind

CLOSING = dict(zip("(（[【［〔〖﹙", ")）]】］〕〗﹚", strict=True))
_OPEN_END = re.compile(r"[(\[]\s*$")
_FILLED = re.compile(r"[(\[]\s*([^()\[\]]{1,60}?)\s*[)\]]")


@dataclass(frozen=True)
class Stem:
    """What stands before the options: its text as written, its label, its points.

    `named` is the label's word, or empty.
    """

    text: str
    named: str = ""
    kind: Kind | None = None
    points: Decimal | None = None


def stem_of(raw: str) -> Stem:
    """The stem without label and points, wrapped lines put together."""
    text, named, points = raw, "", None
    while True:
        label = words.LABEL.match(plain(text))
        counts = words.OWN_POINTS.match(plain(text).lstrip())
        if label:
            named = label["kind"] or label["bare"]
            within = re.search(r"(\d{1,3}(?:\.\d{1,2})?)\s*分", label.group())
            points = Decimal(within[1]) if within else points
            text = text[label.end() :]
        elif counts:
            points, text = Decimal(counts[1]), text.lstrip()[counts.end() :]
        else:
            break
    text = joined(text, paragraphs=True)
    counts = next(reversed(list(words.OWN_POINTS.finditer(plain(text)))), None)
    if counts and len(text) - counts.end() <= 2:
        points = Decimal(counts[1])
        text = text[: counts.start()] + text[counts.end() :]
    return Stem(text, named, words.kind_named(named) if named else None, points)


def chosen_in(stem: str, letters: str) -> re.Match[str] | None:
    """The bracket of a stem that holds letters as an answer; `letters` are those of the options.

    The last that names only options; else a single letter, where no empty bracket waits for it.
    """
    text = plain(stem)
    matches = list(words.CHOSEN.finditer(text))
    named = [one for one in matches if set(letters_of(one)) <= set(letters)]
    if named:
        return named[-1]
    single = [one for one in matches if len(letters_of(one)) == 1]
    return single[-1] if single and letters and not words.HOLE.search(text) else None


def letters_of(match: re.Match[str]) -> str:
    """The letters in a bracket, in capitals."""
    return re.sub("[^A-Z]", "", match[1].upper())


def judged_in(stem: str) -> re.Match[str] | None:
    """The bracket at the end or the beginning of a stem that holds √ or ×."""
    text = plain(stem)
    for match in words.JUDGED.finditer(text):
        if not text[match.end() :].strip(" 。.;") or not text[: match.start()].strip():
            return match
    return None


def emptied(stem: str, match: re.Match[str]) -> str:
    """The stem with the answer taken out of its bracket, which stays."""
    begins, ends = match.span()
    return stem[: begins + 1] + stem[ends - 1 :]


def with_holes(stem: str) -> str:
    """Every empty bracket as （　） or ( ), one that lost its end closed, every drawn line as BLANK."""
    torn = _OPEN_END.search(plain(stem))
    if torn:
        begins = torn.start()
        stem = stem[: begins + 1] + CLOSING[stem[begins]]
    return _replaced(_replaced(stem, words.HOLE, _hole), words.LINE_BLANK, lambda _drawn: BLANK)


def with_blanks(stem: str) -> str:
    """The stem of a 填空题: empty brackets are blanks too."""
    return with_holes(_replaced(with_holes(stem), words.HOLE, lambda _bracket: BLANK))


def filled_in(stem: str) -> tuple[str, tuple[str, ...]]:
    """The stem with the words in its brackets taken for answers, and these."""
    matches = list(_FILLED.finditer(plain(stem)))
    said = tuple(stem[one.start(1) : one.end(1)] for one in matches)
    return _replaced(stem, _FILLED, lambda _bracket: BLANK), said


def _hole(bracket: str) -> str:
    wide = bracket[0] not in "(["
    return bracket[0] + ("\u3000" if wide else " ") + CLOSING[bracket[0]]


def _replaced(text: str, pattern: re.Pattern[str], made: Callable[[str], str]) -> str:
    parts: list[str] = []
    done = 0
    for match in pattern.finditer(plain(text)):
        parts += [text[done : match.start()], made(text[match.start() : match.end()])]
        done = match.end()
    return "".join([*parts, text[done:]])
