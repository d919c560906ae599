"""Pasted text: whatever is sent, every line is accounted for, and what was rendered is read back."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refused
from plugins.quizzes.reading.limits import MOST_BYTES, MOST_LINES, MOST_QUESTIONS
from plugins.quizzes.reading.terms import Reading
from plugins.quizzes.reading.text import decode, read_text
from plugins.quizzes.reading.text.plain import plain
from plugins.quizzes.rules.items import Blank, Item
from plugins.quizzes.terms import Kind

SIGNS = [
    "答案：",
    "A.",
    "B、",
    "1.",
    "2、",
    "(A)",
    "（√）",
    "参考答案",
    "1-5 BACDA",
    "一、单选题",
    "解析：",
    "____",
    "\n",
    "\n\n",
    "。",
    "党",
    "中央",
    " ",
    "①",
    "②",
    "1/3[单选题]",
    "31 3[简答题]",
    "(1)",
    "第1题",
    "题目2：",
    "a、",
    "b)",
    "得分：",
    "难度：易",
    "我的答案：",
    "正确答案",
    "对",
    "错",
    "12",
    "3.14",
    "；",
    "/",
    "A-②",
    "、",
    "C",
    "[多选题]",
    "答：",
    "二、",
    "题号 1 2",
    "第 3 页",
    "\u2028",
    "\x0c",
    "\ue100",
]
PASTES = st.one_of(
    st.text(max_size=200), st.lists(st.sampled_from(SIGNS), max_size=60).map("".join)
)
WORDS = st.text("中国共产党平山西柏坡会议延安", min_size=2, max_size=8)


def signs(text: str) -> Counter[str]:
    return Counter(one for one in plain(text) if not one.isspace())


@given(PASTES)
@settings(max_examples=60, deadline=None)
def test_no_sign_of_a_paste_is_lost(text: str) -> None:
    reading = read_text(text)
    kept = [one.source for one in (*reading.found, *reading.refused, *reading.skipped)]
    assert signs(text) - signs("".join(kept)) == Counter()
    assert reading.read == reading.taken + reading.drafts + len(reading.refused)
    assert all(0 <= read.confidence <= 100 for read in reading.found)
    assert all(read.confidence <= 50 for read in reading.found if read.draft)


@st.composite
def choices(draw: st.DrawFn) -> Item:
    options = tuple(draw(st.lists(WORDS, min_size=3, max_size=6, unique=True)))
    letters = "ABCDEF"[: len(options)]
    right = sorted(draw(st.sets(st.sampled_from(letters), min_size=1)))
    kind = Kind.MULTIPLE if len(right) > 1 else Kind.SINGLE
    return Item(kind, f"{draw(WORDS)}（　）。", options, "".join(right))


JUDGES = st.builds(
    lambda stem, so: Item(Kind.JUDGE, f"{stem}（　）", answer=so), WORDS, st.booleans()
)
FILLED = st.builds(
    lambda stem, said: Item(Kind.BLANK, f"{stem}____。", answer=(Blank((said,)),)), WORDS, WORDS
)


@st.composite
def rendered(draw: st.DrawFn) -> tuple[str, list[Item]]:
    """Items as people would type them, each in a manner of its own, and the items themselves."""
    items = draw(st.lists(st.one_of(choices(), JUDGES, FILLED), min_size=1, max_size=6))
    return "\n".join(_typed(draw, item, at) for at, item in enumerate(items, 1)), items


def _typed(draw: st.DrawFn, item: Item, number: int) -> str:
    head = draw(st.sampled_from(["{}.", "{}、", "{}．", "第{}题：", "题目{}："])).format(number)
    answer = _said(item, draw(st.sampled_from(["", "、", " ", "，"])))
    inside = item.kind is not Kind.BLANK and draw(st.booleans())
    stem = item.stem.replace("　", answer) if inside else item.stem
    sign = draw(st.sampled_from(["、", ".", "．", ")"]))
    between = draw(st.sampled_from(["", " ", "\n", "\t"]))
    options = between.join(f"{'ABCDEF'[at]}{sign}{text}" for at, text in enumerate(item.options))
    label = draw(st.sampled_from(["答案：", "【答案】", "参考答案:", "正确答案：", "\n答案： "]))
    parts = [head + stem, options, "" if inside else label + answer]
    return "\n".join(part for part in parts if part)


def _said(item: Item, between: str) -> str:
    if isinstance(item.answer, bool):
        return "√" if item.answer else "×"
    if isinstance(item.answer, tuple):
        return item.answer[0].accepted[0]
    return between.join(str(item.answer))


@given(rendered())
@settings(max_examples=60, deadline=None)
def test_what_was_typed_in_any_mixture_of_manners_is_read_back(
    told: tuple[str, list[Item]],
) -> None:
    text, items = told
    reading = read_text(text)
    assert [read.item for read in reading.found] == items
    assert (reading.refused, reading.skipped, reading.drafts) == ((), (), 0)


def codes(reading: Reading) -> list[list[str]]:
    return [[one.code for one in read.warnings] for read in reading.found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1.(单选)下列（AB）。\nA.一 B.二 C.三", ["answer_count", "type_contradicts"]),
        ("1.下列（A）？\nA.一 B.二\n答案：B", ["two_answers"]),
        ("1.[多选题]下列？\nA.一 B.二\n答案：A", ["one_of_several"]),
        ("1.下列？\nA.一\nB.二\nD.四\n答案：D", ["option_letters"]),
        ("1.下列？\nA.一 B.二\n答案：见书", ["no_answer", "answer_unreadable"]),
        ("一、填空题\n1.首都是（北京）。", ["filled_in"]),
        ("一、填空题\n1.速度是____。\n答案：km/h", ["slash"]),
        ("1.天安门在那边", ["no_kind"]),
    ],
)
def test_doubt_is_said(text: str, wanted: list[str]) -> None:
    assert codes(read_text(text)) == [wanted]


def test_a_key_that_misses_numbers_names_them_and_what_is_left_over_is_refused() -> None:
    text = "".join(f"{at}.第{at}问？\nA.一\nB.二\n" for at in (1, 2, 3)) + "答案：1.B 3.A 7.A"
    reading = read_text(text)
    assert codes(reading) == [[], ["no_answer", "key_misses"], []]
    assert "2" in str(reading.found[1].warnings[1])
    assert [(one.line, one.problem.code) for one in reading.refused] == [
        (10, "key_without_question")
    ]


def test_keys_by_section_go_to_the_numbers_of_their_section() -> None:
    reading = read_text(
        "一、单选题\n1.甲？\nA.一\nB.二\n2.乙？\nA.一\nB.二\n二、判断题\n1.丙。\n2.丁。\n三、填空题\n1.戊____。\n"
        "2.己____。\n参考答案\n一、单选题 1-2 BA\n二、判断题 1.√ 2.×\n三、填空题\n1.红军\n2.1949年/一九四九年"
    )
    assert [read.item.answer for read in reading.found] == [
        "B",
        "A",
        True,
        False,
        (Blank(("红军",)),),
        (Blank(("1949年", "一九四九年")),),
    ]


def test_points_of_an_answer_are_no_questions() -> None:
    reading = read_text(
        "1. 简述两个务必。\n答：\n1、务必谦虚。\n2、务必艰苦奋斗。\n"
        "2. 简述三大作风。\n答案：（1）甲；（2）乙；（3）丙。"
    )
    assert [[one.text for one in read.item.points] for read in reading.found] == [
        ["务必谦虚", "务必艰苦奋斗"],
        ["甲", "乙", "丙"],
    ]


def test_what_a_platform_adds_is_skipped_and_counted() -> None:
    reading = read_text(
        "1/1[单选题] (2分)\n预备期？\nA.半年\nB.一年\n我的答案：A 正确答案：B 得分：0\n难度：易"
    )
    (read,) = reading.found
    assert (read.item.answer, read.item.score, read.item.level, read.draft) == (
        "B",
        2,
        "easy",
        False,
    )
    assert [one.source for one in reading.skipped] == ["我的答案：A", "得分：0"]


def test_order_and_match_are_read_where_they_are_plain() -> None:
    reading = read_text(
        "1. 按时间先后排序：\nA. 淮海\nB. 辽沈\nC. 平津\n正确顺序：BAC\n"
        "2. （连线题）人物与著作\nA. 毛泽东\nB. 刘少奇\n① 修养\n② 论持久战\n③ 家书\n答案：A-②，B-①"
    )
    assert [read.item for read in reading.found] == [
        Item(Kind.ORDER, "按时间先后排序：", ("淮海", "辽沈", "平津"), "BAC"),
        Item(
            Kind.MATCH,
            "人物与著作",
            ("毛泽东", "刘少奇"),
            "BA",
            targets=("修养", "论持久战", "家书"),
        ),
    ]


@pytest.mark.parametrize(
    ("text", "options", "answer"),
    [
        ("1.首都是（  A  ）\n A 北京    B 上海\n C 天津    D 重庆", "北京 上海 天津 重庆", "A"),
        ("1.首都是（）。\nＡ．北京　Ｂ．上海\n答案：【Ｂ】", "北京 上海", "B"),
        ("1.首都是（D）。\nA.维生素A、维生素B B.乙 C.丙 D.以上都是", "维生素A、维生素B 乙 丙 以上都是", "D"),
        ("1.首都是？\n(A)北京\t(B)上海\n答案：上海", "北京 上海", "B"),
        ("1.哪年？\nA）1945\nB）1949\n答案：1949", "1945 1949", "B"),
        ("题号 1\n1.哪年加入世贸组织(WTO)？\nA:1999\nB:2001\n答案：选B", "1999 2001", "B"),
    ],
)  # fmt: skip
def test_options_however_they_stand(text: str, options: str, answer: str) -> None:
    (read,) = read_text(text).found
    assert (read.item.options, read.item.answer, read.draft) == (
        tuple(options.split()),
        answer,
        False,
    )


TEXT = "1.西柏坡位于平山县。（√）"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
def test_text_in_any_encoding(encoding: str) -> None:
    text = TEXT + "\nabc def" * 20
    assert decode(text.encode(encoding)) == text


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        decode(b"\x89PNG\xff\xff\xfe" * 9)
    assert refused.value.codes == ["not_text"]


def test_too_much_is_refused_with_a_sentence() -> None:
    with pytest.raises(Refused) as long:
        read_text("党" * (MOST_BYTES // 3 + 1))
    with pytest.raises(Refused) as many:
        read_text("".join(f"{at}.西柏坡(√)\n" for at in range(1, MOST_QUESTIONS + 2)))
    with pytest.raises(Refused) as lines:
        read_text("党\n" * (MOST_LINES + 1))
    told = [one.value.codes[0] for one in (long, many, lines)]
    assert told == ["text_too_long", "too_many_questions", "too_many_lines"]


@pytest.mark.parametrize(
    "sign",
    ["A.", "(", "2.", "1.A.甲B.乙", "答案：", "1-5 BACDA ", "_", " ", "一、选择题", "；", "1、甲", "①", "题号 1"],
)  # fmt: skip
def test_time_grows_no_faster_than_a_line(sign: str) -> None:
    """Sixteen times as long may take no more than some forty times as long; a square would take 256."""
    took = []
    for length in (6_000, 96_000):
        text = (sign * length)[:length]
        begun = time.process_time()
        read_text(text)
        took.append(time.process_time() - begun)
    assert took[1] < max(40 * took[0], 0.5)
