"""清点: what is said of riders, that a vehicle leaves, and that it did not; append-only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit, clock
from core.audit import Actor
from core.enrolment.models import Enrolment
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.outbox.services import clear_conflict, raise_conflict
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.field_teaching.models import Companion, CountEntry, Departure, Outing, Stop, Vehicle
from plugins.field_teaching.queries.counts import leavings_of, word_of
from plugins.field_teaching.rules.counting import Word, differs, on_two, taken_back, valid
from plugins.field_teaching.services.presence import follow, open_subjects
from plugins.field_teaching.terms import SAID_WORDS, CountWay, Said

MOST_WORDS = 400
LONGEST_ACT = 36


@dataclass(frozen=True)
class Told:
    """Where and when something was said, by which act; `happened_at` is by the server's clock."""

    act_id: str
    class_id: int
    outing_id: int
    stop_id: int
    vehicle_id: int
    happened_at: datetime
    device: str = ""


@dataclass(frozen=True)
class Statement:
    """What is said of one rider."""

    rider: str
    said: Said
    way: CountWay
    why: str = ""


@dataclass(frozen=True)
class Report:
    """How a vehicle stood when it left; `swept` are those whom the same press counted as here."""

    here: int
    due: int
    missing: Sequence[str]
    swept: Sequence[str] = ()
    why: str = ""


def say(told: Told, statements: Sequence[Statement], *, by: Actor, at: datetime) -> None:
    """Takes what a leader, a trainee or the desk says of riders; Refused with nothing written.

    Somebody of another vehicle is taken all the same: they are here. A register that no longer takes
    marks is no reason to lose a count: it is put before a person as a conflict.
    """
    with transaction() as session:
        outing, _stop = _place(session, told)
        _require_known(session, told.class_id, [one.rider for one in statements])
        _write(session, told, statements, by=by, at=at)
        _follow(session, outing, told, {one.rider for one in statements}, by=by, at=at)


def say_aboard(told: Told, enrolment_id: int, *, by: Actor, at: datetime) -> None:
    """Takes a trainee's own word that they are on board, of nobody else, at a boarding of that very day."""
    with transaction() as session:
        outing, stop = _place(session, told)
        zone = session.get_one(TrainingClass, told.class_id).zone
        today = clock.local(told.happened_at, zone).date() == outing.held_on
        known = outing.published_at is not None and stop.cancelled_at is None
        if not (known and stop.boards and today):
            words = _("“%(stop)s”现在不用扫码上车，没有记录。", stop=stop.title)
            raise Refused(Problem("not_boarding", words))
        say(told, [Statement(f"e:{enrolment_id}", Said.HERE, CountWay.SELF)], by=by, at=at)


def depart(told: Told, report: Report, *, by: Actor, at: datetime) -> None:
    """Writes down that a vehicle left a stop, with how many of how many, as its leader saw it.

    Refused where somebody is missing and no reason says why it left without them.
    """
    if report.missing and not report.why.strip():
        words = _("还缺 %(n)d 人。要先走，请写明原因。", n=len(report.missing))
        raise Refused(Problem("why_missing", words))
    with transaction() as session:
        outing, stop = _place(session, told)
        _require_known(session, told.class_id, [*report.swept, *report.missing])
        swept = [Statement(key, Said.HERE, CountWay.REST) for key in report.swept]
        _write(session, told, swept, by=by, at=at)
        session.add(
            Departure(
                **_of(told, by, at), here=report.here, due=report.due,
                missing=list(report.missing), why=report.why.strip()[:200],
            )
        )  # fmt: skip
        _note("depart", told, stop, by=by, at=at, here=report.here, due=report.due)
        _follow(session, outing, told, set(report.swept), by=by, at=at)


def recall(told: Told, act_id: str, *, by: Actor, at: datetime) -> None:
    """Takes a departure back: the vehicle still stands there, and whom it swept along is unsaid again.

    Refused where no act is named.
    """
    if not 0 < len(act_id) <= LONGEST_ACT:
        raise Refused(Problem("act_missing", _("没有说明撤回哪一次发车，没有记录。")))
    with transaction() as session:
        outing, stop = _place(session, told)
        session.add(Departure(**_of(told, by, at), recalls=act_id))
        _note("recall", told, stop, by=by, at=at)
        swept = select(CountEntry.rider).where(
            CountEntry.outing_id == outing.id,
            CountEntry.way == CountWay.REST.value,
            CountEntry.act_id.in_(taken_back(leavings_of(outing.id))),
        )
        _follow(session, outing, told, set(session.execute(swept).scalars()), by=by, at=at)


def _place(session: Session, told: Told) -> tuple[Outing, Stop]:
    """Where it was said, all of it of one class; Refused in words otherwise."""
    outing, stop = session.get(Outing, told.outing_id), session.get(Stop, told.stop_id)
    vehicle = session.get(Vehicle, told.vehicle_id)
    known = outing and stop and vehicle and stop.outing_id == outing.id
    if not known or {outing.class_id, vehicle.class_id} != {told.class_id}:  # type: ignore[union-attr]
        words = _("这个行程、站点或车辆已经不在了，没有记录。请重新打开清点页面。")
        raise Refused(Problem("place_unknown", words))
    require_open(session.get_one(TrainingClass, told.class_id))
    return outing, stop  # type: ignore[return-value]


def _require_known(session: Session, class_id: int, keys: Collection[str]) -> None:
    for prefix, model in (("e", Enrolment), ("c", Companion)):
        wanted = {int(key[2:]) for key in keys if key.startswith(f"{prefix}:")}
        own: Any = model
        rows = select(own.id).where(own.class_id == class_id, own.id.in_(wanted))
        strangers = wanted - set(session.execute(rows).scalars())
        if strangers:
            words = _("有 %(n)d 人不在本班名单上，没有记录。", n=len(strangers))
            raise Refused(Problem("rider_unknown", words))


def _of(told: Told, by: Actor, at: datetime) -> dict[str, Any]:
    return {
        "act_id": told.act_id,
        "class_id": told.class_id,
        "outing_id": told.outing_id,
        "stop_id": told.stop_id,
        "vehicle_id": told.vehicle_id,
        "happened_at": told.happened_at,
        "arrived_at": at,
        "by": by.label,
        "by_name": by.name[:80],
        "device": told.device,
    }


def _write(
    session: Session, told: Told, statements: Sequence[Statement], *, by: Actor, at: datetime
) -> None:
    for one in statements:
        values = {"rider": one.rider, "said": one.said.value, "way": one.way.value}
        session.add(CountEntry(**_of(told, by, at), **values, why=one.why.strip()[:200]))
    session.flush()


def _note(act: str, told: Told, stop: Stop, *, by: Actor, at: datetime, **detail: Any) -> None:
    audit.note(
        "field_teaching.count", f"outing:{told.outing_id}", by=by, at=at, class_id=told.class_id,
        what=act,
        stop=stop.title, vehicle=told.vehicle_id, **detail,
    )  # fmt: skip


def _follow(
    session: Session, outing: Outing, told: Told, riders: set[str], *, by: Actor, at: datetime
) -> None:
    """What must be true together with new words: the conflicts, and the attendance."""
    if not riders:
        return
    rows = select(CountEntry).where(
        CountEntry.outing_id == outing.id, CountEntry.rider.in_(sorted(riders))
    )
    said = [word_of(one) for one in session.execute(rows).scalars()]
    words = valid(said, leavings_of(outing.id))
    names = names_of(session, riders)
    stop = session.get_one(Stop, told.stop_id)
    listed = open_subjects(session, outing.class_id, f"field_teaching.count:{outing.id}:{stop.id}:")
    for key in sorted(riders):
        mine = [one for one in words if one.rider == key and one.stop_id == told.stop_id]
        if _is_doubtful(mine):
            _raise(session, outing, stop, (key, names.get(key, key)), mine, at=at)
        elif (subject := subject_of(outing.id, stop.id, key)) in listed:
            clear_conflict(outing.class_id, subject, at=at)
    follow(session, (outing, stop), words, riders, by=by, at=at)


def names_of(session: Session, keys: Collection[str]) -> dict[str, str]:
    """The names behind rider keys."""
    found: dict[str, str] = {}
    for prefix, model in (("e", Enrolment), ("c", Companion)):
        own: Any = model
        ids = [int(key[2:]) for key in keys if key.startswith(f"{prefix}:")]
        rows = session.execute(select(own).where(own.id.in_(ids))).unique().scalars() if ids else ()
        found |= {f"{prefix}:{one.id}": one.name for one in rows}
    return found


def subject_of(outing_id: int, stop_id: int, rider: str) -> str:
    """How a conflict names one rider in the counts of one stop."""
    return f"field_teaching.count:{outing_id}:{stop_id}:{rider}"


def _is_doubtful(words: Sequence[Word]) -> bool:
    vehicles = {one.vehicle_id for one in words}
    return on_two(words) or any(
        differs([one for one in words if one.vehicle_id == vehicle]) for vehicle in vehicles
    )


def _raise(
    session: Session, outing: Outing, stop: Stop, who: tuple[str, str], words: Sequence[Word],
    *, at: datetime,
) -> None:  # fmt: skip
    """Lists a rider on whom phones do not agree."""
    key, name = who
    code = session.get_one(TrainingClass, outing.class_id).code
    link = f"/console/classes/{code}/field/outings/{outing.id}/control"
    said = _("两辆车都记他在车上") if on_two(words) else _said(words)
    title = _("清点：%(name)s 在不在说法不一", name=name)
    text = _("“%(stop)s”：%(said)s", stop=stop.title, said=said)
    subject = subject_of(outing.id, stop.id, key)
    raise_conflict(outing.class_id, subject, str(title), str(text), link, at=at)


def _said(words: Sequence[Word]) -> str:
    """The last word of each phone: 李娜：缺；周敏：在."""
    last: dict[str, Word] = {}
    for one in sorted(words, key=lambda word: (word.is_explicit, word.order)):
        if one.said in (Said.HERE, Said.MISSING):
            last[one.device] = one
    return "；".join(f"{one.by_name}：{SAID_WORDS[Said(one.said)]}" for one in last.values())
