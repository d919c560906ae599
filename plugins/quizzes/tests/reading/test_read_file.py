"""A file is read by what it is, whatever it is called; what is none of the kinds is refused."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refused
from core.workbooks import write_xlsx
from plugins.quizzes.reading import guessed, read_file
from plugins.quizzes.tests.conftest import BLANK, JUDGE, MATCH, ORDER, SINGLE
from plugins.quizzes.writing import FORMATS as WRITTEN

SHEET = write_xlsx("题", ["题干", "答案"], [["对吗？", "√"]])
GIFT = "::题一:: 对吗？{T}".encode()
TEXT = "1. 对吗？(√)\n2. 用 {A} 表示集合，正确的是(A)。A.甲B.乙".encode()
MOODLE = b"\xef\xbb\xbf<?xml version='1.0'?><!-- x --><quiz></quiz>"
MOODLE_QUESTION = (
    "<quiz><question type='multichoice'><questiontext format='html'><text><![CDATA[<p>a<img src='x'></p>]]></text>"
    "</questiontext><answer fraction='100'><text>b</text></answer></question><question type='cloze'><questiontext>"
    "<text>{1:SA:=a~%50%b} {2:NM:=1:2}</text></questiontext></question></quiz>"
)
QTI = b"<assessmentItem/>"
PACKAGE = next(one for one in WRITTEN if one.name == "qti-2.1").write([SINGLE], {})
OWN = next(one for one in WRITTEN if one.name == "json").write([JUDGE], {})


def docx() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "form"),
    [
        (SHEET, "题.xlsx", "xlsx"), (SHEET, "题.zip", "xlsx"), (SHEET, "题", "xlsx"), (b"a,b", "题.CSV", "xlsx"),
        (GIFT, "题.gift", "gift"), (GIFT, "题.txt", "gift"), (TEXT, "题.txt", "text"), (TEXT, "粘贴", "text"),
        (MOODLE, "题.xml", "moodle-xml"), (QTI, "题.xml", "qti"), (PACKAGE, "题.zip", "qti"),
        (docx(), "题.docx", "docx"), (docx(), "题", "docx"), (OWN, "题.json", "json"), (OWN, "题.txt", "json"),
    ],
)  # fmt: skip
def test_format_is_guessed_from_content_and_name(content: bytes, name: str, form: str) -> None:
    assert guessed(content, name) == form


@pytest.mark.parametrize(
    ("content", "name", "form", "code"),
    [
        (b"", "a.txt", "", "file_empty"), (b" \n", "a.txt", "", "file_empty"),
        (b"x", "a.txt", "song", "format_unknown"),
        (bytes(53_000_000), "a.txt", "", "file_too_large"), (b"x" * 6_000_000, "a.gift", "", "file_too_large"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff", "a.txt", "gift", "not_text"),
        (b"{T}\n\n" * 5001, "a.gift", "", "too_many_questions"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_at_all_is_refused_with_a_sentence(
    content: bytes, name: str, form: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        read_file(content, name, form)
    assert (refused.value.codes, str(refused.value.problems[0])[-1]) == ([code], "。")


def test_sheet_that_is_called_otherwise_is_read() -> None:
    assert [one.item.answer for one in read_file(SHEET, "题.zip").found] == [True]


def test_text_is_read_by_the_reader_of_text() -> None:
    assert [
        one.item.answer for one in read_file("1.对吗？(√)\n".encode("gb18030"), "题.txt").found
    ] == [True]


FINE = {one.name: one.write([SINGLE, JUDGE, BLANK, MATCH, ORDER], {}) for one in WRITTEN}
WHOLE = [
    *((FINE[name], name.partition("-")[0]) for name in FINE),
    (GIFT * 3, "gift"), (TEXT, "text"), (MOODLE_QUESTION.encode(), "moodle-xml"), (SHEET, "docx"), (b"", "text"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "form"), WHOLE)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_torn_file_is_refused_or_counted_but_never_an_error(
    content: bytes, form: str, data: st.DataObject
) -> None:
    start, end = data.draw(st.integers(0, len(content))), data.draw(st.integers(0, 40))
    torn = content[:start] + data.draw(st.binary(max_size=8)) + content[start + end :]
    with suppress(Refused):
        reading = read_file(torn, "a", form)
        assert reading.read == reading.taken + reading.drafts + len(reading.refused)
