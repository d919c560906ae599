"""Tests on the class's overview and on a lesson's page."""

from __future__ import annotations

from typing import Any

from flask import render_template

from core import clock
from core.access.guard import may
from core.contributions import Panel
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.training.queries import class_by_id
from core.web import html
from plugins.quizzes.queries.sittings import Standing, standings
from plugins.quizzes.rules.sittings import STAGE_TONES, STAGE_WORDS, Stage
from plugins.quizzes.texts import when_words


def of_class(training_class: TrainingClass, title: Any) -> list[Panel]:
    """What is written now with its numbers, and what comes today."""
    if not may("quizzes.view", training_class.id):
        return []
    now, zone = clock.now(), training_class.zone
    today = clock.today(zone)
    held = [
        one
        for one in standings(training_class.id, now)
        if one.stage is Stage.OPEN
        or (one.stage is Stage.COMING and clock.local(one.sitting.opens_at, zone).date() == today)
    ]
    return _panel(title, held, zone)


def of_lesson(lesson: Lesson, title: Any) -> list[Panel]:
    """The tests that are written at a lesson."""
    if not may("quizzes.view", lesson.class_id):
        return []
    held = standings(lesson.class_id, clock.now(), lesson.id)
    return _panel(title, held, class_by_id(lesson.class_id).zone)


def _panel(title: Any, held: list[Standing], zone: str) -> list[Panel]:
    if not held:
        return []
    body = render_template(
        "quizzes/sittings/_card.html",
        held=held,
        when={one.sitting.id: _when(one, zone) for one in held},
        stage_words=STAGE_WORDS,
        stage_tones=STAGE_TONES,
    )
    return [Panel(title, html(body), order=40)]


def _when(one: Standing, zone: str) -> str:
    return when_words(one.sitting.opens_at, one.sitting.closes_at, zone)
