"""Moodle XML: each kind becomes one of ours with its pictures, or is refused by name."""

from __future__ import annotations

import base64
from decimal import Decimal

import pytest

from core.errors import Refused
from plugins.quizzes.reading.moodle import read_moodle
from plugins.quizzes.reading.terms import Reading
from plugins.quizzes.rules.items import Blank, Item, Picture
from plugins.quizzes.rules.pictures import picture_name
from plugins.quizzes.terms import Kind

DOT = b"\x89PNG\r\n\x1a\nnot much of a picture"
CODED = base64.b64encode(DOT).decode()
TEXT = "<questiontext format='html'><text><![CDATA[<p>{}</p>]]></text></questiontext>"


def read(*questions: str) -> Reading:
    return read_moodle(
        f"<?xml version='1.0'?>\n<quiz>\n{chr(10).join(questions)}\n</quiz>".encode()
    )


def question(kind: str, *parts: str, stem: str = "问什么？") -> str:
    return f"<question type='{kind}'><name><text>题名</text></name>{TEXT.format(stem)}{''.join(parts)}</question>"


def answer(text: str, fraction: float, more: str = "") -> str:
    return f"<answer fraction='{fraction}'><text>{text}</text>{more}</answer>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (question("multichoice", "<single>true</single><defaultgrade>2.0000000</defaultgrade>", answer("甲", 0),
                  answer("乙", 100, "<feedback><text>对了</text></feedback>"),
                  "<generalfeedback><text>因为。</text></generalfeedback>",
                  "<tags><tag><text>必考</text></tag><tag><text>党章</text></tag></tags>"),
         Item(Kind.SINGLE, "问什么？", ("甲", "乙"), "B", score=Decimal(2), explanation="因为。\nB：对了",
              tags=("必考", "党章"))),
        (question("multichoice", "<single>false</single>", answer("甲", 50), answer("乙", -100), answer("丙", 50)),
         Item(Kind.MULTIPLE, "问什么？", ("甲", "乙", "丙"), "AC")),
        (question("truefalse", answer("true", 0), answer("false", 100)), Item(Kind.JUDGE, "问什么？", answer=False)),
        (question("shortanswer", answer("142", 100), answer("一百四十二", 100), stem="历时___天。"),
         Item(Kind.BLANK, "历时____天。", answer=(Blank(("142", "一百四十二")),))),
        (question("numerical", answer("3.14", 100, "<tolerance>0.01</tolerance>")),
         Item(Kind.BLANK, "问什么？____", answer=(Blank(("3.14",), Decimal("0.01")),))),
        (question("essay", "<graderinfo><text>参考。</text></graderinfo>"),
         Item(Kind.ESSAY, "问什么？", answer="参考。")),
        (question("matching", *(f"<subquestion><text>{a}</text><answer><text>{b}</text></answer></subquestion>"
                                for a, b in (("甲", "二"), ("乙", "一"), ("", "三")))),
         Item(Kind.MATCH, "问什么？", ("甲", "乙"), "CA", ("一", "三", "二"))),
        (question("ordering", answer("丙", 1), answer("甲", 2), answer("乙", 3)),
         Item(Kind.ORDER, "问什么？", ("丙", "乙", "甲"), "ACB")),
        (question("cloze", stem="历时{1:SHORTANSWER:=142~=一百四十二#好}天，始于{1:NUMERICAL:=1948:0}年。"),
         Item(Kind.BLANK, "历时____天，始于____年。", answer=(
             Blank(("142", "一百四十二")), Blank(("1948",), Decimal(0))))),
        (question("cloze", stem="在{1:MULTICHOICE:延安~=西柏坡}召开。"),
         Item(Kind.SINGLE, "在____召开。", ("延安", "西柏坡"), "B")),
    ],
)  # fmt: skip
def test_kind_of_moodle_becomes_one_of_ours(text: str, expected: Item) -> None:
    reading = read(text)
    assert [one.item for one in reading.found] == [expected]
    assert (reading.taken, reading.refused, reading.found[0].line) == (1, (), 3)


def test_category_names_the_topic_of_what_follows() -> None:
    category = "<question type='category'><category><text>$course$/top/党史/二大</text></category></question>"
    reading = read(category, question("essay"))
    assert (reading.read, reading.found[0].item.topic) == (1, "党史/二大")


@pytest.mark.parametrize(
    ("text", "code"),
    [(question("calculated"), "kind_unsupported"), (question("ddwtos"), "kind_unsupported"),
     (question("numerical", answer("abc", 100)), "not_a_number"),
     (question("numerical", answer("*", 100)), "not_a_number"),
     (question("cloze", stem="没有空"), "cloze_empty"),
     (question("cloze", stem="{1:MC:=甲~乙}和{1:MC:=甲~乙}"), "cloze_choice"),
     (question("multichoice", *(answer(str(i), 0) for i in range(27))), "many_options")],
)  # fmt: skip
def test_what_we_have_no_kind_for_is_refused_with_its_reason(text: str, code: str) -> None:
    reading = read(question("essay"), text, question("description"))
    assert [(one.line, one.problem.code) for one in reading.refused] == [(4, code)]
    assert ([one.line for one in reading.skipped], reading.read, reading.taken) == ([5], 2, 1)


@pytest.mark.parametrize(
    ("text", "codes"),
    [(question("shortanswer", answer("*西柏坡*", 100)), ["wildcard"]),
     (question("shortanswer", answer("甲", 100), answer("乙", 50)), ["weights"]),
     (question("multichoice", answer("甲", 100), answer("乙", 50)), ["weights"]),
     (question("multichoice", answer("甲", 0), answer("乙", 0)), ["no_answer"]),
     (question("essay", stem="<table><tr><td>甲</td></tr></table><video></video>"), ["not_kept"]),
     (question("essay", stem="<img src='https://x.invalid/a.png'>"), ["picture_missing"])],
)  # fmt: skip
def test_what_cannot_be_kept_is_said(text: str, codes: list[str]) -> None:
    assert [one.code for one in read(text).found[0].warnings] == codes


def test_pictures_beside_a_text_are_kept_where_they_are_shown() -> None:
    file = f"<file name='a b.png' path='/' encoding='base64'>{CODED}</file>"
    shown = "&lt;img src='@@PLUGINFILE@@/a%20b.png' alt='旧址'&gt;"
    text = (
        "<question type='multichoice'><questiontext format='html'><text>看图。" + shown + "</text>" + file
        + "</questiontext><answer fraction='100' format='html'><text>" + shown + "</text>" + file
        + "</answer>" + answer("没有", 0) + "<generalfeedback format='html'><text>" + shown + "</text>" + file
        + "</generalfeedback></question>"
    )  # fmt: skip
    reading = read(text)
    name = picture_name(DOT)
    assert reading.files == {name: DOT}
    assert reading.found[0].item.pictures == (
        Picture("stem", name, "旧址"), Picture("A", name, "旧址"),
    )  # fmt: skip
    assert [one.code for one in reading.found[0].warnings] == ["picture_place"]


BOMB = "<!DOCTYPE q [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><quiz>&b;</quiz>"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<!DOCTYPE quiz SYSTEM 'file:///etc/passwd'><quiz/>", "file_entity"),
        (b"<!DOCTYPE q [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><quiz>&x;</quiz>", "file_entity"),
        (BOMB.encode(), "file_entity"),
        (BOMB.encode("utf-16"), "file_entity"),
        (b"<quiz><question>", "file_torn"),
        (b"<quiz>&nbsp;</quiz>", "file_torn"),
        (b"\x00\x01", "file_torn"),
        (b"<?xml version='1.0' encoding='klingon'?><quiz/>", "file_torn"),
        (b"<songs/>", "file_kind"),
        (b"<quiz>" + b"<a>" * 1000 + b"</a>" * 1000 + b"</quiz>", "file_bomb"),
        (b"<quiz>" + b"<a/>" * 200_001 + b"</quiz>", "file_bomb"),
        (b"<quiz>" + b"<question/>" * 5001 + b"</quiz>", "too_many_questions"),
        (b"<quiz>" + b" " * 32_000_000 + b"</quiz>", "file_too_large"),
    ],
    ids=lambda told: str(told)[:20],
)
def test_peer_16_hostile_xml_is_refused_with_a_sentence(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_moodle(content)
    assert refused.value.codes == [code]
    assert str(refused.value.problems[0].message).endswith("。")


def test_file_in_a_chinese_encoding_is_read() -> None:
    content = f"<?xml version='1.0' encoding='GB2312'?><quiz>{question('essay')}</quiz>"
    assert read_moodle(content.encode("gb18030")).found[0].item.stem == "问什么？"
