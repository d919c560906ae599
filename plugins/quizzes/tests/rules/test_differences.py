"""What changed from one wording to the next, in words."""

from __future__ import annotations

from dataclasses import replace

from plugins.quizzes.rules.differences import Piece, differences
from plugins.quizzes.tests.conftest import BLANK, SINGLE


def test_differences_name_the_part_and_the_letters() -> None:
    after = replace(
        SINGLE, stem="七届二中全会召开于哪一年？", answer="B", options=SINGLE.options[:3]
    )
    found = differences(SINGLE, after)
    assert [str(one.part) for one in found] == ["题干", "答案", "选项 D"]
    assert found[0].pieces == (
        Piece("out", "党的"),
        Piece("same", "七届二中全会召开于哪一年？"),
    )
    assert found[1].pieces == (Piece("out", "C"), Piece("new", "B"))
    assert found[2].pieces == (Piece("out", "1950"),)
    assert differences(SINGLE, SINGLE) == []
    rules = differences(BLANK, replace(BLANK, in_order=False, numerals=True))
    assert [(str(one.part), one.pieces[0].text) for one in rules] == [
        ("填空规则", "各空顺序不限、一和 1 算相同")
    ]
