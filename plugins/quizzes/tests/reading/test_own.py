"""Our own file: read strictly, with the place of whatever is wrong."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from core.errors import Refused
from plugins.quizzes.reading.own import read_own
from plugins.quizzes.rules.items import Picture, as_json
from plugins.quizzes.rules.pictures import picture_name
from plugins.quizzes.tests.conftest import BLANK, ESSAY, JUDGE, MATCH, ORDER, SINGLE

DOT = b"\x89PNG\r\n\x1a\nnot much of a picture"


def file(items: Any, **others: Any) -> bytes:
    told = {"format": "jixun-questions", "version": 1, "items": items, "files": {}, **others}
    return json.dumps(told).encode()


def test_file_of_our_own_is_read_whole() -> None:
    asked = [SINGLE, JUDGE, BLANK, ESSAY, ORDER, MATCH]
    reading = read_own(file([as_json(one) for one in asked]))
    assert [one.item for one in reading.found] == asked
    assert [one.line for one in reading.found] == [1, 2, 3, 4, 5, 6]
    assert (reading.taken, reading.refused, reading.skipped) == (6, (), ())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "song"}, "第 2 题 kind：应是 single、multiple、judge、blank、essay、order、match 之一。"),
        ({"kind": ["single"]}, "第 2 题 kind：应是 single、multiple、judge、blank、essay、order、match 之一。"),
        ({"stem": 5}, "第 2 题 stem：应是文字。"),
        ({"stem": "长" * 20_001}, "第 2 题 stem：文字超过 20000 字。"),
        ({"options": "ABC"}, "第 2 题 options：应是不超过 26 项的列表。"),
        ({"options": ["甲", None, 3]}, "第 2 题 options[3]：应是文字。"),
        ({"options": ["甲"] * 27}, "第 2 题 options：应是不超过 26 项的列表。"),
        ({"answer": True}, "第 2 题 answer：应是文字。"),
        ({"answer": "a1"}, "第 2 题 answer：答案要写选项的字母。"),
        ({"kind": "judge"}, "第 2 题 answer：应是 true 或 false。"),
        ({"kind": "blank", "answer": [{"accepted": [1]}]}, "第 2 题 answer[1] accepted[1]：应是文字。"),
        ({"kind": "blank", "answer": ["甲"]}, "第 2 题 answer[1]：应是一个对象。"),
        ({"score": "NaN"}, "第 2 题 score：数字太大、太小或过细。"),
        ({"score": "1e999999"}, "第 2 题 score：数字太大、太小或过细。"),
        ({"score": -1}, "第 2 题 score：数字太大、太小或过细。"),
        ({"score": True}, "第 2 题 score：应是数字。"),
        ({"in_order": 1}, "第 2 题 in_order：应是 true 或 false。"),
        ({"points": [{"text": "甲", "score": "两"}]}, "第 2 题 points[1] score：应是数字。"),
        ({"level": "high"}, "第 2 题 level：应是 easy、middle、hard 之一。"),
        ({"pictures": [{"place": "stem", "name": "../../x.png"}]}, "第 2 题 pictures[1]：图片的位置或名称不对。"),
        ({"right": "A"}, "第 2 题：不认识“right”。"),
    ],
)  # fmt: skip
def test_wrong_type_is_refused_with_its_place(change: dict[str, Any], sentence: str) -> None:
    reading = read_own(file([as_json(JUDGE), {**as_json(SINGLE), **change}]))
    assert [(one.line, str(one.problem.message)) for one in reading.refused] == [(2, sentence)]
    assert (reading.read, reading.taken) == (2, 1)


@pytest.mark.parametrize("strange", [None, 3, "x", [], [[]]])
def test_entry_that_is_no_question_is_refused(strange: Any) -> None:
    reading = read_own(file([strange]))
    assert [one.problem.code for one in reading.refused] == ["wrong_shape"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "file_torn"),
        (b"[" * 100_000, "file_torn"),
        (b"\xff\xfe\x00", "file_torn"),
        (b"[]", "file_kind"),
        (b'{"format": "other", "version": 1, "items": []}', "file_kind"),
        (b'{"format": "jixun-questions", "version": 2, "items": []}', "file_version"),
        (b'{"format": "jixun-questions", "version": true, "items": []}', "file_version"),
        (file({}), "file_kind"),
        (file([], files=[]), "file_kind"),
        (b"[" + b"[],[]," * 500_000, "file_bomb"),
        (file([{}] * 5001), "too_many_questions"),
    ],
)
def test_what_is_no_such_file_is_refused_whole(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_own(content)
    assert refused.value.codes == [code]


def test_pictures_are_taken_by_their_content_and_others_are_said() -> None:
    name = picture_name(DOT)
    shown = [Picture("stem", name, "照片"), Picture("A", "a" * 64 + ".png")]
    told = {**as_json(SINGLE), "pictures": [vars(one) for one in shown]}
    coded = base64.b64encode(DOT).decode()
    reading = read_own(
        file([told], files={name: coded, "b.png": coded, "c.png": "!", "d.svg": "PHN2Zy8+"})
    )
    assert reading.files == {name: DOT}
    assert reading.found[0].item.pictures == tuple(shown)
    assert [one.code for one in reading.found[0].warnings] == ["picture_missing"]
    assert [one.source for one in reading.skipped] == ["b.png", "c.png", "d.svg"]
