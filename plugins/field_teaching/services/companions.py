"""随行人员: who travels along and is counted without being a trainee."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete

from core.audit import Actor
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.field_teaching.models import Companion, CountEntry, Ride
from plugins.field_teaching.services.vehicles import note_plan, require_uncounted
from plugins.field_teaching.terms import CompanionKind


@dataclass(frozen=True)
class CompanionDetails:
    """Who travels along without being a trainee."""

    name: str
    kind: CompanionKind
    phone: str = ""
    note: str = ""


def save_companion(
    training_class: TrainingClass, details: CompanionDetails, companion: Companion | None = None,
    *, by: Actor, at: datetime,
) -> Companion:  # fmt: skip
    """Adds somebody who travels along, or changes them."""
    with transaction() as session:
        require_open(training_class)
        if not details.name.strip():
            raise Refused(Problem("name_missing", _("请填写姓名。"), "name"))
        values = asdict(details) | {"kind": details.kind.value, "name": details.name.strip()}
        if companion is None:
            companion = Companion(class_id=training_class.id, created_at=at, **values)
            session.add(companion)
        else:
            for name, value in values.items():
                setattr(companion, name, value)
        session.flush()
        note_plan("save_companion", f"companion:{companion.id}", training_class.id, by=by, at=at)
    return companion


def remove_companion(companion: Companion, *, by: Actor, at: datetime) -> None:
    """Takes somebody who does not travel along after all off the lists."""
    with transaction() as session:
        require_open(session.get_one(TrainingClass, companion.class_id))
        require_uncounted(session, CountEntry.rider == f"c:{companion.id}", companion.name)
        note_plan("remove_companion", f"companion:{companion.id}", companion.class_id, by=by, at=at)
        session.execute(delete(Ride).where(Ride.companion_id == companion.id))
        session.delete(companion)
