"""A list of trainees into a class: first what would be done with each row, then all of it at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core import audit
from core.audit import Actor
from core.db import db
from core.enrolment.matching import Match, Verdict
from core.enrolment.models import Enrolment
from core.enrolment.rules import GONE
from core.enrolment.services.enrolling import Seat, admit, next_number
from core.enrolment.services.groups import group_named
from core.enrolment.services.persons import NEW, Known, OnFile, ambiguous, taken_up
from core.enrolment.services.places import locked, place_problems
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.people.models import Person, Unit
from core.people.rules import gender_of
from core.people.services import unit_named
from core.tabular import Item, Report
from core.training.models import TrainingClass
from core.transaction import transaction

SKIP = -1
"""The choice "leave this row out"."""
ACT = "enrolment.import"


@dataclass(frozen=True)
class Planned:
    """What would be done with a row: `add`, `update`, `ask` or `skip`, and why it must be asked."""

    item: Item
    known: Known
    match: Match
    act: str
    person: Person | None = None
    enrolment: Enrolment | None = None
    problem: Problem | None = None


@dataclass(frozen=True)
class Choices:
    """What a person decided: by row, a person's id, NEW or SKIP; `source` names the file once."""

    by_row: Mapping[int, int]
    source: str = ""


def plan_import(
    training_class: TrainingClass, report: Report, choices: Mapping[int, int] | None = None
) -> list[Planned]:
    """What would be done with each row that was taken; writes nothing, asks a fixed number of times."""
    return _planned(training_class.id, report, choices or {})[0]


def _planned(
    class_id: int, report: Report, choices: Mapping[int, int]
) -> tuple[list[Planned], OnFile]:
    known = {item.row: known_of(item) for item in report.items}
    file = OnFile(known.values())
    rows = select(Enrolment).where(Enrolment.class_id == class_id)
    enrolled = {one.person_id: one for one in db.session.execute(rows).scalars()}
    plan: list[Planned] = []
    used: dict[int, int] = {}
    for item in report.items:
        choice = choices.get(item.row)
        plan.append(_plan_row(item, known[item.row], (file, enrolled, used), choice))
    return plan, file


def _plan_row(
    item: Item,
    known: Known,
    there: tuple[OnFile, dict[int, Enrolment], dict[int, int]],
    choice: int | None,
) -> Planned:
    file, enrolled, used = there
    match = file.match(known)
    offered = {one.key for one in match.candidates}
    if choice == SKIP:
        return Planned(item, known, match, "skip")
    if match.verdict is Verdict.ASK and choice not in {*offered, NEW}:
        return Planned(item, known, match, "ask", problem=ambiguous(known, match))
    if match.verdict is Verdict.NEW or (match.verdict is Verdict.ASK and choice == NEW):
        return Planned(item, known, match, "add")
    key = int(match.candidates[0].key if match.verdict is Verdict.SAME else choice or 0)
    person = file.people[key]
    if key in used:
        words = _("与第 %(row)d 行是同一个人（%(name)s）。", row=used[key], name=person.name)
        return Planned(item, known, match, "ask", person, problem=Problem("row_twice", words))
    used[key] = item.row
    enrolment = enrolled.get(person.id)
    there_already = enrolment is not None and enrolment.state not in GONE
    return Planned(item, known, match, "update" if there_already else "add", person, enrolment)


def known_of(item: Item) -> Known:
    """What a row of a roster says of a person."""
    return Known(
        name=item["name"],
        gender=int(gender_of(item["gender"]) or 0),
        unit=" ".join(item["unit"].split())[:120],
        position=item["position"][:200],
        phone=item["phone"],
        id_number=item.extra.get("id_number", ""),
        ethnicity=item.extra.get("ethnicity", "")[:40],
    )


def import_roster(
    training_class: TrainingClass,
    report: Report,
    *,
    by: Actor,
    at: datetime,
    choices: Choices | None = None,
) -> tuple[int, int]:
    """Writes every row that was taken, or nothing at all; answers how many were (added, updated).

    People in the class already are brought up to date. Raises Refused where a row is ambiguous and
    nobody decided, and where places do not suffice. A source that was written before is not again.
    """
    decided = choices or Choices({})
    with transaction():
        training_class = locked(training_class)
        before = written_before(training_class.id, decided.source)
        if before is not None:
            return before
        plan, file = _planned(training_class.id, report, decided.by_row)
        _refuse_unclear(plan)
        added = [row for row in plan if row.act == "add"]
        updated = [row for row in plan if row.act == "update"]
        _refuse_oversold(training_class, added)
        _write(training_class, [*updated, *added], file, by=by, at=at)
        counts = {"added": len(added), "updated": len(updated), "file": decided.source}
        subject = decided.source or f"class:{training_class.id}"
        audit.note(ACT, subject, by=by, at=at, class_id=training_class.id, **counts)
    return len(added), len(updated)


def written_before(class_id: int, source: str) -> tuple[int, int] | None:
    """What an earlier press wrote from this very file, or None."""
    detail = audit.noted(ACT, source, class_id) if source else None
    return None if detail is None else (detail["added"], detail["updated"])


def _refuse_unclear(plan: list[Planned]) -> None:
    unclear = [row for row in plan if row.problem is not None]
    if unclear:
        raise Refused(
            Problem(
                row.problem.code if row.problem else "",
                _("第 %(row)d 行：%(why)s", row=row.item.row, why=row.problem),
                f"row-{row.item.row}",
            )
            for row in unclear
        )


def _refuse_oversold(training_class: TrainingClass, added: list[Planned]) -> None:
    if not added:
        return
    problems = place_problems(training_class, None, wanted=len(added))
    wanted = Counter(row.known.unit for row in added)
    for unit_id, name in _units_named(list(wanted)):
        found = place_problems(training_class, unit_id, wanted=wanted[name])
        problems += [
            Problem(one.code, _("%(unit)s：%(why)s", unit=name, why=one.message))
            for one in found
            if one.code == "no_place_of_unit"
        ]
    if problems:
        raise Refused(problems)


def _units_named(names: list[str]) -> list[tuple[int, str]]:
    rows = select(Unit.id, Unit.name).where(Unit.name.in_(names))
    return [(row[0], row[1]) for row in db.session.execute(rows)]


def _write(
    training_class: TrainingClass, rows: list[Planned], file: OnFile, *, by: Actor, at: datetime
) -> None:
    numbers = _numbers(training_class.id, rows)
    for row in sorted(rows, key=lambda one: one.item.row):
        chosen = row.person.id if row.person else NEW
        person = taken_up(row.known, row.match, file, at=at, chosen=chosen)
        group = group_named(training_class, row.item.extra.get("group", ""))
        unit = unit_named(row.known.unit, at=at)
        note = row.item.extra.get("note", "")
        if row.act == "update" and row.enrolment is not None:
            _bring_up_to_date(row.enrolment, Seat(unit, row.known.position, group, note))
            continue
        number = numbers.get(row.item.row)
        seat = Seat(unit or person.unit, row.known.position, group, note, number)
        admit(training_class, person, seat, by=by, at=at)


def _numbers(class_id: int, rows: list[Planned]) -> dict[int, int]:
    """学号 as the list gives them, if free; the others follow after the highest of all."""
    taken = set(
        db.session.execute(select(Enrolment.number).where(Enrolment.class_id == class_id)).scalars()
    )
    numbers: dict[int, int] = {}
    added = [row for row in rows if row.act == "add" and row.enrolment is None]
    for row in added:
        written = str(row.item.extra.get("number", ""))
        number = int(written) if written.isascii() and written.isdigit() else 0
        if 0 < number < 1_000_000 and number not in taken:
            numbers[row.item.row] = number
            taken.add(number)
    following = max([next_number(class_id) - 1, *numbers.values()])
    for row in added:
        if row.item.row not in numbers:
            following += 1
            numbers[row.item.row] = following
    return numbers


def _bring_up_to_date(enrolment: Enrolment, seat: Seat) -> None:
    """What the list leaves empty stays as it was."""
    enrolment.unit = seat.unit or enrolment.unit
    enrolment.position = seat.position[:200] or enrolment.position
    enrolment.group = seat.group or enrolment.group
    enrolment.note = seat.note[:200] or enrolment.note
