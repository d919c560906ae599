"""Rosters as units send them: who is taken, who is refused, and what is said of each row."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.enrolment.roster import read_roster
from core.enrolment.roster_rows import gender_of, name_of, phone_of, split_unit_and_position
from core.errors import Refused
from core.tabular import Report, write_xlsx

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "samples"
HEAD = "姓名,性别,单位,职务,手机号"


def roster(*lines: str, head: str = HEAD) -> Report:
    return read_roster("\n".join((head, *lines)).encode(), "名单.csv")


def said(report: Report) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in report.problems]


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.read, report.taken, report.refused, report.skipped


def test_trainee_is_taken_with_the_canonical_keys_only() -> None:
    report = roster("张伟,男,市总工会,副主席,19900000001")
    assert report.as_json()["items"] == [
        {
            "name": "张伟",
            "gender": "男",
            "unit": "市总工会",
            "position": "副主席",
            "phone": "19900000001",
        }
    ]
    assert (counts(report), said(report)) == ((1, 1, 0, 0), [])


def test_phone_that_is_masked_is_unusable_and_the_trainee_is_taken() -> None:
    report = roster("张伟,男,甲,主任,199****0001.0")
    assert (report.items[0]["phone"], said(report)) == ("", [(2, "phone_unusable")])


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("19900000001.0", ["19900000001"]),
        ("+86 199-0000-0001", ["19900000001"]),
        ("8619900000001", ["19900000001"]),
        ("１９９０００００００１", ["19900000001"]),
        ("1.9900000001E+10", ["19900000001"]),
        ("1.99E+10", []),
        ("19900000001/19900000002", ["19900000001", "19900000002"]),
        ("0311-85801234", []),
        ("1990000000", []),
        ("199000000011", []),
        ("", []),
    ],
)
def test_phone_is_read_however_it_is_written(text: str, phones: list[str]) -> None:
    assert phone_of(text) == phones


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张　伟", "张伟"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("巴特尔．苏和", "巴特尔·苏和"),
        ("John Smith", "John Smith"),
        ("𠮷 小满", "𠮷小满"),
        ("王䶮", "王䶮"),
        ("欧阳静怡", "欧阳静怡"),
    ],
)
def test_name_is_kept_as_its_bearer_writes_it(text: str, name: str) -> None:
    assert name_of(text) == name


def test_gender_is_read_in_words_and_by_code() -> None:
    words = ("男", "女性", "1", "2", "0", "9", "", "M", "?")
    assert [gender_of(word) for word in words] == ["男", "女", "男", "女", "", "", "", "男", None]


def test_gender_that_is_no_word_for_it_is_said() -> None:
    report = roster("张伟,甲,乙,主任,19900000001")
    assert (report.items[0]["gender"], said(report)) == ("", [(2, "gender_unknown")])


@pytest.mark.parametrize(
    ("text", "unit", "position"),
    [
        ("党委宣传部副部长", "党委宣传部", "副部长"),
        ("青石区总工会 党组书记、主席", "青石区总工会", "党组书记、主席"),
        ("市总工会办公室主任", "市总工会办公室", "主任"),
        ("华岭公司工会主席", "华岭公司", "工会主席"),
        ("组织部长", "", "组织部长"),
        ("办公室副主任、机关党委书记", "", "办公室副主任、机关党委书记"),
        ("负责全面工作", "", "负责全面工作"),
    ],
)
def test_unit_and_position_are_split_only_where_it_is_sure(
    text: str, unit: str, position: str
) -> None:
    assert split_unit_and_position(text) == (unit, position)


def test_combined_column_is_split_or_kept_whole_and_said() -> None:
    head = "工号,姓名,时任单位及职务,参训人员身份"
    report = roster("1,张伟,党委宣传部副部长,其他", "2,李四,负责全面工作,其他", head=head)
    assert [(i["unit"], i["position"]) for i in report.items] == [
        ("党委宣传部", "副部长"),
        ("", "负责全面工作"),
    ]
    assert said(report) == [(1, "column_missing"), (2, "unit_split"), (3, "unit_not_split")]


def test_row_without_a_name_is_refused() -> None:
    report = roster(",男,甲,主任,19900000001")
    assert (counts(report), said(report)) == ((1, 0, 1, 0), [(2, "name_missing")])


def test_same_phone_twice_is_refused_and_names_the_first_row() -> None:
    report = roster("张伟,男,甲,,19900000001", "李四,男,乙,,199 0000 0001")
    assert (counts(report), said(report)) == ((2, 1, 1, 0), [(3, "duplicate")])
    assert str(report.problems[0].message) == "与第 2 行重复，没有取用。"


def test_same_unit_and_name_without_a_phone_is_refused() -> None:
    report = roster("张伟,男,甲,,", "张伟,男,甲,,19900000001")
    assert said(report) == [(2, "phone_missing"), (3, "duplicate")]


def test_peer_19_two_of_one_name_with_two_phones_are_two_people() -> None:
    report = roster("张伟,男,甲,,19900000001", "张伟,男,甲,,19900000002")
    assert (counts(report), said(report)) == ((2, 2, 0, 0), [(3, "same_name")])


def test_peer_25_a_name_of_one_character_without_phone_is_taken() -> None:
    assert counts(roster("丹,女,甲,,")) == (1, 1, 0, 0)


def test_peer_16_cells_like_formulas_refuse_their_row() -> None:
    report = roster("=cmd|calc,男,甲,,19900000001", "李四,男,@SUM(A1),,19900000002")
    assert (counts(report), said(report)) == ((2, 0, 2, 0), [(2, "formula"), (3, "formula")])


def test_rows_that_are_no_trainees_are_skipped_and_named() -> None:
    report = roster(
        "示例,男,甲,,19900000009",
        "张伟,男,甲,,19900000001",
        ",,,,",
        "姓名,性别,单位,职务,手机号",
        "合计,1人,,,",
        "注：请如实填写,,,,",
        "1、身份请按系统已有的填写，有多个时用逗号隔开。,,,,",
        "填表人：李四,,,联系电话：19900000008,",
    )
    assert counts(report) == (7, 1, 0, 6)
    assert said(report) == [
        (2, "sample"),
        (5, "header_again"),
        (6, "total"),
        (7, "instruction"),
        (8, "instruction"),
        (9, "footer"),
    ]


def test_row_with_nothing_but_its_serial_is_skipped() -> None:
    report = roster("1,张伟,甲,19900000001", "2,,,", head="序号,姓名,单位,手机")
    assert (counts(report), said(report)) == ((2, 1, 0, 1), [(3, "row_empty")])


def test_heading_that_names_a_unit_is_no_trainee() -> None:
    report = roster("一,青石区总工会,,", "1,张文科,甲,19900000001", head="序号,姓名,单位,手机1")
    assert (counts(report), said(report)) == ((2, 1, 0, 1), [(2, "unit_heading")])
    assert counts(roster("张文科", head="姓名,单位")) == (1, 1, 0, 0)
    assert report.items[0]["phone"] == "19900000001"


def test_columns_of_others_are_not_taken_for_the_trainee() -> None:
    head = "姓名,联系人姓名,联系人电话,单位电话,派出单位,主办单位"
    report = roster("张伟,王五,19900000009,0311-1,甲,乙", head=head)
    assert dict(report.items[0].values) == {
        "name": "张伟",
        "gender": "",
        "unit": "",
        "position": "",
        "phone": "",
    }


def test_id_number_that_cannot_be_is_left_out_and_never_in_the_json() -> None:
    head = "姓名,单位,手机,身份证号"
    report = roster("张伟,甲,19900000001,130101199202300011", head=head)
    assert (report.items[0].extra["id_number"], said(report)) == ("", [(2, "id_number_unusable")])


def test_month_written_2011_1_is_in_doubt() -> None:
    head = "姓名,单位,手机,起始时间,结束时间"
    report = roster("张伟,甲,19900000001,2011.05,2011.1", head=head)
    extra = report.items[0].extra
    assert (extra["from_month"], extra["to_month"]) == ("2011-05", "2011-01")
    assert said(report) == [(2, "month_in_doubt")]


def test_old_xls_with_a_float_phone_is_read() -> None:
    report = read_roster((HERE / "roster.xls").read_bytes(), "roster.xls")
    assert [(i["name"], i["phone"]) for i in report.items] == [
        ("张伟", "19900000001"),
        ("李㛃", "19900000002"),
        ("𠮷小满", "19900000003"),
    ]


def test_sample_roster_holds_120_trainees_of_24_units_in_8_groups() -> None:
    report = read_roster((SAMPLES / "roster.xlsx").read_bytes(), "roster.xlsx")
    assert counts(report) == (124, 120, 0, 4)
    assert len({item["unit"] for item in report.items}) == 24
    groups = [item.extra["group"] for item in report.items]
    assert {groups.count(group) for group in groups} == {15}
    assert [item["name"] for item in report.items].count("张伟") == 2


CELLS = st.sampled_from(
    [
        "",
        "张伟",
        "李四",
        "男",
        "甲单位",
        "19900000001",
        "188****8888",
        "注：",
        "=1",
        "示例",
        "姓名",
        "1",
    ]
) | st.text(max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=8), st.booleans())
def test_any_table_is_counted_whole_or_refused(rows: list[list[str]], headed: bool) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows([HEAD.split(",")] * headed + rows)
    try:
        report = read_roster(stream.getvalue().encode("utf-8", "replace"), "a.csv")
    except Refused:
        return
    assert report.read == report.taken + report.refused + report.skipped
    assert report.taken == len(report.items)
    errors = [problem for problem in report.problems if problem.severity == "error"]
    assert len(errors) == report.refused


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 99999999), unique=True, max_size=8))
def test_a_roster_we_export_is_read_the_same(numbers: list[int]) -> None:
    rows = [[f"赵{chr(0x4E00 + n % 5000)}", "女", "甲", "主任", f"199{n:08d}"] for n in numbers]
    report = read_roster(write_xlsx("名册", HEAD.split(","), rows), "名册.xlsx")
    assert [list(item.values.values()) for item in report.items] == rows
