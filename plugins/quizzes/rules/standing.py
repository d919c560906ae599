"""How a trainee stands in a sitting: which attempt counts, whether it is enough."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.i18n import lazy_gettext as _
from plugins.quizzes.terms import Counts


class Standing(StrEnum):
    """How far a trainee has come in a sitting."""

    ABSENT = "absent"
    WRITING = "writing"
    MARKING = "marking"
    PASSED = "passed"
    FAILED = "failed"


STANDING_WORDS: dict[Standing, Any] = {
    Standing.ABSENT: _("未参加"),
    Standing.WRITING: _("作答中"),
    Standing.MARKING: _("待阅卷"),
    Standing.PASSED: _("及格"),
    Standing.FAILED: _("不及格"),
}
STANDING_TONES: dict[Standing, str] = {
    Standing.ABSENT: "none",
    Standing.WRITING: "leave",
    Standing.MARKING: "late",
    Standing.PASSED: "ok",
    Standing.FAILED: "absent",
}


@dataclass(frozen=True)
class Try:
    """One attempt as it counts; `points` None while something is to be marked."""

    id: int
    number: int
    ended: bool
    points: Decimal | None


@dataclass(frozen=True)
class Result:
    """A trainee's result. `attempt` is the one that counts; `sitting` where it was written."""

    standing: Standing
    points: Decimal | None = None
    attempt: int | None = None
    sitting: int | None = None


@dataclass(frozen=True)
class Terms:
    """What of a sitting decides: which attempt counts and from how many points on it is enough."""

    id: int
    counts: Counts
    pass_mark: Decimal
    make_up_of: int | None = None


def result_in(own: Terms, tries: Iterable[Try]) -> Result:
    """The result of one sitting alone; where the best counts and one of them waits to be marked, it waits."""
    made = sorted(tries, key=lambda one: one.number)
    ended = [one for one in made if one.ended]
    if not ended:
        return Result(Standing.WRITING if made else Standing.ABSENT, sitting=own.id)
    counting = _counting(own.counts, ended)
    if counting.points is None:
        return Result(Standing.MARKING, None, counting.id, own.id)
    passed = counting.points >= own.pass_mark
    standing = Standing.PASSED if passed else Standing.FAILED
    return Result(standing, counting.points, counting.id, own.id)


def _counting(counts: Counts, ended: list[Try]) -> Try:
    if counts is Counts.FIRST:
        return ended[0]
    if counts is Counts.LAST:
        return ended[-1]
    waiting = [one for one in ended if one.points is None]
    if waiting:
        return waiting[-1]
    return max(ended, key=lambda one: (one.points or Decimal(0), -one.number))


def result_with_make_ups(
    own: Terms, every: Iterable[Terms], tries: Mapping[int, list[Try]]
) -> Result:
    """The result of a sitting where what makes up for it replaces it as soon as it was written.

    `tries` are one trainee's, by sitting. Make-ups of make-ups count too; the latest that was ended wins.
    """
    result, seen = result_in(own, tries.get(own.id, [])), {own.id}
    others = sorted(every, key=lambda one: one.id)
    follows = [one for one in others if one.make_up_of == own.id]
    while follows:
        one = follows.pop(0)
        if one.id in seen:
            continue
        seen.add(one.id)
        made_up = result_in(one, tries.get(one.id, []))
        begun = made_up.standing is not Standing.ABSENT
        if made_up.attempt is not None or (begun and result.standing is Standing.ABSENT):
            result = made_up
        follows += [each for each in others if each.make_up_of == one.id]
    return result
