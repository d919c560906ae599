"""Classes as pages ask for them."""

from __future__ import annotations

from sqlalchemy import select

from core.db import db
from core.errors import NotFound
from core.i18n import gettext as _
from core.plugins import ClassPlugin
from core.training.models import ClassSetting, TrainingClass
from core.training.rules import State


def class_by_code(code: str) -> TrainingClass:
    """The class of this code, for the command line; NotFound where there is none."""
    found = select(TrainingClass).where(TrainingClass.code == code)
    there = db.session.execute(found).scalar_one_or_none()
    if there is None:
        raise NotFound(_("没有代码为“%(code)s”的班级", code=code))
    return there


def class_by_id(class_id: int) -> TrainingClass:
    """The class of this id."""
    return _there(db.session.get(TrainingClass, class_id))


def class_by_public_token(token: str) -> TrainingClass:
    """The class that a public link or QR names."""
    found = select(TrainingClass).where(TrainingClass.public_token == token)
    return _there(db.session.execute(found).scalar_one_or_none())


def setting(class_id: int, name: str, default: str = "") -> str:
    """What a class set for a plugin, or the default."""
    found = db.session.get(ClassSetting, (class_id, name))
    return default if found is None else found.value


def settings_of(class_id: int) -> dict[str, str]:
    """Everything that a class set for its plugins."""
    rows = select(ClassSetting.name, ClassSetting.value).where(ClassSetting.class_id == class_id)
    return dict(db.session.execute(rows).all())


def switches_of(class_id: int) -> dict[str, bool]:
    """Which plugins a class has turned on or off by hand."""
    rows = select(ClassPlugin.plugin, ClassPlugin.on).where(ClassPlugin.class_id == class_id)
    return dict(db.session.execute(rows).all())


def classes_by_year() -> dict[int, list[TrainingClass]]:
    """Every class, the newest first, by the year of its first day."""
    rows = select(TrainingClass).order_by(TrainingClass.starts_on.desc(), TrainingClass.id.desc())
    years: dict[int, list[TrainingClass]] = {}
    for found in db.session.execute(rows).scalars():
        years.setdefault(found.starts_on.year, []).append(found)
    return years


def is_under_way(training_class: TrainingClass) -> bool:
    """Whether the class is neither closed nor still only a plan."""
    return training_class.state in (State.ENROLLING, State.REPORTING, State.RUNNING)


def _there(found: TrainingClass | None) -> TrainingClass:
    if found is None:
        raise NotFound
    return found
