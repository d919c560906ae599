"""Questions in Word files."""

from __future__ import annotations

import hashlib
import io
import zipfile
from decimal import Decimal

import pytest

from core.errors import Refused
from plugins.quizzes.reading.terms import Reading
from plugins.quizzes.reading.word import read_docx
from plugins.quizzes.reading.word.numbering import numeral
from plugins.quizzes.rules.items import Blank, Item, Picture
from plugins.quizzes.terms import Kind, Level
from plugins.quizzes.tests.reading.word_files import (
    PNG,
    SPACES,
    docx,
    numbering,
    paragraph,
    picture,
    run,
    table,
)

LISTS = numbering(
    {1: (1, False), 2: (2, False), 3: (2, True), 4: (3, False)},
    {
        1: [("decimal", "%1．"), ("upperLetter", "%2．")],
        2: [("upperLetter", "%1.")],
        3: [("chineseCounting", "%1、")],
    },
)
RED = '<w:color w:val="FF0000"/>'
BOLD = "<w:b/>"


def items(reading: Reading) -> list[Item]:
    assert reading.refused == ()
    return [read.item for read in reading.found]


def test_numbers_of_word_are_restored() -> None:
    reading = read_docx(
        docx(
            paragraph("单选题（每题2分）", number=(4, 0)),
            paragraph("党费按（B）交纳。", number=(1, 0)),
            *(paragraph(text, number=(2, 0)) for text in ("日", "月", "季")),
            paragraph("每届任期（C）年。", number=(1, 0)),
            *(paragraph(text, number=(3, 0)) for text in ("一", "二", "三")),
            paragraph("判断题", number=(4, 0)),
            paragraph("西柏坡位于平山县。（√）", number=(1, 0)),
            numbers=LISTS,
        )
    )
    assert items(reading) == [
        Item(Kind.SINGLE, "党费按（　）交纳。", ("日", "月", "季"), "B", score=Decimal(2)),
        Item(Kind.SINGLE, "每届任期（　）年。", ("一", "二", "三"), "C", score=Decimal(2)),
        Item(Kind.JUDGE, "西柏坡位于平山县。（　）", answer=True),
    ]
    assert [read.source.split("\n")[0] for read in reading.found] == [
        "1．党费按（B）交纳。",
        "2．每届任期（C）年。",
        "3．西柏坡位于平山县。（√）",
    ]
    assert [read.line for read in reading.found] == [2, 6, 11]
    assert [one.source for one in reading.skipped] == ["一、单选题（每题2分）", "二、判断题"]


def test_options_on_the_second_depth_start_again_under_each_question() -> None:
    reading = read_docx(
        docx(
            *(
                text
                for stem in ("甲（A）？", "乙（B）？")
                for text in (
                    paragraph(stem, number=(1, 0)),
                    paragraph("是", number=(1, 1)),
                    paragraph("否", number=(1, 1)),
                    paragraph("不知道", number=(1, 1)),
                )
            ),
            numbers=LISTS,
        )
    )
    assert [item.answer for item in items(reading)] == ["A", "B"]
    assert items(reading)[1].options == ("是", "否", "不知道")


def test_a_number_may_come_from_a_style() -> None:
    style = (
        '<w:style w:styleId="Q"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    reading = read_docx(
        docx(
            paragraph("三大战役历时____天。", style="Q"),
            paragraph("答案：142"),
            paragraph("首都是____。", style="Q"),
            paragraph("答案：北京"),
            numbers=LISTS,
            styles=style,
        )
    )
    assert [read.source.split("\n")[0][:2] for read in reading.found] == ["1．", "2．"]


@pytest.mark.parametrize(
    ("form", "number", "told"),
    [
        ("chineseCounting", 10, "十"),
        ("chineseCountingThousand", 12, "十二"),
        ("japaneseCounting", 25, "二十五"),
        ("upperLetter", 27, "AA"),
        ("lowerLetter", 3, "c"),
        ("upperRoman", 14, "XIV"),
        ("decimalEnclosedCircle", 3, "③"),
        ("ideographTraditional", 2, "乙"),
        ("unheardOf", 7, "7"),
        ("upperLetter", 0, "0"),
    ],
)
def test_numeral_in_each_form(form: str, number: int, told: str) -> None:
    assert numeral(number, form) == told


def test_runs_and_line_breaks_that_split_a_text_do_not_split_a_question() -> None:
    reading = read_docx(
        docx(
            paragraph(run("1"), run("．党的"), run("宗旨是（"), run("A"), run("）。")),
            paragraph(
                run("A．服务<人民>"),
                "<w:r><w:br/></w:r>",
                run("B．发展"),
                "<w:r><w:tab/></w:r>",
                run("C．改善"),
            ),
        )
    )
    assert items(reading) == [
        Item(Kind.SINGLE, "党的宗旨是（　）。", ("服务<人民>", "发展", "改善"), "A")
    ]


@pytest.mark.parametrize(
    "look", [RED, BOLD, '<w:highlight w:val="yellow"/>', '<w:u w:val="single"/>']
)
def test_an_answer_that_is_only_marked_by_its_look_is_a_draft(look: str) -> None:
    (read,) = read_docx(
        docx(
            paragraph(run("1. 党费按什么交纳？", BOLD)),
            paragraph("A. 日"),
            paragraph(run("B. ", look), run("月", look)),
            paragraph("C. 季"),
        )
    ).found
    assert read.item == Item(Kind.SINGLE, "党费按什么交纳？", ("日", "月", "季"), "B")
    assert (read.draft, [one.code for one in read.warnings]) == (True, ["marked_option"])
    assert read.confidence == 40


def test_options_that_all_stand_out_say_nothing() -> None:
    (read,) = read_docx(
        docx(paragraph("1. 党费按什么交纳？"), paragraph(run("A. 日", BOLD)), paragraph(run("B. 月", BOLD)))
    ).found  # fmt: skip
    assert (read.item.answer, [one.code for one in read.warnings]) == (None, ["no_answer"])


def test_an_answer_said_in_words_stands_whatever_is_marked() -> None:
    (read,) = read_docx(
        docx(paragraph("1. 党费（A）？"), paragraph(run("A. 日", RED)), paragraph(run("B. 月", BOLD)))
    ).found  # fmt: skip
    assert (read.item.options, read.item.answer, read.draft) == (("日", "月"), "A", False)


def test_pictures_come_along_in_stem_and_options() -> None:
    other = PNG + b"other"
    reading = read_docx(
        docx(
            paragraph(run("1. 图中是哪里（B）？"), picture("a")),
            paragraph(run("A. "), picture("b")),
            paragraph(run("B. 西柏坡"), picture("a")),
            pictures={"a": PNG, "b": other},
        )
    )
    names = [f"{hashlib.sha256(content).hexdigest()[:24]}.png" for content in (PNG, other)]
    assert reading.files == dict(zip(names, (PNG, other), strict=True))
    assert items(reading) == [
        Item(
            Kind.SINGLE,
            "图中是哪里（　）？",
            ("", "西柏坡"),
            "B",
            pictures=(Picture("stem", names[0]), Picture("A", names[1]), Picture("B", names[0])),
        )
    ]
    assert reading.found[0].draft is False
    assert reading.found[0].source == "1. 图中是哪里（B）？[图片]\nA. [图片]\nB. 西柏坡[图片]"


def test_a_table_with_a_header_is_a_question_per_row() -> None:
    reading = read_docx(
        docx(
            table(
                ["序号", "题型", "题干", "选项A", "选项B", "选项C", "答案", "难度"],
                ["1", "单选题", "党费按什么交纳？", "日", "月", "季", "B", "易"],
                ["2", "判断题", "西柏坡位于平山县。", "", "", "", "对", ""],
            )
        )
    )
    assert items(reading) == [
        Item(Kind.SINGLE, "党费按什么交纳？", ("日", "月", "季"), "B", level=Level.EASY),
        Item(Kind.JUDGE, "西柏坡位于平山县。", answer=True),
    ]


def test_a_table_may_hold_only_options_or_questions_without_a_header() -> None:
    reading = read_docx(
        docx(
            paragraph("1. 党费按什么交纳（B）？"),
            table(["A. 日", "B. 月"], ["C. 季", "D. 年"]),
            table(["2", "三大战役历时____天。", "142"], ["3", "党费（A）？A.月B.年", "A"]),
        )
    )
    assert [item.options for item in items(reading)] == [("日", "月", "季", "年"), (), ("月", "年")]
    assert [item.answer for item in items(reading)][::2] == ["B", "A"]


def test_a_table_within_a_table_is_read_once() -> None:
    inner = table(["1. 党费（B）？"], ["A. 日", "B. 月"])
    for _depth in range(20):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    assert [item.options for item in items(read_docx(docx(inner)))] == [("日", "月")]


def test_underlined_space_is_a_blank() -> None:
    line = '<w:u w:val="single"/>'
    (read,) = read_docx(
        docx(
            paragraph(run("1. 三大战役历时"), run("   ", line), run("   ", line), run("天。")),
            paragraph("答案：142"),
        )
    ).found
    assert read.item == Item(Kind.BLANK, "三大战役历时____天。", answer=(Blank(("142",)),))


def test_what_was_deleted_is_not_read_and_what_was_inserted_is() -> None:
    (read,) = read_docx(
        docx(
            f"<w:p>{run('1. 西柏坡位于')}<w:del>{run('灵寿')}</w:del><w:ins>{run('平山')}</w:ins>{run('县。(√)')}</w:p>"
        )
    ).found
    assert read.item.stem == "西柏坡位于平山县。( )"


def zipped(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


GOOD = docx(paragraph("1. 西柏坡位于平山县。(√)"))
BOMB = f'<!DOCTYPE x [<!ENTITY a "{"b" * 99}">]><w:document {SPACES}>&a;</w:document>'.encode()
OUTSIDE = (
    f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document {SPACES}>&a;</w:document>'
)
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (OLD, "file_old"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
        (b"%PDF-1.7", "file_kind"),
        (b"", "file_kind"),
        (zipped(other=b"x"), "file_kind"),
        (GOOD[: len(GOOD) // 2], "file_torn"),
        (docx(more={"word/document.xml": b"<w:document"}), "file_torn"),
        (docx(more={"word/document.xml": BOMB}), "file_entity"),
        (docx(more={"word/document.xml": OUTSIDE.encode()}), "file_entity"),
        (docx(more={"word/numbering.xml": BOMB}), "file_entity"),
        (docx(more={"../../etc/x": b"x"}), "file_path"),
        (docx(more={"word/vbaProject.bin": b"x"}), "file_macros"),
        (docx(more={"word/media/zero.bin": b"\0" * (51 * 1024 * 1024)}), "file_bomb"),
        (b"PK\x03\x04" + b"\0" * (51 * 1024 * 1024), "file_too_large"),
    ],
)  # fmt: skip
def test_peer_16_what_is_hostile_torn_or_no_word_file_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_docx(content)
    assert refused.value.codes == [code]


def test_a_picture_that_lies_outside_of_the_file_is_not_fetched() -> None:
    link = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="x/image" Target="../../secret.png" TargetMode="External"/>'
        "</Relationships>"
    )
    reading = read_docx(
        docx(
            paragraph(run("1. 西柏坡(√)"), picture("a")),
            more={"word/_rels/document.xml.rels": link.encode()},
        )
    )
    assert (reading.files, reading.found[0].source) == ({}, "1. 西柏坡(√)[图片]")
