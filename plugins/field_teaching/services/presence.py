"""A presence counted on the way becomes a presence in the register of the lesson."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.attendance.services import Noted, Seen, note_presence
from core.audit import Actor
from core.enrolment.models import Enrolment
from core.i18n import lazy_gettext as _
from core.outbox.models import Conflict
from core.outbox.services import clear_conflict, raise_conflict
from core.training.models import TrainingClass
from plugins.field_teaching.models import Outing, Stop
from plugins.field_teaching.rules.counting import Word, is_present
from plugins.field_teaching.terms import StopKind

SOURCE = "count"
FEEDS = frozenset({StopKind.GATHER, StopKind.ARRIVE, StopKind.TEACH})


def lesson_fed_by(outing: Outing, stop: Stop) -> int | None:
    """The lesson whose attendance a count at a stop feeds.

    A stop with a lesson of its own feeds that one. The outing's own lesson is fed where people are
    expected for it: at 集合, 到达 and 教学; who is on the bus home says nothing of who was taught.
    """
    if stop.lesson_id is not None:
        return stop.lesson_id
    return outing.lesson_id if stop.kind in FEEDS else None


def follow(
    session: Session,
    place: tuple[Outing, Stop],
    words: Sequence[Word],
    riders: Collection[str],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Carries what the words on some riders now say of a stop's lesson into the register.

    A rider is present who was here at any stop that feeds the lesson. `words` are all of the outing on
    these riders that count; on whom none is left, our own mark is taken back. What the register does not
    take is put before a person.
    """
    outing, stop = place
    lesson_id = lesson_fed_by(outing, stop)
    if lesson_id is None:
        return
    stops = session.execute(select(Stop).where(Stop.outing_id == outing.id)).scalars()
    feeding = {one.id for one in stops if lesson_fed_by(outing, one) == lesson_id}
    present: dict[int, bool] = {}
    for key in sorted(one for one in riders if one.startswith("e:")):
        said = [one for one in words if one.rider == key and one.stop_id in feeding]
        present[int(key[2:])] = is_present(said) is True
    here = [who for who, there in present.items() if there]
    gone = [who for who, there in present.items() if not there]
    why = _("清点：%(stop)s", stop=stop.title)
    noted = note_presence(lesson_id, Seen(here, gone, SOURCE, why), by=by, at=at)
    _tell(session, outing, (lesson_id, sorted(present)), noted, at=at)


def open_subjects(session: Session, class_id: int, prefix: str) -> set[str]:
    """What of this kind waits for a person already."""
    rows = select(Conflict.subject).where(
        Conflict.class_id == class_id,
        Conflict.settled_at.is_(None),
        Conflict.subject.startswith(prefix, autoescape=True),
    )
    return set(session.execute(rows).scalars())


def _tell(
    session: Session, outing: Outing, asked: tuple[int, list[int]], noted: Noted, *, at: datetime
) -> None:
    """Lists each whose mark says otherwise; takes off the list whose mark agrees by now."""
    lesson_id, enrolments = asked
    listed = open_subjects(session, outing.class_id, f"field_teaching.presence:{lesson_id}:")
    code = session.get_one(TrainingClass, outing.class_id).code
    rows = session.execute(select(Enrolment).where(Enrolment.id.in_(noted.against))).unique()
    names = {one.id: one.name for one in rows.scalars()}
    for who in enrolments:
        subject = f"field_teaching.presence:{lesson_id}:e:{who}"
        if who not in names:
            if subject in listed:
                clear_conflict(outing.class_id, subject, at=at)
            continue
        title = _("清点与考勤不一致：%(name)s", name=names[who])
        words = _("清点结果没有写进考勤：%(why)s。请核实后手动更改。",
                  why=noted.closed or _("考勤上已有人工记的缺勤"))  # fmt: skip
        link = f"/console/classes/{code}/lessons/{lesson_id}/board"
        raise_conflict(outing.class_id, subject, str(title), str(words), link, at=at)
