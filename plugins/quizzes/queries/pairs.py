"""Entry against final test: a pair for each who wrote both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from core.enrolment.models import Enrolment
from core.enrolment.queries import trainees
from plugins.quizzes.models import Sitting
from plugins.quizzes.queries.sittings import sittings_of
from plugins.quizzes.queries.standings import by_trainee, family_of, terms_of, written_in
from plugins.quizzes.queries.versions import issued_paper
from plugins.quizzes.rules.standing import Try, result_with_make_ups
from plugins.quizzes.terms import Purpose

TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Pair:
    """One who wrote both, each result in per cent of its paper's points with one digit."""

    enrolment: Enrolment
    first: Decimal
    second: Decimal

    @property
    def gain(self) -> Decimal:
        """By how many points of a hundred the second is better."""
        return self.second - self.first


@dataclass(frozen=True)
class Pairs:
    """Two tests set against each other; `due` counts everybody who should attend."""

    first: Sitting
    second: Sitting
    pairs: list[Pair]
    due: int

    @property
    def gain(self) -> Decimal | None:
        """The mean gain over those who wrote both."""
        return _mean([one.gain for one in self.pairs])

    @property
    def means(self) -> tuple[Decimal | None, Decimal | None]:
        """The means of those who wrote both, of the first and the second."""
        return _mean([one.first for one in self.pairs]), _mean([one.second for one in self.pairs])

    @property
    def better(self) -> int:
        """How many did better the second time."""
        return sum(one.gain > 0 for one in self.pairs)


def _mean(values: Sequence[Decimal]) -> Decimal | None:
    if not values:
        return None
    return (sum(values, Decimal(0)) / len(values)).quantize(TENTH, ROUND_HALF_UP)


def comparable(class_id: int) -> list[Sitting]:
    """The published tests of a class that count by themselves, the first one first."""
    return [
        one
        for one in reversed(sittings_of(class_id))
        if one.issued_id is not None and not one.practice and one.make_up_of is None
    ]


def usual_pair(every: Sequence[Sitting]) -> tuple[Sitting, Sitting] | None:
    """The entry test and the last final test, or None where there are not both."""
    entry = [one for one in every if one.purpose == Purpose.ENTRY.value]
    final = [one for one in every if one.purpose == Purpose.FINAL.value]
    return (entry[0], final[-1]) if entry and final else None


def pairs_of(first: Sitting, second: Sitting, order: str = "number") -> Pairs:
    """Everybody who has a result in both, make-ups considered; four statements for any class."""
    every = sittings_of(first.class_id)
    families = [family_of(one, every) for one in (first, second)]
    tries = by_trainee(written_in({one.id for family in families for one in family}))
    people, found = trainees(first.class_id, order), []
    for who in people:
        own = {key: list(each) for key, each in tries.get(who.id, {}).items()}
        shares = [_share(family, own) for family in families]
        if shares[0] is not None and shares[1] is not None:
            found.append(Pair(who, shares[0], shares[1]))
    return Pairs(first, second, found, len(people))


def _share(family: Sequence[Sitting], own: dict[int, list[Try]]) -> Decimal | None:
    """A result in per cent of the paper on which it was written."""
    terms = [terms_of(one) for one in family]
    result = result_with_make_ups(terms[0], terms, own)
    if result.points is None:
        return None
    written = next(one for one in family if one.id == result.sitting)
    whole = issued_paper(written.issued_id or 0).sheet.points
    return (result.points * 100 / whole).quantize(TENTH, ROUND_HALF_UP) if whole else None
