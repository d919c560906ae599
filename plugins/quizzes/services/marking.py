"""Marks that the machine gives, and what people's markings come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert

from core.audit import Actor
from core.errors import NotFound
from core.transaction import transaction
from plugins.quizzes.models import Attempt, Mark, Marking, Regrade, Sitting
from plugins.quizzes.queries.answers import answers_of
from plugins.quizzes.queries.marks import keys_in_force, markings_of, marks_of, regrades_of
from plugins.quizzes.queries.versions import Issued, issued_paper, items_of
from plugins.quizzes.rules.answers import Given
from plugins.quizzes.rules.essays import Judgement, settled
from plugins.quizzes.rules.items import Item
from plugins.quizzes.rules.layout import Laid, layout_of
from plugins.quizzes.rules.marking import LONGEST, Marked, mark
from plugins.quizzes.rules.numbers import plain
from plugins.quizzes.terms import Kind, MarkSource


@dataclass(frozen=True)
class Verdict:
    """A mark that is due: None where a person must say; `since` is when the key was mended that it comes from."""

    marked: Marked | None
    source: MarkSource
    since: datetime | None = None


@dataclass(frozen=True)
class Keys:
    """By what the papers of a sitting are marked: the paper, mended keys, how essays are settled."""

    paper: Issued
    mended: dict[int, tuple[Regrade, Item | None]]
    markers: int
    limit: Decimal

    def knowing(self, versions: Iterable[int]) -> Keys:
        """The same, with questions of a paper that was given out before this one was."""
        missing = set(versions) - set(self.paper.items)
        if not missing:
            return self
        paper = replace(self.paper, items=self.paper.items | items_of(missing))
        return replace(self, paper=paper)

    def verdict(self, laid: Laid, given: Given, markings: Sequence[Marking]) -> Verdict:
        """What a question gets now, and whose judgement that is."""
        act, item = self.mended.get(laid.version, (None, self.paper.items[laid.version]))
        since = act.made_at if act else None
        if item is None:
            words = f"本题作废，得 {plain(laid.points)} 分。"
            return Verdict(Marked(laid.points, words), MarkSource.REGRADE, since)
        found = mark(item, given, laid.points, self.paper.sheet.multiple_rule, laid)
        if found is None:
            told = [Judgement(one.marker, one.points, one.settles, one.comment) for one in markings]
            return Verdict(settled(told, self.markers, self.limit), MarkSource.PERSON)
        if act is None or item.kind is Kind.ESSAY:
            return Verdict(found, MarkSource.AUTO)
        why = f"按更正后的答案：{found.why}"[:LONGEST]
        return Verdict(Marked(found.points, why), MarkSource.REGRADE, since)


def mark_attempt(attempt: Attempt, *, by: Actor, at: datetime) -> None:
    """Marks what can be marked without a person, inside the running transaction or one of its own."""
    with transaction() as session:
        sitting = session.get(Sitting, attempt.sitting_id)
        if sitting is None:
            raise NotFound
        mark_attempts(sitting, [attempt], by=by, at=at)


def mark_attempts(sitting: Sitting, attempts: Sequence[Attempt], *, by: Actor, at: datetime) -> int:
    """Marks papers of one sitting and sums them up; says how many marks changed.

    Writes only what is not in force already, in one statement; asks the same five for any number of papers.
    What people decided on an appeal stands, unless a key that was mended later gives more.
    """
    with transaction() as session:
        keys = keys_of(sitting)
        layouts = {one.id: layout_of(one.layout) for one in attempts}
        keys = keys.knowing(laid.version for each in layouts.values() for laid in each)
        ids = list(layouts)
        answers, held = answers_of(ids), marks_of(ids)
        markings = markings_of(ids) if _asks_people(keys) else {}
        added: list[dict[str, Any]] = []
        for one in attempts:
            own, total = held.get(one.id, {}), Decimal(0)
            missing = False
            for number, laid in enumerate(layouts[one.id], 1):
                given = answers.get(one.id, {}).get(number)
                found = keys.verdict(laid, given, markings.get((one.id, number), ()))
                points = _in_force(one, number, own.get(number), found, added)
                missing = missing or points is None
                total += points or Decimal(0)
            one.points = None if missing else total
        _complete(added, keys, attempts, by=by, at=at)
        if added:
            session.execute(insert(Mark), added)
    return len(added)


def keys_of(sitting: Sitting) -> Keys:
    """By what the papers of a published sitting are marked now."""
    if sitting.issued_id is None:
        raise NotFound
    return Keys(
        issued_paper(sitting.issued_id),
        keys_in_force(regrades_of(sitting.id)),
        sitting.markers,
        sitting.difference_limit,
    )


def _asks_people(keys: Keys) -> bool:
    return any(one.kind is Kind.ESSAY for one in keys.paper.items.values())


def _in_force(
    attempt: Attempt,
    number: int,
    held: Mark | None,
    found: Verdict,
    added: list[dict[str, Any]],
) -> Decimal | None:
    """The points that count for a question; adds a row where they are not in force yet."""
    marked = found.marked
    if held is not None and held.source == MarkSource.APPEAL.value:
        later = found.since is not None and found.since > held.given_at
        if not (later and marked is not None and marked.points > held.points):
            return held.points
    if marked is None:
        return None
    if held is not None and (held.points, held.why) == (marked.points, marked.why):
        return held.points
    added.append(
        {
            "class_id": attempt.class_id,
            "attempt_id": attempt.id,
            "number": number,
            "points": marked.points,
            "source": found.source.value,
            "why": marked.why,
        }
    )
    return marked.points


def _complete(
    added: list[dict[str, Any]], keys: Keys, attempts: Sequence[Attempt], *, by: Actor, at: datetime
) -> None:
    """Who gave the new marks, and which mended key they come from."""
    layouts = {one.id: one.layout for one in attempts}
    for row in added:
        version = layouts[row["attempt_id"]][row["number"] - 1]["version"]
        mended = keys.mended.get(version) if row["source"] == MarkSource.REGRADE.value else None
        row |= {
            "regrade_id": mended[0].id if mended else None,
            "appeal_id": None,
            "given_at": at,
            "given_by": by.name,
        }
