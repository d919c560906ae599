"""Themes: a line for each."""

from __future__ import annotations

import pytest

from core.errors import Refused
from plugins.field_teaching.rules.themes import themes_in, themes_text


def test_themes_are_read_line_by_line() -> None:
    themes = themes_in("西柏坡精神 | 90 | 2\n 两个务必｜45分钟｜1.5学时；赶考路\n\n")
    assert themes == [
        {"title": "西柏坡精神", "minutes": 90, "hours": "2"},
        {"title": "两个务必", "minutes": 45, "hours": "1.5"},
        {"title": "赶考路", "minutes": None, "hours": ""},
    ]
    assert themes_text(themes) == "西柏坡精神 | 90 | 2\n两个务必 | 45 | 1.5\n赶考路"
    assert themes_in(themes_text(themes)) == themes


def test_hours_without_minutes_keep_their_place() -> None:
    assert themes_text(themes_in("赶考路 | | 1.0")) == "赶考路 |  | 1"
    assert themes_in("赶考路 |  | 1") == [{"title": "赶考路", "minutes": None, "hours": "1"}]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("题 | 很久", "theme_unread"),
        ("题 | 90 | 1.3", "theme_unread"),
        ("题 | 90 | 99", "theme_unread"),
        ("题 | 0", "theme_unread"),
        ("题 | 90 | 2 | 3", "theme_unread"),
        ("| 90 | 2", "theme_unread"),
        ("题" * 121, "theme_long"),
        ("题\n" * 41, "themes_many"),
    ],
)
def test_theme_that_cannot_be_read_is_refused_with_its_line(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        themes_in(text)
    assert refused.value.codes == [code]
