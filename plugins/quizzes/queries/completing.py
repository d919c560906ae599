"""What closing a class asks of its tests."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from core.db import db
from core.enrolment.models import Enrolment
from core.errors import Problem
from plugins.quizzes.models import Attempt
from plugins.quizzes.queries.standings import required_of
from plugins.quizzes.rules.completing import completion_problem, unmarked_problem


def completion_problems_of(enrolment: Enrolment) -> list[Problem]:
    """What required tests have against a trainee; asked for each trainee, read once for all."""
    found = []
    for sitting, result in required_of(enrolment.class_id).results(enrolment.id):
        written_in = result.sitting if result.sitting is not None else sitting.id
        pass_mark = required_of(enrolment.class_id).pass_mark(written_in)
        found.append(completion_problem(sitting.title, pass_mark, result))
    return [one for one in found if one is not None]


def closing_problems_of(class_id: int) -> list[Problem]:
    """What is still to be marked by people in required tests."""
    required = required_of(class_id)
    wanted = (
        select(Attempt.sitting_id, func.count())
        .where(
            Attempt.sitting_id.in_(required.family),
            Attempt.ended_how != "",
            Attempt.points.is_(None),
        )
        .group_by(Attempt.sitting_id)
    )
    waiting: Counter[int] = Counter()
    if required.family:
        for sitting_id, count in db.session.execute(wanted).all():
            waiting[sitting_id] = count
    return [
        unmarked_problem(title, waiting[sitting_id])
        for sitting_id, title in required.family.items()
        if waiting[sitting_id]
    ]
