"""场次: laid down, changed, removed; and its acts in the journal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select

from core import audit
from core.audit import Actor
from core.db import db
from core.enrolment.queries import trainees_by_ids
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.quizzes.models import Attempt, Paper, Sitting, SittingGuest
from plugins.quizzes.rules.sittings import sitting_problems
from plugins.quizzes.services.papers import open_class, phase_problems
from plugins.quizzes.terms import Counts, Phase, Purpose

CHOICES = {"purpose": Purpose, "counts": Counts, "marks_from": Phase, "keys_from": Phase}
FROZEN = ("paper_id", "make_up_of")
"""What stays as it is once a sitting is published."""


@dataclass(frozen=True)
class SittingDetails:
    """A sitting as somebody lays it down; the moments are aware, `guests` enrolment ids of a make-up sitting."""

    paper_id: int | None
    title: str
    opens_at: datetime | None
    closes_at: datetime | None
    purpose: str = Purpose.OTHER.value
    lesson_id: int | None = None
    minutes: int | None = None
    attempts: int | None = 1
    counts: str = Counts.BEST.value
    password: str = ""
    needs_presence: bool = False
    practice: bool = False
    grace_seconds: int | None = 300
    required: bool = False
    pass_mark: Decimal | None = Decimal(60)
    marks_from: str = Phase.CLOSED.value
    keys_from: str = Phase.CLOSED.value
    markers: int | None = 1
    difference_limit: Decimal | None = Decimal(2)
    make_up_of: int | None = None
    guests: Collection[int] = ()


def add_sitting(
    training_class: TrainingClass, details: SittingDetails, *, by: Actor, at: datetime
) -> Sitting:
    """Lays a sitting down, still a draft."""
    with transaction() as session:
        require_open(training_class)
        values = _settled(training_class, details)
        sitting = Sitting(class_id=training_class.id, made_at=at, made_by=by.name, **values)
        session.add(sitting)
        session.flush()
        _put_guests(sitting, details.guests)
        note_sitting("add_sitting", sitting, by=by, at=at, title=sitting.title)
    return sitting


def change_sitting(sitting: Sitting, details: SittingDetails, *, by: Actor, at: datetime) -> None:
    """Changes a sitting; once it is published its paper stays. Running attempts keep their end."""
    with transaction():
        training_class = open_class(sitting)
        values = _settled(training_class, details)
        if sitting.published_at is not None:
            for name in FROZEN:
                values[name] = getattr(sitting, name)
        changed = {name: str(new) for name, new in values.items() if getattr(sitting, name) != new}
        for name in changed:
            setattr(sitting, name, values[name])
        _put_guests(sitting, details.guests)
        if changed:
            sitting.version += 1
            changed.pop("password", None)
            note_sitting("change_sitting", sitting, by=by, at=at, changed=changed)


def delete_sitting(sitting: Sitting, *, by: Actor, at: datetime) -> None:
    """Removes a sitting that was laid down by mistake; Refused once it is published or written."""
    with transaction() as session:
        open_class(sitting)
        written = select(Attempt.id).where(Attempt.sitting_id == sitting.id).limit(1)
        if session.execute(written).first() is not None:
            words = _("已经有人作答，不能删除。")
            raise Refused(Problem("begun", words))
        if sitting.published_at is not None:
            raise Refused(Problem("published", _("场次已经发布，请先撤回再删除。")))
        note_sitting("delete_sitting", sitting, by=by, at=at, title=sitting.title)
        session.execute(delete(SittingGuest).where(SittingGuest.sitting_id == sitting.id))
        session.delete(sitting)


def _put_guests(sitting: Sitting, guests: Collection[int]) -> None:
    """Who may write a make-up sitting; those who have begun stay."""
    if sitting.make_up_of is None:
        return
    known = {one.id for one in trainees_by_ids(sitting.class_id, guests)}
    begun = select(Attempt.enrolment_id).where(Attempt.sitting_id == sitting.id)
    known |= set(db.session.execute(begun).scalars())
    if not known:
        words = _("补考名单是空的，请勾选参加补考的学员。")
        raise Refused(Problem("no_guests", words, "guests"))
    db.session.execute(delete(SittingGuest).where(SittingGuest.sitting_id == sitting.id))
    db.session.add_all(SittingGuest(sitting_id=sitting.id, enrolment_id=one) for one in known)
    db.session.flush()


def note_sitting(act: str, sitting: Sitting, *, by: Actor, at: datetime, **detail: Any) -> None:
    """One line in the journal about a sitting."""
    name, subject = f"quizzes.{act}", f"sitting:{sitting.id}"
    audit.note(name, subject, by=by, at=at, class_id=sitting.class_id, **detail)


def _settled(training_class: TrainingClass, details: SittingDetails) -> dict[str, Any]:
    values = asdict(details)
    values.pop("guests")
    values["title"] = " ".join(values["title"].split())
    values["password"] = values["password"].strip()
    problems = sitting_problems(values) + _choice_problems(values)
    problems += _belonging_problems(training_class, values)
    if problems:
        raise Refused(problems)
    return values


def _choice_problems(values: dict[str, Any]) -> list[Problem]:
    found = [
        Problem(f"{name}_unknown", _("请选择其中一项。"), name)
        for name, kind in CHOICES.items()
        if values[name] not in set(kind)
    ]
    return found or phase_problems(values["marks_from"], values["keys_from"])


def _belonging_problems(training_class: TrainingClass, values: dict[str, Any]) -> list[Problem]:
    """What belongs to another class is none."""
    named = (
        ("paper_id", Paper, _("请选择本班的一份试卷。"), True),
        ("lesson_id", Lesson, _("本班没有这节课。"), False),
        ("make_up_of", Sitting, _("本班没有要补考的那一场。"), False),
    )
    found = []
    for name, model, words, must in named:
        if values[name] is None:
            if must:
                found.append(Problem(f"{name}_missing", words, name))
            continue
        row: Any = db.session.get(model, values[name])
        if row is None or row.class_id != training_class.id:
            found.append(Problem(f"{name}_unknown", words, name))
    return found
