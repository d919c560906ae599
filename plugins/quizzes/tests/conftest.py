"""A class that is tested: questions, papers, sittings and attempts for the tests of 测验."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from core.enrolment.models import Enrolment
from core.testing import MONDAY, Maker
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.quizzes.models import (
    Attempt,
    IssuedPaper,
    Paper,
    PaperQuestion,
    PaperSection,
    Question,
    QuestionVersion,
    SavedAnswer,
    Sitting,
)
from plugins.quizzes.rules.items import Blank, Item, as_json
from plugins.quizzes.rules.layout import Laid, layout_json
from plugins.quizzes.rules.sheets import Fixed, Section, Sheet, sheet_json
from plugins.quizzes.terms import Kind, MultipleRule

SINGLE = Item(Kind.SINGLE, "党的七届二中全会召开于哪一年？", ("1945", "1947", "1949", "1950"), "C",
              explanation="1949年3月5日至13日。")  # fmt: skip
MULTIPLE = Item(
    Kind.MULTIPLE, "下列属于三大战役的有？", ("辽沈战役", "淮海战役", "平津战役", "渡江战役"), "ABC"
)
JUDGE = Item(Kind.JUDGE, "西柏坡位于河北省平山县。", answer=True)
BLANK = Item(Kind.BLANK, "三大战役历时____天。", answer=(Blank(("142",)),))
ESSAY = Item(Kind.ESSAY, "简述“两个务必”。", answer="务必保持谦虚谨慎；务必保持艰苦奋斗。")
ORDER = Item(Kind.ORDER, "按时间先后排列。", ("淮海战役", "辽沈战役", "平津战役"), "BAC")
MATCH = Item(
    Kind.MATCH, "人物与著作。", ("毛泽东", "刘少奇"), "BA", targets=("修养", "论持久战", "家书")
)


@dataclass
class Office:
    """Writes rows straight into the database; what is tested goes through services and pages."""

    app: Flask
    make: Maker
    made: int = field(default=0)

    def _add(self, row: Any) -> Any:
        with transaction() as session:
            session.add(row)
        return row

    def version(self, item: Item = SINGLE, state: str = "active", **values: Any) -> QuestionVersion:
        """A question of the bank in its first version."""
        self.made += 1
        question = self._add(
            Question(
                **{
                    "state": state,
                    "kind": item.kind.value,
                    "topic": item.topic,
                    "level": item.level.value,
                    "tags": list(item.tags),
                    "fingerprint": hashlib.sha256(f"{item.stem}{self.made}".encode()).hexdigest(),
                    "added_at": MONDAY,
                    "added_by": "test",
                    **values,
                }
            )
        )
        made: QuestionVersion = self._add(
            QuestionVersion(
                question_id=question.id,
                number=1,
                content=as_json(item),
                made_at=MONDAY,
                made_by="test",
            )
        )
        return made

    def paper(
        self, training_class: TrainingClass, *versions: QuestionVersion, **values: Any
    ) -> Paper:
        """A fixed paper of one section, two points a question."""
        known: dict[str, Any] = {"title": "结业测验卷", "made_at": MONDAY, "made_by": "test"}
        made: Paper = self._add(Paper(class_id=training_class.id, **{**known, **values}))
        section = self._add(PaperSection(paper_id=made.id, position=1, title="一、试题", points=2))
        for position, one in enumerate(versions, 1):
            self._add(PaperQuestion(section_id=section.id, position=position, version_id=one.id))
        return made

    def issued(
        self, training_class: TrainingClass, *versions: QuestionVersion, **values: Any
    ) -> IssuedPaper:
        """The same paper as it is given out."""
        fixed = tuple(Fixed(one.id, Decimal(2)) for one in versions)
        known: dict[str, Any] = {
            "title": "结业测验卷",
            "instructions": "",
            "sections": (Section("一、试题", fixed=fixed),),
            "multiple_rule": MultipleRule.ALL_OR_NOTHING,
        }
        made: IssuedPaper = self._add(
            IssuedPaper(
                class_id=training_class.id,
                content=sheet_json(Sheet(**{**known, **values})),
                issued_at=MONDAY,
            )
        )
        return made

    def sitting(
        self, training_class: TrainingClass, *versions: QuestionVersion, **values: Any
    ) -> Sitting:
        """A published sitting, open from MONDAY for an hour, 30 minutes to write."""
        known: dict[str, Any] = {
            "class_id": training_class.id,
            "title": "结业测验",
            "purpose": "final",
            "opens_at": MONDAY,
            "closes_at": MONDAY + timedelta(hours=1),
            "minutes": 30,
            "pass_mark": Decimal(1),
            "published_at": MONDAY - timedelta(hours=1),
            "made_at": MONDAY - timedelta(days=1),
            "made_by": "test",
        }
        known.update(values)
        if "paper_id" not in known:
            known["paper_id"] = self.paper(training_class, *versions).id
        if "issued_id" not in known:
            known["issued_id"] = self.issued(training_class, *versions).id
        made: Sitting = self._add(Sitting(**known))
        return made

    def attempt(
        self, sitting: Sitting, trainee: Enrolment, *versions: QuestionVersion, **values: Any
    ) -> Attempt:
        """An attempt that began at MONDAY, its questions and options in the author's order, two points each."""
        laid = []
        for one in versions:
            options, targets = one.content["options"], one.content["targets"]
            laid.append(
                Laid(0, one.id, Decimal(2), "ABCDEFGH"[: len(options)], "ABCDEFGH"[: len(targets)])
            )
        known: dict[str, Any] = {
            "class_id": sitting.class_id,
            "sitting_id": sitting.id,
            "enrolment_id": trainee.id,
            "number": 1,
            "layout": layout_json(tuple(laid)),
            "started_at": MONDAY,
            "ends_at": MONDAY + timedelta(minutes=30),
        }
        made: Attempt = self._add(Attempt(**{**known, **values}))
        return made

    def saved(
        self, attempt: Attempt, number: int, given: Any, said_at: datetime = MONDAY
    ) -> SavedAnswer:
        """An answer that arrived when it was said."""
        self.made += 1
        made: SavedAnswer = self._add(
            SavedAnswer(
                class_id=attempt.class_id,
                attempt_id=attempt.id,
                act=f"test-{self.made:06d}",
                number=number,
                given=given,
                said_at=said_at,
                arrived_at=said_at,
                way="live",
            )
        )
        return made


@pytest.fixture
def office(app: Flask, make: Maker) -> Office:
    return Office(app, make)
