"""HTML as it is pasted into question banks: what it says, and that nothing in it can stop the reader."""

from __future__ import annotations

import pytest

from plugins.quizzes.reading.markup import Shown, said_by
from plugins.quizzes.reading.refusing import NotRead


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>一<br>二</p><p>三</p>", "一\n二\n三"),
        ("10<sup>3</sup> 和 H<sub>2</sub>O", "10³ 和 H₂O"),
        ("a &lt; b&nbsp;&amp; c < d", "a < b & c < d"),
        ("<!--[if gte mso 9]><xml>x</xml><![endif]-->正文<!-- 尾", "正文"),
        ("<style>p{}</style>正文<script>alert(1)</script>", "正文"),
        ("<ul><li>甲</li><li>乙</li></ul>", "甲\n乙"),
        ("<!DOCTYPE html><?xml x?>正文<![oops", "正文<![oops"),
    ],
)
def test_html_says_what_a_reader_sees(html: str, text: str) -> None:
    assert said_by(html).text == text


def test_pictures_and_what_is_left_out_are_named() -> None:
    coded = "data:image/png;base64," + "A" * 300_000
    said = said_by(f"看<img src='{coded}' alt='旧址'><video></video><math></math>")
    assert (said.text, said.pictures, said.left_out) == (
        "看", (Shown(coded, "旧址"),), ("视频", "公式"),
    )  # fmt: skip


@pytest.mark.parametrize("part", ["<a ", "<a b='", "<![", "<!--", "</", "&#", "<p>"])
def test_torn_html_without_end_is_read_at_once(part: str) -> None:
    assert len(said_by(part * (15_000 // len(part))).text) <= 15_000


def test_html_longer_than_any_question_is_not_read() -> None:
    with pytest.raises(NotRead):
        said_by("长" * 100_001)
