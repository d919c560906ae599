"""编组: groups of a class, made by hand or divided evenly by unit and sex."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, select

from core import audit
from core.audit import Actor
from core.db import db
from core.enrolment.grouping import Member, balanced_groups
from core.enrolment.models import Enrolment, Group
from core.enrolment.rules import HOLDS_PLACE, group_name
from core.enrolment.services.places import locked
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.training.models import TrainingClass
from core.transaction import transaction

MOST_GROUPS = 60


def group_named(training_class: TrainingClass, name: str) -> Group | None:
    """The group of this name, made if it is new; None for no name. Joins the running act."""
    wanted = "".join(name.split())
    if not wanted:
        return None
    if len(wanted) > 40:
        raise Refused(Problem("group_name", _("组名最多 40 个字。"), "group"))
    with transaction() as session:
        known = select(Group).where(Group.class_id == training_class.id, Group.name == wanted)
        found = session.execute(known).scalar_one_or_none()
        if found is None:
            highest = select(func.max(Group.ordering)).where(Group.class_id == training_class.id)
            ordering = (session.execute(highest).scalar() or 0) + 1
            found = Group(class_id=training_class.id, name=wanted, ordering=ordering)
            session.add(found)
            session.flush()
        return found


def change_group(
    enrolment: Enrolment, group: Group | None, *, by: Actor, at: datetime
) -> Enrolment:
    """Puts a trainee into a group of the same class, or into none."""
    with transaction() as session:
        training_class = locked(session.get_one(TrainingClass, enrolment.class_id))
        if group is not None and group.class_id != training_class.id:
            raise Refused(Problem("foreign_group", _("这个组不是本班的。")))
        enrolment.group = group
        _note(training_class, by=by, at=at, enrolments=[enrolment.id], group=_name(group))
    return enrolment


def change_groups(
    training_class: TrainingClass,
    enrolments: Iterable[Enrolment],
    name: str,
    *,
    by: Actor,
    at: datetime,
) -> int:
    """Puts several trainees into the group of this name (new or not, '' for none); says how many."""
    with transaction():
        training_class = locked(training_class)
        chosen = [one for one in enrolments if one.class_id == training_class.id]
        if not chosen:
            raise Refused(Problem("nobody_chosen", _("没有勾选任何人。")))
        group = group_named(training_class, name)
        for enrolment in chosen:
            enrolment.group = group
        ids = [one.id for one in chosen]
        _note(training_class, by=by, at=at, enrolments=ids, group=_name(group))
    return len(chosen)


def group_automatically(
    training_class: TrainingClass, count: int, *, by: Actor, at: datetime
) -> list[Group]:
    """Divides all who hold a place into so many groups, units and sexes spread evenly.

    What was divided before is divided anew; groups beyond the number are gone.
    """
    with transaction() as session:
        training_class = locked(training_class)
        everyone = _everyone(training_class.id)
        if not 1 <= count <= min(MOST_GROUPS, max(1, len(everyone))):
            words = _("组数应为 1 到 %(most)d。", most=min(MOST_GROUPS, max(1, len(everyone))))
            raise Refused(Problem("group_count", words, "count"))
        groups = _so_many(training_class, count)
        by_id = {one.id: one for one in everyone}
        members = [Member(one.id, one.unit_name, one.person.gender) for one in everyone]
        for group, chosen in zip(groups, balanced_groups(members, count), strict=True):
            for member in chosen:
                by_id[member.key].group = group
        session.flush()
        surplus = [group.id for group in _groups(training_class.id) if group not in groups]
        session.execute(delete(Group).where(Group.id.in_(surplus)))
        _note(training_class, by=by, at=at, groups=count, trainees=len(everyone))
    return groups


def _everyone(class_id: int) -> list[Enrolment]:
    rows = (
        select(Enrolment)
        .where(Enrolment.class_id == class_id, Enrolment.state.in_(sorted(HOLDS_PLACE)))
        .order_by(Enrolment.number)
    )
    return list(db.session.execute(rows).scalars())


def _groups(class_id: int) -> list[Group]:
    rows = select(Group).where(Group.class_id == class_id).order_by(Group.ordering, Group.id)
    return list(db.session.execute(rows).scalars())


def _so_many(training_class: TrainingClass, count: int) -> list[Group]:
    groups = _groups(training_class.id)[:count]
    taken = {group.name for group in groups}
    number = 1
    while len(groups) < count:
        if group_name(number) not in taken:
            # A name that a surplus group still bears is taken over from it.
            found = group_named(training_class, group_name(number))
            groups += [found] if found else []
        number += 1
    for ordering, group in enumerate(groups, start=1):
        group.ordering = ordering
    return groups


def _name(group: Group | None) -> str:
    return group.name if group else ""


def _note(training_class: TrainingClass, *, by: Actor, at: datetime, **detail: object) -> None:
    class_id = training_class.id
    audit.note("enrolment.group", f"class:{class_id}", by=by, at=at, class_id=class_id, **detail)
