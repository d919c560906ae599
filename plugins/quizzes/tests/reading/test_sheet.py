"""Question sheets as people send them: any columns, any way of writing options and answers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook

from core.errors import Refused
from plugins.quizzes.reading.sheet import columns_of, read_sheet
from plugins.quizzes.reading.terms import Reading
from plugins.quizzes.rules.items import Blank, Item, Point
from plugins.quizzes.terms import Kind, Level

Cells = Sequence[Any]


def book(*sheets: tuple[str, Sequence[Cells]], merged: str = "", hidden: int = 0) -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        if merged:
            sheet.merge_cells(merged)
        if hidden:
            sheet.row_dimensions[hidden].hidden = True
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def csv(*lines: str) -> Reading:
    return read_sheet("\n".join(lines).encode("gb18030"), "题.csv")


def items(reading: Reading) -> list[Item]:
    return [one.item for one in reading.found]


def codes(reading: Reading) -> list[list[str]]:
    return [[problem.code for problem in one.warnings] for one in reading.found]


def test_sheet_with_every_column_is_read_whole() -> None:
    header = ("序号", "题型", "题目", "选项A", "选项B", "选项C", "选项D", "正确答案", "分值", "答案解析",
              "难度", "章节", "标签", "出处")  # fmt: skip
    row = (
        1,
        "单选题",
        "根本宗旨是？",
        "服务",
        "发展",
        "改善",
        "开放",
        "a",
        2,
        "见党章。",
        "易",
        "党史",
        "必考、党章",
        "党章",
    )
    reading = read_sheet(
        book(("Sheet1", [("2026年题库",), header, row]), merged="A1:N1"), "题.xlsx"
    )
    assert items(reading) == [
        Item(Kind.SINGLE, "根本宗旨是？", ("服务", "发展", "改善", "开放"), "A", score=Decimal(2),
             explanation="见党章。", level=Level.EASY, topic="党史", tags=("必考", "党章"), source="党章")
    ]  # fmt: skip
    found = reading.found[0]
    assert (found.line, found.draft, found.warnings, found.confidence) == (3, False, (), 100)
    assert [one.line for one in reading.skipped] == [1, 2]
    assert reading.read == reading.taken + reading.drafts + len(reading.refused) == 1


@pytest.mark.parametrize(
    ("answer", "letters"),
    [("AB", "AB"), ("A,B", "AB"), ("b、A", "AB"), ("a b", "AB"), ("①②", "AB"), ("12", "AB"), ("Ａ；Ｄ", "AD"),
     ("(A)(C)", "AC"), ("答案：ABC", "ABC")],
)  # fmt: skip
def test_letters_of_several_options_are_read_however_they_are_written(
    answer: str, letters: str
) -> None:
    found = csv("题干\tA\tB\tC\tD\t答案", f"哪些？\t甲\t乙\t丙\t丁\t{answer}")
    assert items(found) == [Item(Kind.MULTIPLE, "哪些？", ("甲", "乙", "丙", "丁"), letters)]


@pytest.mark.parametrize(
    ("said", "right"),
    [("对", True), ("√", True), ("T", True), ("TURE", True), ("正确", True), ("是", True), ("1", True),
     ("错", False), ("×", False), ("F", False), ("错误", False), ("否", False), ("0", False), ("(×)", False)],
)  # fmt: skip
def test_judgement_is_read_however_it_is_written(said: str, right: bool) -> None:
    found = csv("试题,题型,答案", f"在平山县。,判断题,{said}")
    assert items(found) == [Item(Kind.JUDGE, "在平山县。", answer=right)]


def test_judgement_as_letter_of_its_option_counts_by_the_option() -> None:
    found = csv("题干,A,B,答案", "在延安。,错误,正确,A", "在平山。,正确,错误,A")
    assert items(found) == [
        Item(Kind.JUDGE, "在延安。", answer=False),
        Item(Kind.JUDGE, "在平山。", answer=True),
    ]


@pytest.mark.parametrize(
    "options",
    ["A.甲|B.乙|C.丙", "A.甲B.乙C.丙", "A、甲\nB、乙\nC、丙", "甲;乙;丙", "甲|乙|丙",
     "（A）甲（B）乙（C）丙", "a甲|b乙|c丙"],
)  # fmt: skip
def test_options_in_one_cell_are_taken_apart_even_before_the_stem(options: str) -> None:
    rows = [("选项", "问题", "答案"), (options, "哪个？", "B")]
    found = read_sheet(book(("题", rows)), "题.xlsx")
    assert items(found) == [Item(Kind.SINGLE, "哪个？", ("甲", "乙", "丙"), "B")]


def test_options_under_one_merged_heading_are_read_by_the_letters_below() -> None:
    rows = [
        ("题干", "选项", None, None, "答案"),
        (None, "A", "B", "C", None),
        ("哪个？", "甲", "乙", "丙", "C"),
    ]
    found = read_sheet(book(("题", rows), merged="B1:D1"), "题.xlsx")
    assert items(found) == [Item(Kind.SINGLE, "哪个？", ("甲", "乙", "丙"), "C")]


@pytest.mark.parametrize(
    "stem", ["哪个？\nA.甲\nB.乙", "哪个？A、甲B、乙", "哪个？ (A)甲 (B)乙"]
)  # fmt: skip
def test_options_inside_the_stem_are_taken_out(stem: str) -> None:
    found = read_sheet(book(("题", [("试题", "答案"), (stem, "B")])), "题.xlsx")
    assert items(found) == [Item(Kind.SINGLE, "哪个？", ("甲", "乙"), "B")]


def test_template_headers_with_remarks_and_merged_kinds_are_read() -> None:
    rows = [("试题类型*", "题干（必填）", "选项A（必填）", "选项B(选填)", "正确答案"),
            ("单选题", "哪个？", "甲", "乙", "B"), (None, "哪一个？", "丙", "丁", "A")]  # fmt: skip
    found = read_sheet(book(("题", rows), merged="A2:A3"), "题.xlsx")
    assert [(one.kind, one.options, one.answer) for one in items(found)] == [
        (Kind.SINGLE, ("甲", "乙"), "B"), (Kind.SINGLE, ("丙", "丁"), "A"),
    ]  # fmt: skip


def test_numbered_options_are_read() -> None:
    found = csv("题目,选项1,选项2,选项3,答案", "哪个？,甲,乙,丙,3")
    assert items(found) == [Item(Kind.SINGLE, "哪个？", ("甲", "乙", "丙"), "C")]


def test_kind_comes_from_the_sheets_name_and_several_sheets_are_read() -> None:
    content = book(
        ("多选题", [("题干", "A", "B", "答案"), ("哪些？", "甲", "乙", "A")]),
        ("判断题", [("题干", "答案"), ("对吗？", "√")]),
        ("说明", [("本表由某某填写",)]),
    )
    found = read_sheet(content, "题.xlsx")
    assert [(one.item.kind, one.source) for one in found.found] == [
        (Kind.MULTIPLE, "【多选题】哪些？ | 甲 | 乙 | A"),
        (Kind.JUDGE, "【判断题】对吗？ | √"),
    ]
    assert ("说明", "这张工作表没有读取。") in [(one.source, one.why) for one in found.skipped]


def test_blanks_are_split_by_as_many_as_the_stem_shows() -> None:
    found = csv(
        "题型,题干,答案",
        "填空题,坚持“____、____”。,谦虚；艰苦",
        "填空题,坚持（ ）和（　）,谦虚、艰苦",
        "填空题,历时___天,142|一百四十二",
        "填空题,约为____,3.14±0.01",
        "填空题,口号是____,谦虚、谨慎",
        "填空题,只有____和____,一个",
    )
    assert [one.answer for one in items(found)] == [
        (Blank(("谦虚",)), Blank(("艰苦",))),
        (Blank(("谦虚",)), Blank(("艰苦",))),
        (Blank(("142", "一百四十二")),),
        (Blank(("3.14",), Decimal("0.01")),),
        (Blank(("谦虚、谨慎",)),),
        (Blank(("一个",)),),
    ]
    assert items(found)[1].stem == "坚持____和____"
    assert codes(found)[-1] == ["blank_count"]


def test_rows_that_are_doubtful_are_drafts_and_none_is_dropped() -> None:
    found = csv(
        "题干,题型,A,B,C,答案,分值",
        "没有答案？,,甲,乙,丙,,",
        "答案是F？,,甲,乙,丙,F,两分",
        "两个一样？,,甲,甲,丙,A,",
        "单选却两个？,单选题,甲,乙,丙,AB,",
        "组合题？,组合题,甲,乙,丙,A,",
        ",,甲,乙,丙,A,",
        "第 1 页,,,,,,",
        "题干,题型,A,B,C,答案,分值",
        ",,,,,,7",
    )
    assert codes(found) == [
        ["no_answer"],
        ["score_unknown", "answer_not_an_option"],
        ["same_options"],
        ["answer_count"],
        ["kind_unknown"],
        ["no_stem"],
        ["kind_guessed"],
    ]
    assert all(one.draft for one in found.found)
    assert [one.line for one in found.skipped] == [9, 10, 1]


def test_option_that_looks_like_a_number_of_another_makes_the_answer_doubtful() -> None:
    found = csv("题干,A,B,C,答案", "几个？,2,1,3,1", "几个？,1,2,3,2", "哪年？,1945,1949,1950,1949")
    assert [(one.item.answer, one.draft) for one in found.found] == [
        ("A", True),
        ("B", False),
        ("B", False),
    ]


def test_columns_mapped_by_hand_overrule_the_headers() -> None:
    rows = [
        ("栏一", "栏二", "栏三", "栏四", "栏五"),
        ("B", "甲", "乙", "哪个？", "略"),
        (None, None, None, "对吗？", None),
    ]
    content = book(("题", rows))
    assert [(one.index, one.header, one.field, one.samples) for one in columns_of(content, "题.xlsx")][:1] == [
        (0, "", "", ("栏一", "B"))
    ]  # fmt: skip
    with pytest.raises(Refused) as refused:
        read_sheet(content, "题.xlsx")
    assert refused.value.codes == ["header_missing"]
    mapping = {0: "answer", 1: "option", 2: "option", 3: "stem", 4: "explanation"}
    found = read_sheet(content, "题.xlsx", mapping)
    assert items(found)[0] == Item(Kind.SINGLE, "哪个？", ("甲", "乙"), "B", explanation="略")
    assert [one.line for one in found.found] == [2, 3]
    assert [one.line for one in found.skipped] == [1]


def test_columns_of_a_known_sheet_say_what_they_were_taken_for() -> None:
    content = book(
        (
            "题",
            [
                ("题型", "题干", "A", "B", "答案", "备注2"),
                ("单选", "哪个？", "甲", "乙", "A", None),
            ],
        )
    )
    assert [(one.header, one.field, one.samples) for one in columns_of(content, "题.xlsx")] == [
        ("题型", "type", ("单选",)), ("题干", "stem", ("哪个？",)), ("A", "option", ("甲",)),
        ("B", "option", ("乙",)), ("答案", "answer", ("A",)), ("备注2", "", ()),
    ]  # fmt: skip


def test_hidden_row_is_read_and_said() -> None:
    content = book(("题", [("题干", "答案"), ("对吗？", "√")]), hidden=2)
    assert codes(read_sheet(content, "题.xlsx")) == [["row_hidden"]]


def test_points_to_tick_are_read_with_their_scores() -> None:
    found = csv(
        "题型,题干,答案,评分要点", "简答题,简述“两个务必”。,略,谦虚谨慎|2；艰苦奋斗|2；其他"
    )
    assert items(found)[0].points == (
        Point("谦虚谨慎", Decimal(2)), Point("艰苦奋斗", Decimal(2)), Point("其他"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [(b"", "a.xlsx", "file_empty"), (b"PK\x03\x04torn", "a.xlsx", "file_torn"),
     (b"x" * 6_000_000, "a.csv", "file_too_large"),
     (b"\x00\x01", "a.csv", "file_kind"),
     ("题干,答案\n".encode() + b"a,b\n" * 6000, "a.csv", "too_many_questions")],
)  # fmt: skip
def test_wrong_files_are_refused_with_a_sentence(content: bytes, name: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_sheet(content, name)
    assert refused.value.codes == [code]
