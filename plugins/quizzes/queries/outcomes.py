"""The results of a sitting: by person, group and unit, and what each question did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.enrolment.models import Enrolment
from core.enrolment.queries import trainees
from plugins.quizzes.models import Sitting
from plugins.quizzes.queries.sittings import sittings_of
from plugins.quizzes.queries.standings import Written, by_trainee, family_of, terms_of, written_in
from plugins.quizzes.rules.analysis import Summary, distribution, summary
from plugins.quizzes.rules.standing import Result, Standing, result_with_make_ups


@dataclass(frozen=True)
class Row:
    """One trainee in a sitting: the result, the attempt that counts, and every attempt."""

    enrolment: Enrolment
    result: Result
    counting: Written | None
    attempts: tuple[Written, ...]
    made_up: bool


@dataclass(frozen=True)
class Part:
    """The sums of a group or a unit."""

    name: str
    sums: Summary


@dataclass(frozen=True)
class Results:
    """Everybody's results and their sums. `points` is what the paper is worth."""

    rows: list[Row]
    points: Decimal
    sums: Summary
    tenths: list[int]

    def by(self, name_of: Callable[[Enrolment], str]) -> list[Part]:
        """The sums by group or unit, in the order in which the rows meet them."""
        parts: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            parts[name_of(row.enrolment)].append(row)
        return [Part(name, _sums(rows)) for name, rows in parts.items()]


def results_of(sitting: Sitting, points: Decimal, order: str = "number") -> Results:
    """Everybody who should attend, in this order; three statements for any class."""
    family = family_of(sitting, sittings_of(sitting.class_id))
    written = written_in([one.id for one in family])
    every_terms, tries = [terms_of(one) for one in family], by_trainee(written)
    by_id = {one.id: one for one in written}
    own: dict[int, list[Written]] = defaultdict(list)
    for one in written:
        own[one.enrolment_id].append(one)
    rows = []
    for who in trainees(sitting.class_id, order):
        mine = {key: list(each) for key, each in tries.get(who.id, {}).items()}
        result = result_with_make_ups(every_terms[0], every_terms, mine)
        counting = by_id.get(result.attempt) if result.attempt else None
        made_up = result.sitting != sitting.id
        rows.append(Row(who, result, counting, tuple(own[who.id]), made_up))
    return Results(rows, points, _sums(rows), distribution(_points(rows), points))


def _points(rows: Sequence[Row]) -> list[Decimal]:
    return [row.result.points for row in rows if row.result.points is not None]


def _sums(rows: Sequence[Row]) -> Summary:
    passed = sum(row.result.standing is Standing.PASSED for row in rows)
    return summary(len(rows), _points(rows), passed)
