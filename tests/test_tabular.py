"""People's spreadsheets: opened safely, the header found, every row counted."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from core.errors import Refused
from core.spreadsheets import read_sheets
from core.tabular import (
    Field,
    Item,
    Table,
    Tally,
    first_rows,
    is_formula,
    marked,
    read,
    text_of,
    write_xlsx,
)

FIELDS = (
    Field("name", ("姓名", "name"), needed=True),
    Field("unit", ("单位", "unit")),
    Field("phone", ("手机", "联系电话", "mobile")),
)
CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
XLS = Path(__file__).parent / "enrolment" / "roster.xls"


def workbook(*rows: tuple[object, ...], merged: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for span in merged:
        sheet.merge_cells(span)
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            new.writestr(name, data)
    return stream.getvalue()


def codes(content: bytes, filename: str = "名单.xlsx", **options: int) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_sheets(content, filename, **options)
    return refused.value.codes


def names(table: Table) -> list[tuple[int, str]]:
    return [(row.number, table.text(row, "name")) for row in table.rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_csv_is_read_in_every_encoding_people_send(encoding: str) -> None:
    table = read("姓名,单位\n张伟,市总工会\n".encode(encoding), "a.csv", FIELDS)
    assert names(table) == [(2, "张伟")]


def test_csv_may_be_separated_by_tabs_or_semicolons() -> None:
    for mark in "\t;":
        table = read(f"姓名{mark}单位\n张伟{mark}工会\n".encode(), "a.csv", FIELDS)
        assert [table.text(row, "unit") for row in table.rows()] == ["工会"]


def test_row_numbers_are_those_of_the_file_after_blank_rows() -> None:
    table = read("\n\n姓名,单位\n张伟,甲\n,\n李四,乙\n".encode(), "a.csv", FIELDS)
    assert names(table) == [(4, "张伟"), (6, "李四")]


def test_header_is_found_below_a_merged_title() -> None:
    content = workbook(("报名表",), ("序号", "姓名*", "单位"), (1, "张伟", "甲"), merged=("A1:C1",))
    table = read(content, "a.xlsx", FIELDS)
    assert (table.header.last_row, names(table)) == (2, [(3, "张伟")])


def test_header_in_chinese_wins_over_the_english_keys_above_it() -> None:
    table = read("name,mobile\n姓名*,手机\n张伟,1\n".encode(), "a.csv", FIELDS)
    assert names(table) == [(3, "张伟")]


def test_header_in_english_alone_is_enough() -> None:
    assert names(read("name,mobile\n张伟,1\n".encode(), "a.csv", FIELDS)) == [(2, "张伟")]


def test_header_cell_with_a_note_and_a_star_is_understood() -> None:
    head = "姓名 *（必填）,单位\n（请填全称）,联系电话：红色字体为必填项"
    table = read(f'{head.replace("单位", chr(34) + "单位", 1)}'.replace("）,联", '）",联').encode()
                 + "\n张伟,甲,1\n".encode(), "a.csv", FIELDS)  # fmt: skip
    assert table.header.indexes == {"name": 0, "unit": 1, "phone": 2}


def test_header_of_two_merged_rows_is_one_header() -> None:
    content = workbook(
        ("姓名", "联系", None),
        (None, "单位", "手机"),
        ("张伟", "甲", "1"),
        merged=("A1:A2", "B1:C1"),
    )
    table = read(content, "a.xlsx", FIELDS)
    assert table.header.indexes == {"name": 0, "unit": 1, "phone": 2}
    assert names(table) == [(3, "张伟")]


def test_header_of_two_rows_without_merges_is_one_header() -> None:
    table = read("姓名,联系,\n,单位,手机\n张伟,甲,1\n".encode(), "a.csv", FIELDS)
    assert table.header.indexes == {"name": 0, "unit": 1, "phone": 2}


def test_merged_cell_says_its_value_in_each_row_it_covers() -> None:
    content = workbook(("姓名", "单位"), ("张伟", "甲"), ("李四", None), merged=("B2:B3",))
    table = read(content, "a.xlsx", FIELDS)
    assert [table.text(row, "unit") for row in table.rows()] == ["甲", "甲"]


def test_columns_tell_what_was_understood_and_what_was_not() -> None:
    table = read("姓名,爱好,单位\n张伟,棋,甲\n".encode(), "a.csv", FIELDS)
    assert [(c.header, c.field) for c in table.header.columns] == [
        ("姓名", "name"),
        ("爱好", ""),
        ("单位", "unit"),
    ]


def test_mapping_by_hand_overrules_the_header() -> None:
    content = "姓名,别名,单位\n张伟,小张,甲\n".encode()
    table = read(content, "a.csv", FIELDS, mapping={"name": 1, "unit": -1})
    assert table.header.indexes == {"name": 1}


def test_mapping_by_hand_helps_where_no_header_is_understood() -> None:
    content = "甲栏,乙栏\n张伟,1\n".encode()
    assert [row.cells for row in first_rows(content, "a.csv", 1)] == [("甲栏", "乙栏")]
    table = read(content, "a.csv", FIELDS, mapping={"name": 0})
    report = Tally(table).report()
    assert names(table) == [(2, "张伟")]
    assert [(p.row, p.code) for p in report.problems] == [(1, "header_assumed")]
    assert report.sources == {2: ("张伟", "1")}


def test_missing_header_is_refused_with_the_word_that_lacks() -> None:
    with pytest.raises(Refused, match="缺少“姓名”一列"):
        read("甲,乙\n1,2\n".encode(), "a.csv", FIELDS)


def test_best_sheet_is_read_and_the_others_are_named() -> None:
    book = Workbook()
    book.worksheets[0].append(("说明",))
    book.create_sheet("名单").append(("姓名", "单位"))
    book["名单"].append(("张伟", "甲"))
    table = read(saved(book), "a.xlsx", FIELDS)
    assert (names(table), table.others) == ([(2, "张伟")], ("Sheet",))


def test_hidden_rows_are_read_and_known_as_hidden() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (("姓名",), ("张伟",), ("李四",)):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    table = read(saved(book), "a.xlsx", FIELDS)
    assert [row.hidden for row in table.rows()] == [False, True]


def test_old_xls_is_read_with_its_merged_cells() -> None:
    table = read(XLS.read_bytes(), "名单.xls", FIELDS)
    assert [(table.text(row, "name"), table.text(row, "unit")) for row in table.rows()] == [
        ("张伟", "青石区总工会"),
        ("李㛃", "青石区总工会"),
        ("𠮷小满", "云桥区总工会"),
    ]


def test_peer_16_old_xls_with_a_forged_cell_is_refused_and_the_process_lives() -> None:
    content = bytearray(XLS.read_bytes())
    for place in range(len(content) - 8):
        if content[place : place + 8] == struct.pack("<HHHH", 0xFD, 10, 4, 0):
            struct.pack_into("<HH", content, place + 4, 0xFFFF, 0xFFFF)
    assert codes(bytes(content), "a.xls") == ["file_torn"]


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (b"", "a.csv", "file_empty"),
        (b"  \n", "a.csv", "file_empty"),
        (b"MZ\x90\x00\x03", "a.xlsx", "file_kind"),
        (b"%PDF-1.7", "a.xlsx", "file_kind"),
        (b"a,b\x00\x01", "a.csv", "file_kind"),
        (b"<html><table></table></html>", "a.xls", "file_kind"),
        (b"a,b", "a.pdf", "file_kind"),
        (b"a,b", "a", "file_kind"),
        (b"PK\x03\x04rubbish", "a.xlsx", "file_torn"),
        (b"PK", "a.xlsm", "file_macros"),
        (CFB + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "file_encrypted"),
        (CFB + "_VBA_PROJECT_CUR".encode("utf-16-le"), "a.xls", "file_macros"),
        (CFB + b"x" * 600, "a.xls", "file_torn"),
    ],
)
def test_peer_16_wrong_kinds_are_refused(content: bytes, filename: str, code: str) -> None:
    assert codes(content, filename) == [code]


def test_peer_16_file_over_the_limit_is_refused_unread() -> None:
    assert codes(b"x" * 2049, "a.csv", limit=2048) == ["file_too_large"]


def test_peer_16_zip_bomb_is_refused() -> None:
    bomb = {"xl/worksheets/sheet1.xml": b" " * 30_000_000}
    assert codes(repacked(workbook(("姓名",)), **bomb)) == ["file_bomb"]


def test_peer_16_too_many_parts_are_refused() -> None:
    parts = {f"xl/media/{n}.png": b"" for n in range(2001)}
    assert codes(repacked(workbook(("姓名",)), **parts)) == ["file_bomb"]


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_peer_16_macros_are_refused(name: str) -> None:
    assert codes(repacked(workbook(("姓名",)), **{name: b"x"})) == ["file_macros"]


@pytest.mark.parametrize("name", ["../evil.xml", "xl/../../evil", "/etc/x", "C:\\x", "..\\x"])
def test_peer_16_paths_out_of_the_archive_are_refused(name: str) -> None:
    assert codes(repacked(workbook(("姓名",)), **{name: b"x"})) == ["file_path"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_peer_16_external_entities_are_refused(encoding: str) -> None:
    text = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    parts = {"xl/sharedStrings.xml": text.encode(encoding)}
    assert codes(repacked(workbook(("姓名",)), **parts)) == ["file_entity"]


def test_peer_16_stray_cell_in_a_far_corner_is_refused() -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "姓名"
    book.worksheets[0]["XFD1048576"] = "x"
    assert codes(saved(book)) == ["sheet_too_large"]


def test_peer_16_stray_cell_in_a_sheet_of_another_name_is_refused() -> None:
    cells = '<row r="1048576">' + "<c><v>1</v></c>" * 2 + "</row>"
    parts = {
        "xl/other/one.xml": f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode(),
    }
    assert codes(repacked(workbook(("姓名",)), **parts)) == ["sheet_too_large"]


def test_peer_16_archive_of_two_kinds_is_read_as_the_one_that_was_measured() -> None:
    ods = b"application/vnd.oasis.opendocument.spreadsheet"
    parts = {"content.xml": b"<a", "mimetype": ods, "xl/a.png": b"x"}
    both = repacked(workbook(("姓名",), ("张伟",)), **parts)
    assert names(read(both, "a.xlsx", FIELDS)) == [(2, "张伟")]


def test_peer_16_long_text_shown_by_every_cell_is_refused() -> None:
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    cells = "".join(f'<row><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 1201))
    parts = {
        "xl/sharedStrings.xml": f"<sst {main}><si><t>{'x' * 30_000}</t></si></sst>".encode(),
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{cells}</sheetData></worksheet>"
        .encode(),
    }  # fmt: skip
    assert codes(repacked(workbook(("姓名",)), **parts)) == ["sheet_too_large"]


def test_peer_16_archive_of_something_else_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert codes(stream.getvalue()) == ["file_kind"]


def test_peer_16_torn_sheet_is_refused() -> None:
    parts = {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"}
    assert codes(repacked(workbook(("姓名",)), **parts)) == ["file_torn"]


@pytest.mark.parametrize(("times", "expected"), [("2", 2), ("1048576", None)])
def test_ods_is_read_unless_its_cells_repeat_without_end(times: str, expected: int | None) -> None:
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    cells = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    content = (
        f'<office:document-content xmlns:office="{office}office:1.0" '
        f'xmlns:table="{office}table:1.0" xmlns:text="{office}text:1.0">'
        '<office:body><office:spreadsheet><table:table table:name="a">'
        f"<table:table-row>{cells.format('姓名')}{cells.format('单位')}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="{times}">{cells.format("张伟")}'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    if expected is None:
        assert codes(stream.getvalue(), "a.ods") == ["sheet_too_large"]
    else:
        assert len(names(read(stream.getvalue(), "a.ods", FIELDS))) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (18888888888.0, "18888888888"),
        ("18888888888.0", "18888888888"),
        ("  张\u3000三\u200b ", "张 三"),
        (3.5, "3.5"),
        (None, ""),
        (True, "是"),
        (dt.datetime(2026, 1, 2), "2026-01-02"),  # noqa: DTZ001 - cells know no zone
        (dt.datetime(2026, 1, 2, 8, 30), "2026-01-02 08:30"),  # noqa: DTZ001
        (dt.time(8, 30), "08:30"),
    ],
)
def test_cell_reads_as_its_writer_would_read_it(value: object, text: str) -> None:
    assert text_of(value) == text


def test_tally_keeps_the_sum_and_the_shape_of_the_json() -> None:
    tally = Tally(read("姓名\n张伟\n".encode(), "a.csv", FIELDS))
    tally.take(Item(2, {"name": "张伟"}, {"secret": 1}))
    tally.refuse(3, "name", "name_missing", "没有姓名。")
    tally.skip(4, "total", "合计行")
    assert tally.report().as_json() == {
        "read": 3,
        "taken": 1,
        "refused": 1,
        "skipped": 1,
        "items": [{"name": "张伟"}],
        "problems": [
            {
                "row": 3,
                "field": "name",
                "code": "name_missing",
                "message": "没有姓名。",
                "severity": "error",
            },
            {"row": 4, "field": "", "code": "total", "message": "合计行", "severity": "warning"},
        ],
    }


def test_peer_16_exported_text_is_never_a_formula() -> None:
    content = write_xlsx("名册", ["姓名", "备注"], [["=cmd|' /C calc'!A0", "+1"], ["@x", "-2"]])
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert [cell.value for cell in cells] == ["=cmd|' /C calc'!A0", "+1", "@x", "-2"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sheet.freeze_panes == "A2"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_marked_file_says_the_problem_beside_its_row() -> None:
    content = workbook(("名单",), ("姓名", "单位"), ("张伟", "甲"), ("", "乙"))
    tally = Tally(read(content, "a.xlsx", FIELDS))
    tally.refuse(4, "name", "name_missing", "没有姓名。")
    sheet = load_workbook(io.BytesIO(marked(content, "a.xlsx", tally.report()))).worksheets[0]
    assert [sheet.cell(row, 3).value for row in range(1, 5)] == [None, "问题", None, "没有姓名。"]
    assert sheet["B4"].value == "乙"


def test_is_formula_needs_more_than_the_sign() -> None:
    assert [is_formula(text) for text in ("=1", "-", "@a", "张=1", "+86")] == [
        True,
        False,
        True,
        False,
        True,
    ]


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(TEXTS, min_size=2, max_size=4), max_size=6))
def test_what_was_written_is_read_again(rows: list[list[str]]) -> None:
    (sheet,) = read_sheets(write_xlsx("名册", ["姓名", "单位"], rows), "a.xlsx")
    expected = [tuple(row) for row in (["姓名", "单位"], *rows)]
    width = max(map(len, expected))
    found = [tuple(str(row.at(i)) for i in range(width)) for row in sheet.rows]
    padded = [row + ("",) * (width - len(row)) for row in expected]
    while padded and not any(padded[-1]):
        padded.pop()
    assert found == [tuple(cell.replace("\ufffe", "").replace("\uffff", "") for cell in row)
                     for row in padded]  # fmt: skip


def is_read_or_refused(content: bytes, filename: str) -> bool:
    try:
        read(content, filename, FIELDS)
    except Refused as refused:
        return len(refused.problems) == 1
    return True


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.xlsx", "a.csv", "a.ods"]))
def test_any_bytes_are_read_or_refused(content: bytes, filename: str) -> None:
    assert is_read_or_refused(content, filename)
    assert is_read_or_refused(b"PK\x03\x04" + content, filename)


WHOLE = workbook(("姓名", "单位"), ("张伟", "甲"), ("李四", dt.date(2026, 1, 1)), merged=("A1:A2",))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_workbook_with_a_wrong_byte_is_read_or_refused(place: int, byte: int) -> None:
    content = bytearray(WHOLE)
    content[place] = byte
    assert is_read_or_refused(bytes(content), "a.xlsx")


def test_sheet_wider_than_any_program_writes_is_refused() -> None:
    wide = f"姓名,手机,{','.join(['x'] * 20_000)}\n张三,13800000001\n".encode()
    assert codes(wide, "名单.csv") == ["sheet_too_large"]
