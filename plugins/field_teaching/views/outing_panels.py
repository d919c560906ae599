"""The cards of outings on other features' pages."""

from __future__ import annotations

from typing import Any

from flask import render_template
from sqlalchemy import or_, select

from core import clock
from core.access.guard import may
from core.contributions import Panel
from core.db import db
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.web import html
from plugins.field_teaching.models import Outing, Stop
from plugins.field_teaching.queries.outings import outings_of
from plugins.field_teaching.queries.planning import planning_of, time_words
from plugins.field_teaching.rules.clashes import said_once
from plugins.field_teaching.terms import VARIANT_WORDS, Variant


def next_outing(training_class: TrainingClass, title: Any) -> list[Panel]:
    """Today's outing, or the next: its plan, and the stop that is due."""
    now, today = clock.now(), clock.today(training_class.zone)
    coming = [one for one in outings_of(training_class.id) if one.held_on >= today]
    if not coming or not may("field_teaching.view", training_class.id):
        return []
    outing, zone = coming[0], training_class.zone
    planning = planning_of(training_class, [outing])
    way = planning.way(outing, outing.variant)
    due = [one for one in way if one.placing.starts_at and one.placing.starts_at >= now]
    following = due[0] if due else None
    body = render_template(
        "field_teaching/outings/_class_card.html",
        outing=outing,
        today=outing.held_on == today,
        plan=VARIANT_WORDS[Variant(outing.variant)],
        following=following,
        when=following and time_words(following, outing.held_on, zone),
        stops=len(way),
        clashes=len(said_once(planning.clashes(outing))),
        moved=planning.moved_lessons(outing),
        untold=planning.untold(outing),
    )
    return [Panel(title, html(body), order=35)]


def of_lesson(lesson: Lesson, title: Any) -> list[Panel]:
    """Where a lesson stands on the road, and that the timetable has moved it since."""
    if not may("field_teaching.view", lesson.class_id):
        return []
    stops = select(Stop.outing_id).where(Stop.lesson_id == lesson.id)
    rows = select(Outing).where(Outing.class_id == lesson.class_id)
    held = or_(Outing.lesson_id == lesson.id, Outing.id.in_(stops))
    outings = list(db.session.execute(rows.where(held).order_by(Outing.held_on)).scalars())
    if not outings:
        return []
    training_class = db.session.get_one(TrainingClass, lesson.class_id)
    planning = planning_of(training_class, outings)
    moved = [
        one for outing in outings for one in planning.moved_lessons(outing)
        if one.lesson.lesson_id == lesson.id
    ]  # fmt: skip
    body = render_template("field_teaching/outings/_lesson_card.html", outings=outings, moved=moved)
    return [Panel(title, html(body), order=35)]
