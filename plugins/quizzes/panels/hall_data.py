"""What is held about a person of the hall, for whoever asks for their own data."""

from __future__ import annotations

from typing import Any

from core.contributions import HeldData
from core.i18n import gettext as _
from plugins.quizzes.queries.hall_data import questions_of_person, votes_of_person
from plugins.quizzes.rules.exchanging import VERDICT_WORDS, Verdict


def held_in_hall(person_id: int) -> list[HeldData]:
    """In which polls a person answered, and the questions that they wrote for other groups."""
    votes: list[tuple[Any, str]] = [
        (stem[:60], f"{when:%Y-%m-%d %H:%M} UTC") for stem, when in votes_of_person(person_id)
    ]
    written: list[tuple[Any, str]] = [
        (stem[:60], str(VERDICT_WORDS[Verdict(state)]))
        for stem, state in questions_of_person(person_id)
    ]
    held = [HeldData(_("现场投票"), votes)] if votes else []
    return held + ([HeldData(_("互学互考的题"), written)] if written else [])
