"""What trainees answered, as it is in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from core.db import db
from plugins.quizzes.models import SavedAnswer
from plugins.quizzes.rules.answers import Given, Word, in_force


def answers_of(attempts: Collection[int]) -> dict[int, dict[int, Given]]:
    """For each attempt its answers by question number, in one statement; attempts without any are missing."""
    wanted = select(
        SavedAnswer.attempt_id,
        SavedAnswer.number,
        SavedAnswer.given,
        SavedAnswer.said_at,
        SavedAnswer.act,
    ).where(SavedAnswer.attempt_id.in_(attempts))
    words: dict[int, list[Word]] = defaultdict(list)
    for attempt_id, number, given, said_at, act in db.session.execute(wanted):
        words[attempt_id].append(Word(number, given, said_at, act))
    return {attempt_id: in_force(said) for attempt_id, said in words.items()}
