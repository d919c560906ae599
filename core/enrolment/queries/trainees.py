"""Trainees and groups as pages ask for them; the number of statements never grows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select

from core.db import db
from core.enrolment.models import Enrolment, Group
from core.enrolment.queries.one import there
from core.enrolment.rules import ARRIVED, HOLDS_PLACE, SHOULD_ATTEND
from core.paging import Page, page_of
from core.people.models import Person, Unit
from core.people.rules import pinyin_key, strokes_key
from core.training.models import TrainingClass

HERE_STATES = tuple(sorted(SHOULD_ATTEND))
"""The states of those who count among 应到."""
ARRIVED_STATES = tuple(sorted(ARRIVED))
PLACE_STATES = tuple(sorted(HOLDS_PLACE))
ORDERS = ("number", "strokes", "pinyin", "unit", "group")


@dataclass(frozen=True)
class Filter:
    """Which trainees a list shows; `states` empty means all, gone ones too."""

    states: Collection[str] = HERE_STATES
    group_id: int | None = None
    unit_id: int | None = None
    search: str = ""
    ungrouped: bool = False


def trainees(class_id: int, order: str = "number", only: Filter | None = None) -> list[Enrolment]:
    """The trainees of a class with person, unit and group, in one statement.

    `order` is number, strokes (姓氏笔画), pinyin, unit or group; `only` defaults to those 应到.
    """
    rows = db.session.execute(_chosen(select(Enrolment), class_id, only or Filter())).scalars()
    return in_order(rows, order)


def trainee_page(
    class_id: int, order: str, only: Filter, page: int = 1, per_page: int = 200
) -> Page:
    """One page of the list in any order: two statements, whatever its length."""
    columns: Select[*tuple[Any, ...]] = select(
        Enrolment.id,
        Enrolment.number,
        Person.name.label("name"),
        Unit.name.label("unit_name"),
        Group.ordering.label("group_order"),
    ).outerjoin(Group, Group.id == Enrolment.group_id)
    found = db.session.execute(_chosen(columns, class_id, only)).all()
    return page_of(Enrolment, [row.id for row in in_order(found, order)], page, per_page)


def _chosen(
    rows: Select[*tuple[Any, ...]], class_id: int, only: Filter
) -> Select[*tuple[Any, ...]]:
    rows = rows.join(Person, Person.id == Enrolment.person_id)
    rows = rows.outerjoin(Unit, Unit.id == Enrolment.unit_id)
    rows = rows.where(Enrolment.class_id == class_id)
    if only.states:
        rows = rows.where(Enrolment.state.in_(sorted(only.states)))
    if only.group_id is not None:
        rows = rows.where(Enrolment.group_id == only.group_id)
    if only.ungrouped:
        rows = rows.where(Enrolment.group_id.is_(None))
    if only.unit_id is not None:
        rows = rows.where(Enrolment.unit_id == only.unit_id)
    if only.search.strip():
        rows = rows.where(_found_by(only.search.strip()))
    return rows.order_by(Enrolment.number)


def _found_by(text: str) -> Any:
    """By a piece of the name or unit, the number, or the last digits of the phone."""
    ways = [
        Person.name.contains(text, autoescape=True),
        Unit.name.contains(text, autoescape=True),
    ]
    if text.isascii() and text.isdigit() and len(text) <= 11:
        ways.append(Person.phone.endswith(text, autoescape=True))
        if len(text) < 6:
            ways.append(Enrolment.number == int(text))
    return or_(*ways)


def in_order(rows: Iterable[Any], order: str) -> list[Any]:
    """Rows that carry number, name and unit_name, put into an order; by number where it is unknown."""
    found = list(rows)
    keys: dict[str, Callable[[Any], Any]] = {
        "strokes": lambda row: (strokes_key(row.name), row.number),
        "pinyin": lambda row: (pinyin_key(row.name), row.number),
        "unit": lambda row: (row.unit_name or "\uffff", row.number),
        "group": lambda row: (_group_order(row), row.number),
    }
    return sorted(found, key=keys.get(order, lambda row: row.number))


def _group_order(row: Any) -> int:
    if isinstance(row, Enrolment):
        return row.group.ordering if row.group else 1 << 30
    return 1 << 30 if row.group_order is None else int(row.group_order)


def trainee_by_id(class_id: int, enrolment_id: int) -> Enrolment:
    """A trainee of this very class; NotFound for anybody else's."""
    row = select(Enrolment).where(Enrolment.class_id == class_id, Enrolment.id == enrolment_id)
    return there(db.session.execute(row).scalar_one_or_none())


def trainees_by_ids(class_id: int, ids: Collection[int]) -> list[Enrolment]:
    """Those of the ids that name trainees of this class, by number."""
    rows = select(Enrolment).where(Enrolment.class_id == class_id, Enrolment.id.in_(ids))
    return list(db.session.execute(rows.order_by(Enrolment.number)).scalars())


def trainee_by_token(token: str) -> Enrolment:
    """Whose badge or slip this is."""
    row = select(Enrolment).where(Enrolment.token == token)
    return there(db.session.execute(row).scalar_one_or_none())


def groups_of(class_id: int) -> list[Group]:
    """The groups of a class in their order."""
    rows = select(Group).where(Group.class_id == class_id).order_by(Group.ordering, Group.id)
    return list(db.session.execute(rows).scalars())


def units_of(class_id: int) -> list[Unit]:
    """The units that have trainees in a class, by name."""
    rows = (
        select(Unit)
        .where(Unit.id.in_(select(Enrolment.unit_id).where(Enrolment.class_id == class_id)))
        .order_by(Unit.name)
    )
    return list(db.session.execute(rows).scalars())


def states_of(class_id: int) -> dict[str, int]:
    """How many trainees of a class are in each state."""
    rows = (
        select(Enrolment.state, func.count())
        .where(Enrolment.class_id == class_id)
        .group_by(Enrolment.state)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def arrivals_by_unit(class_id: int) -> list[tuple[str, int, int, list[Enrolment]]]:
    """Per unit: name, how many are here, how many should be, and who is not; one statement."""
    everyone = trainees(class_id, "unit")
    due = Counter(one.unit_name for one in everyone)
    missing: dict[str, list[Enrolment]] = {}
    for one in everyone:
        if one.state not in ARRIVED_STATES:
            missing.setdefault(one.unit_name, []).append(one)
    return [
        (name, count - len(missing.get(name, [])), count, missing.get(name, []))
        for name, count in sorted(due.items(), key=lambda pair: (not pair[0], pair[0]))
    ]


def classes_of(person_id: int) -> list[tuple[Enrolment, str]]:
    """The classes that a person was ever in, the newest first, each with its name."""
    rows = (
        select(Enrolment, TrainingClass.name)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(Enrolment.person_id == person_id)
        .order_by(TrainingClass.starts_on.desc())
    )
    return [(row[0], row[1]) for row in db.session.execute(rows)]
