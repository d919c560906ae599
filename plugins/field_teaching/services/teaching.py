"""Teaching on the spot: material, 心得, pledges and flowers, ratings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from core import audit, clock, files
from core.audit import Actor
from core.db import add_once
from core.enrolment.models import Enrolment
from core.errors import NotFound, Problem, Refused
from core.files import StoredFile
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.field_teaching.models import Rated, Reflection, Stop, StopScore, Tribute
from plugins.field_teaching.queries.own_way import OwnDay, own_day_of
from plugins.field_teaching.queries.teaching import own_reflection, own_tribute
from plugins.field_teaching.rules.learning import (
    LONGEST_MATERIAL,
    SCORES,
    reflection_problems,
    score_problems,
    tribute_problem,
)
from plugins.field_teaching.rules.own_day import begin_of_day, may_rate_from
from plugins.field_teaching.rules.photos import MEDIA_TYPE, small_picture
from plugins.field_teaching.terms import Activity, Aspect


@dataclass(frozen=True)
class Material:
    """What a teach stop is about, before, on the spot and after."""

    topic: str = ""
    material_before: str = ""
    material_after: str = ""
    question: str = ""
    activity: str = ""
    activity_text: str = ""


def set_material(stop: Stop, material: Material, *, by: Actor, at: datetime) -> None:
    """Keeps what an organiser wrote for a stop."""
    with transaction() as session:
        stop = _fresh(session, stop)
        _refuse(_material_problems(material))
        changed = [name for name, value in asdict(material).items() if getattr(stop, name) != value]
        for name in changed:
            setattr(stop, name, getattr(material, name))
        if changed:
            _note("field_teaching.set_material", stop, by=by, at=at, changed=changed)


def write_reflection(
    stop: Stop, enrolment: Enrolment, body: str, photo: bytes, *, by: Actor, at: datetime
) -> Reflection:
    """Keeps a trainee's 心得 on a stop; written again, it replaces what was there until the class closes.

    Without a new photo the old one stays. Raises Refused: `class_frozen`, `not_on_way`, `too_early`,
    `body_missing`, `body_long`, or for the photo.
    """
    body, smaller = body.strip(), small_picture(photo) if photo else b""
    with transaction() as session:
        stop, zone, day = _visited(session, stop, enrolment, at)
        today = clock.local(at, zone).date()
        _refuse(reflection_problems(body, day.outing.held_on, today))
        found = own_reflection(stop.id, enrolment.id)
        if found is None:
            found = Reflection(class_id=stop.class_id, stop_id=stop.id, enrolment_id=enrolment.id)
            session.add(found)
        found.body, found.written_at = body, at
        if smaller:
            _replace_photo(session, found, smaller, by=by, at=at)
        session.flush()
        _note("field_teaching.write_reflection", stop, by=by, at=at, photo=bool(photo))
    return found


def remove_photo(reflection: Reflection, *, by: Actor, at: datetime) -> None:
    """Takes the picture off a trainee's own 心得."""
    with transaction() as session:
        found = _fresh_reflection(session, reflection)
        _discard_photo(session, found)
        _note_reflection("field_teaching.remove_photo", found, by=by, at=at)


def take_part(stop: Stop, enrolment: Enrolment, *, by: Actor, at: datetime) -> Tribute:
    """One pledge, or one flower, of a trainee on the day; pressed again, it is the one that is there."""
    with transaction() as session:
        stop, zone, day = _visited(session, stop, enrolment, at)
        today = clock.local(at, zone).date()
        problem = tribute_problem(stop.activity, day.outing.held_on, today)
        _refuse([problem] if problem else [])
        known = own_tribute(stop.id, enrolment.id)
        if known is not None:
            return known
        made = Tribute(stop_id=stop.id, enrolment_id=enrolment.id, at=at)
        session.add(made)
        session.flush()
        _note("field_teaching.take_part", stop, by=by, at=at)
    return made


def rate(stop: Stop, enrolment: Enrolment, scores: Mapping[str, Any], *, at: datetime) -> None:
    """Adds a trainee's rating to the sums of a stop, once; who gave what is written nowhere.

    Raises Refused: `class_frozen`, `not_on_way`, `too_early`, `rated_already`, `score_missing`.
    """
    with transaction() as session:
        stop, zone, day = _visited(session, stop, enrolment, at)
        own = day.stop(stop.id)
        if own is None or at < may_rate_from(_span(own), begin_of_day(day.outing.held_on, zone)):
            raise Refused(Problem("too_early", _("这一站结束后才能评价。")))
        if session.get(Rated, (stop.id, enrolment.id)) is not None:
            raise Refused(Problem("rated_already", _("您已经评价过这一站，谢谢。")))
        _refuse(score_problems(scores))
        session.add(Rated(stop_id=stop.id, enrolment_id=enrolment.id))
        # Rated is all that is written of the person: a line in the journal would add the minute.
        _add_to_sums(session, stop, {aspect: scores[aspect.value] for aspect in Aspect})


def hide(reflection: Reflection, why: str, *, by: Actor, at: datetime) -> None:
    """Keeps a 心得 out of counts and print; its author reads why."""
    with transaction() as session:
        found, why = _fresh_reflection(session, reflection), why.strip()
        if not why:
            raise Refused(Problem("why_missing", _("请写明为什么不展示。"), "why"))
        if len(why) > 200:
            raise Refused(Problem("why_long", _("最多 %(most)d 个字。", most=200), "why"))
        found.hidden_at, found.hidden_by, found.hidden_why = at, by.name, why
        found.chosen_at = None
        _note_reflection("field_teaching.hide_reflection", found, by=by, at=at, why=why)


def show(reflection: Reflection, *, by: Actor, at: datetime) -> None:
    """Takes back that a 心得 was hidden."""
    with transaction() as session:
        found = _fresh_reflection(session, reflection)
        found.hidden_at, found.hidden_by, found.hidden_why = None, "", ""
        _note_reflection("field_teaching.show_reflection", found, by=by, at=at)


def choose(reflection: Reflection, chosen: bool, *, by: Actor, at: datetime) -> None:
    """Puts a 心得 into the booklet, or takes it out."""
    with transaction() as session:
        found = _fresh_reflection(session, reflection)
        if chosen and found.hidden_at is not None:
            raise Refused(Problem("hidden", _("这篇心得没有展示，不能选入文集。")))
        found.chosen_at = at if chosen else None
        _note_reflection("field_teaching.choose_reflection", found, by=by, at=at, chosen=chosen)


def _visited(
    session: Session, stop: Stop, enrolment: Enrolment, at: datetime
) -> tuple[Stop, str, OwnDay]:
    """The stop as it stands under the write lock, the class's zone, and the day as the trainee goes it."""
    stop = _fresh(session, stop)
    zone = session.get_one(TrainingClass, stop.class_id).zone
    day = own_day_of(enrolment, stop, zone, at)
    if day.stop(stop.id) is None:
        raise Refused(Problem("not_on_way", _("您的行程现在没有这一站。")))
    return stop, zone, day


def _span(own: Any) -> tuple[datetime | None, datetime | None]:
    return own.halt.placing.starts_at, own.halt.placing.ends_at


def _add_to_sums(session: Session, stop: Stop, given: Mapping[Aspect, int]) -> None:
    """All sums of a stop are written anew each time.

    So neither a new row, nor a row that lies last in a dump, shows what the last one to answer gave.
    """
    for aspect in Aspect:
        for score in SCORES:
            held = select(StopScore.id).where(
                StopScore.stop_id == stop.id,
                StopScore.site_id.is_not_distinct_from(stop.site_id),
                StopScore.aspect == aspect.value,
                StopScore.score == score,
            )
            if session.execute(held).first() is None:
                values = {"stop_id": stop.id, "site_id": stop.site_id, "aspect": aspect.value}
                add_once(session, StopScore, {**values, "score": score, "times": 0})
    chosen = [
        ((StopScore.aspect == aspect.value) & (StopScore.score == score), StopScore.times + 1)
        for aspect, score in given.items()
    ]
    session.execute(
        update(StopScore)
        .where(StopScore.stop_id == stop.id, StopScore.site_id.is_not_distinct_from(stop.site_id))
        .values(times=case(*chosen, else_=StopScore.times + 0))
    )


def _replace_photo(
    session: Session, reflection: Reflection, photo: bytes, *, by: Actor, at: datetime
) -> None:
    _discard_photo(session, reflection)
    name, class_id = _("心得照片.jpg"), reflection.class_id
    kept = files.store(photo, name, MEDIA_TYPE, by=by, at=at, class_id=class_id)
    reflection.file_id = kept.id


def _discard_photo(session: Session, reflection: Reflection) -> None:
    file = session.get(StoredFile, reflection.file_id) if reflection.file_id else None
    reflection.file_id = None
    session.flush()
    if file is not None:
        files.discard(file)


def _material_problems(material: Material) -> list[Problem]:
    problems = []
    if len(material.topic) > 200:
        problems.append(Problem("too_long", _("最多 %(most)d 个字。", most=200), "topic"))
    for name in ("material_before", "material_after", "question", "activity_text"):
        if len(getattr(material, name)) > LONGEST_MATERIAL:
            words = _("最多 %(most)d 个字。", most=LONGEST_MATERIAL)
            problems.append(Problem("too_long", words, name))
    if material.activity and material.activity not in set(Activity):
        problems.append(Problem("activity_unknown", _("没有这种现场活动。"), "activity"))
    return problems


def _fresh(session: Session, stop: Stop) -> Stop:
    found = session.get(Stop, stop.id, populate_existing=True)
    if found is None or found.cancelled_at is not None:
        raise NotFound
    require_open(session.get_one(TrainingClass, found.class_id, populate_existing=True))
    return found


def _fresh_reflection(session: Session, reflection: Reflection) -> Reflection:
    found = session.get(Reflection, reflection.id, populate_existing=True)
    if found is None:
        raise NotFound
    require_open(session.get_one(TrainingClass, found.class_id, populate_existing=True))
    return found


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused(problems)


def _note(act: str, stop: Stop, *, by: Actor, at: datetime, **detail: Any) -> None:
    audit.note(act, f"stop:{stop.id}", by=by, at=at, class_id=stop.class_id, **detail)


def _note_reflection(
    act: str, reflection: Reflection, *, by: Actor, at: datetime, **detail: Any
) -> None:
    subject = f"reflection:{reflection.id}"
    audit.note(act, subject, by=by, at=at, class_id=reflection.class_id, **detail)
