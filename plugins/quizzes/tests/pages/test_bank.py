"""The bank on the desk: found, several at once, one question with its versions."""

from __future__ import annotations

import pytest

from plugins.quizzes.tests.conftest import ESSAY, JUDGE, MATCH, MULTIPLE, ORDER, SINGLE
from plugins.quizzes.tests.pages.conftest import Bank

pytestmark = pytest.mark.sqlite


def test_empty_bank_invites_to_paste(bank: Bank) -> None:
    text = bank.get().text
    assert "题库还是空的" in text
    assert f"{bank.url}/import" in text


def test_pages_of_the_bank_draw(bank: Bank) -> None:
    versions = [
        bank.office.version(item) for item in (SINGLE, MULTIPLE, JUDGE, ESSAY, ORDER, MATCH)
    ]
    paths = ["", "/new", "/new?kind=blank", "/import", "/export"]
    paths += [f"/{one.question_id}" for one in versions]
    paths += [f"/{one.question_id}/edit" for one in versions]
    assert [bank.get(path).status_code for path in paths] == [200] * len(paths)
