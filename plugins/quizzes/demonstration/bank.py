"""The demonstration's questions in the bank, each once however often a demonstration class is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, select

from core.audit import SYSTEM
from core.db import db
from core.training.models import TrainingClass
from plugins.quizzes.demonstration.questions import BANK, TO_MEND
from plugins.quizzes.models import Question, QuestionVersion
from plugins.quizzes.rules.fingerprint import fingerprint
from plugins.quizzes.rules.items import Item
from plugins.quizzes.services.bank import Origin, add_rows
from plugins.quizzes.terms import QuestionState

SOURCE = "演示题库"
FIRST_LINE = 32


class Known:
    """The versions of the demonstration's questions, by the item."""

    def __init__(self, versions: dict[str, int]) -> None:
        self._versions = versions

    def of(self, items: Sequence[Item]) -> list[int]:
        """The versions of these items; one that somebody has taken out of use since is left out."""
        found = [self._versions.get(fingerprint(one)) for one in items]
        return [one for one in found if one is not None]


def fill_bank(training_class: TrainingClass, at: datetime) -> Known:
    """Adds what the bank does not hold yet."""
    there = set(db.session.execute(select(Question.fingerprint)).scalars())
    drafts = [(item, Origin(text, FIRST_LINE + n)) for n, (item, text) in enumerate(TO_MEND)]
    wanted = [(replace(item, source=SOURCE), Origin()) for item in BANK] + drafts
    new = [(item, origin) for item, origin in wanted if fingerprint(item) not in there]
    add_rows(db.session(), training_class.id, new, by=SYSTEM, at=at)
    current = and_(
        QuestionVersion.question_id == Question.id, QuestionVersion.number == Question.current
    )
    rows = select(Question.fingerprint, QuestionVersion.id).join(QuestionVersion, current)
    usable = rows.where(Question.state == QuestionState.ACTIVE.value)
    return Known({row[0]: row[1] for row in db.session.execute(usable)})
