"""The trainee's pages: from the door to the result, without a line of script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from core.db import db
from core.testing import Maker
from plugins.quizzes.models import SavedAnswer
from plugins.quizzes.tests.conftest import (
    BLANK,
    ESSAY,
    JUDGE,
    MATCH,
    MULTIPLE,
    ORDER,
    SINGLE,
    Office,
)


def test_paper_without_script_is_written_saved_and_sent(
    make: Maker, office: Office, stand: Callable[[timedelta], None]
) -> None:
    found = make.training_class(code="QUIZ")
    zhang = make.trainee(found, "张伟")
    kinds = (SINGLE, MULTIPLE, JUDGE, BLANK, ESSAY, ORDER, MATCH)
    sitting = office.sitting(found, *[office.version(one) for one in kinds])
    phone = make.phone_of(zhang)
    index = phone.get("/m/QUIZ/quizzes/")
    assert (index.status_code, "结业测验" in index.text) == (200, True)
    door = phone.get(f"/m/QUIZ/quizzes/{sitting.id}")
    assert "开始答题" in door.text
    begun = phone.post(f"/m/QUIZ/quizzes/{sitting.id}/start")
    assert begun.status_code == 303
    page = phone.get(begun.location)
    assert page.status_code == 200
    fields = {"q1": "C", "q2": ["A", "B", "C"], "q3": "true", "q4": "142", "q5": "务必谦虚"}
    saved = phone.post(begun.location + "/save", data=fields)
    assert saved.status_code == 303
    page = phone.get(begun.location)
    assert "已保存 5/7" in page.text
    sent = phone.post(begun.location + "/send", data=fields | {"q3": "false"})
    result = phone.get(sent.location)
    assert result.status_code == 200
    answers = db.session.execute(
        select(SavedAnswer.number, SavedAnswer.given, SavedAnswer.way)
    ).all()
    assert [tuple(one) for one in answers] == [
        (1, "C", "form"), (2, "ABC", "form"), (3, True, "form"),
        (4, ["142"], "form"), (5, "务必谦虚", "form"), (3, False, "form"),
    ]  # fmt: skip
