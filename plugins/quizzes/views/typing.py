"""What the pages that a question is typed on have in common: reading the form, keeping its pictures."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import request

from core import clock
from core.errors import Problem, Refused
from core.web import actor
from plugins.quizzes.forms.bank import named_pictures, typed_from, with_pictures
from plugins.quizzes.queries.question import known_pictures
from plugins.quizzes.rules.typed import STEM, Typed
from plugins.quizzes.rules.typed_acts import acted
from plugins.quizzes.services.pictures import keep_picture

MOST_FILES = 27


@dataclass
class Filled:
    """A posted form of a question, with what is wrong with it."""

    typed: Typed
    problems: list[Problem] = field(default_factory=list)

    @property
    def act(self) -> str:
        """Which button beside a line was pressed; empty for the one that saves."""
        return request.form.get("do", "")


def filled() -> Filled:
    """The form as it was posted, its pictures kept, the button beside a line done."""
    found = Filled(typed_from(request.form))
    sent = {}
    for name in list(request.files)[:MOST_FILES]:
        place = name.removeprefix("picture-")
        file = request.files[name]
        if file.filename and (place == STEM or (place.isascii() and place.isdigit())):
            try:
                sent[place] = keep_picture(file.read(), by=actor(), at=clock.now())
            except Refused as refused:
                found.problems += refused.problems
    known = known_pictures(named_pictures(found.typed))
    found.typed = acted(with_pictures(found.typed, known, sent), found.act)
    return found


def seen() -> int:
    """Which version was being changed, as the form says."""
    text = request.form.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
