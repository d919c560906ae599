"""GIFT by its grammar: what it says is read, what it does not allow is refused, what we cannot keep is said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plugins.quizzes.reading.gift import read_gift
from plugins.quizzes.reading.terms import Reading
from plugins.quizzes.rules.items import Blank, Item
from plugins.quizzes.terms import Kind


def read(text: str) -> Reading:
    return read_gift(text.encode())


def item(text: str) -> Item:
    reading = read(text)
    assert (reading.read, reading.refused) == (1, ())
    return reading.found[0].item


def codes(text: str) -> list[str]:
    return [one.code for one in read(text).found[0].warnings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Grant is{~buried =entombed ~living} in his tomb.",
         Item(Kind.SINGLE, "Grant is____ in his tomb.", ("buried", "entombed", "living"), "B")),
        ("::Q1:: 召开于哪一年？{=1949 ~1945 #早了 ~1950#晚了\n####三月。}",
         Item(Kind.SINGLE, "召开于哪一年？", ("1949", "1945", "1950"), "A", explanation="三月。\nB：早了\nC：晚了")),
        ("哪两个？{~%50%甲 ~%50%乙 ~%-100%丙}", Item(Kind.MULTIPLE, "哪两个？", ("甲", "乙", "丙"), "AB")),
        ("在平山。{TRUE#不对#对了}", Item(Kind.JUDGE, "在平山。", answer=True, explanation="不对\n对了")),
        ("在延安。{F}", Item(Kind.JUDGE, "在延安。", answer=False)),
        ("历时{=142 =一百四十二}天。", Item(Kind.BLANK, "历时____天。", answer=(Blank(("142", "一百四十二")),))),
        ("Who is buried? {=Grant =Ulysses}",
         Item(Kind.BLANK, "Who is buried? ____", answer=(Blank(("Grant", "Ulysses")),))),
        ("二加二等于____。{=4 =四}", Item(Kind.BLANK, "二加二等于____。", answer=(Blank(("4", "四")),))),
        ("Grant born {#1822:5}", Item(Kind.BLANK, "Grant born ____", answer=(Blank(("1822",), Decimal(5)),))),
        ("Pi {#3.141..3.142}.", Item(Kind.BLANK, "Pi ____.", answer=(Blank(("3.1415",), Decimal("0.0005")),))),
        ("连线{=甲 -> 一 =乙 -> 二 = -> 三}", Item(Kind.MATCH, "连线", ("甲", "乙"), "AC", ("一", "三", "二"))),
        ("简述。{}", Item(Kind.ESSAY, "简述。")),
        ("[html]<p>水是 H<sub>2</sub>O 吗？</p>{T}", Item(Kind.JUDGE, "水是 H₂O 吗？", answer=True)),
        (r"[plain]a \= b \{c\} \~ \# \: \\ 一\n二{T}", Item(Kind.JUDGE, "a = b {c} ~ # : \\ 一\n二", answer=True)),
        ("$CATEGORY: $course$/top/党史/二大\n\n// 注释 [tag:必考]\n对吗？{T}",
         Item(Kind.JUDGE, "对吗？", answer=True, topic="党史/二大", tags=("必考",))),
    ],
)  # fmt: skip
def test_question_is_read_as_its_grammar_says(text: str, expected: Item) -> None:
    reading = read(text)
    assert [one.item for one in reading.found] == [expected]
    assert (reading.taken, reading.drafts, reading.refused) == (1, 0, ())


@pytest.mark.parametrize(
    ("text", "code"),
    [("多少？{#abc}", "not_a_number"), ("多少？{#}", "not_a_number"), ("多少？{#=%50%3}", "no_number"),
     ("没有等号{甲}", "answer_syntax"), ("不成对{=甲", "braces"), ("不成对 =甲}", "braces"),
     ("两对{=甲}和{=乙}", "braces"), ("连线{=甲 -> 一 =乙}", "match_syntax")],
)  # fmt: skip
def test_peer_15_what_the_grammar_does_not_allow_is_refused_with_its_line(
    text: str, code: str
) -> None:
    reading = read(f"对吗？{{T}}\n\n{text}\n\n对不对？{{F}}")
    assert [(one.line, one.problem.code, one.source) for one in reading.refused] == [
        (3, code, text)
    ]
    assert (reading.taken, reading.read) == (2, 3)


@pytest.mark.parametrize(
    ("text", "expected", "drafts"),
    [("哪个？{=甲 ~%50%乙 ~丙}", ["weights"], 0), ("哪些？{~%70%甲 ~%30%乙 ~丙}", ["weights"], 0),
     ("哪些？{=甲 =乙 ~丙}", ["answer_count"], 1), ("谁？{=甲 =%50%乙}", ["weights"], 0),
     ("谁？{=*}", ["wildcard"], 1), ("几？{#=1:0.5 =7:1}", ["tolerances"], 1),
     ("[html]<img src='a.png'>看图{T}", ["picture_missing"], 0), ("哪个？{~甲 ~乙}", ["no_answer"], 1)],
)  # fmt: skip
def test_peer_15_what_cannot_be_kept_is_said(text: str, expected: list[str], drafts: int) -> None:
    assert (codes(text), read(text).drafts) == (expected, drafts)


def test_description_is_skipped_with_its_reason() -> None:
    reading = read("// 卷首\n请认真作答。\n\n对吗？{T}")
    assert [(one.line, one.source, one.why) for one in reading.skipped] == [
        (2, "请认真作答。", "说明文字，没有答案，不是题目。")
    ]
    assert [one.line for one in reading.found] == [4]


def test_part_of_what_is_accepted_keeps_its_star_when_it_is_marked() -> None:
    assert item(r"三乘四{=3\*4}").answer == (Blank(("3*4",)),)
    assert codes(r"三乘四{=3\*4}") == []
