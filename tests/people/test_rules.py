"""Names, phones and what others may see of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.people.rules import (
    Gender,
    gender_of,
    masked_id,
    masked_name,
    masked_phone,
    name_problem,
    normalised_id,
    normalised_name,
    normalised_phone,
    phone_problem,
    pinyin_key,
    strokes_key,
    surname_of,
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("卜大海", "于一平"),  # fewer strokes in the surname
        ("石一", "司马光明"),  # 复姓 by its first character: both 5 strokes, 横 before 折
        ("王大鸣", "王小明"),  # same surname: both 3 strokes, 横 before 竖
        ("李一鸣", "李大鸣"),
        ("高富", "高大富"),
        ("欧阳修", "欧阳少东"),
        ("王", "王一"),
        ("王", "文"),
        ("林", "欧"),
    ],
)
def test_names_stand_by_strokes(before, after):
    assert strokes_key(before) < strokes_key(after)


def test_list_of_names_stands_by_strokes():
    names = ["薛宁", "丁一凡", "欧阳少东", "王小宁", "洪少东", "王宁", "李大鸣", "文静"]
    expected = ["丁一凡", "王宁", "王小宁", "文静", "李大鸣", "欧阳少东", "洪少东", "薛宁"]
    assert sorted(names, key=strokes_key) == expected


@given(st.text(max_size=8))
def test_any_text_has_a_place_by_strokes_and_by_sound(name):
    assert strokes_key(name) >= ()
    assert pinyin_key(name)[1] == name


def test_dots_and_spaces_do_not_count_as_strokes():
    assert strokes_key("买买提·艾力") == strokes_key("买买提 艾力")


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("张伟", "张"),
        ("欧阳少东", "欧阳"),
        ("欧阳", "欧"),
        ("司马光", "司马"),
        ("高", "高"),
        ("", ""),
    ],
)
def test_surname_is_told_from_the_given_name(name, surname):
    assert surname_of(name) == surname


def test_surnames_sound_as_surnames():
    names = ["曾一", "单一", "查一", "解一", "仇一", "尉迟恭"]
    sounds = [pinyin_key(name)[0][0] for name in names]
    assert sounds == ["zeng1", "shan4", "zha1", "xie4", "qiu2", "yu4"]
    assert sorted(["赵一", "安一", "李一"], key=pinyin_key) == ["安一", "李一", "赵一"]


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张伟", "张*"),
        ("欧阳少东", "欧阳**"),
        ("买买提·艾力", "买**·**"),
        ("高", "*"),
        ("", ""),
        ("𠮷田", "𠮷*"),
    ],
)
def test_name_on_the_public_page_is_masked(name, masked):
    assert masked_name(name) == masked


def test_numbers_are_masked():
    assert masked_phone("13800138000") == "138****8000"
    assert masked_phone("123") == "***"
    assert masked_id("11010519491231002X") == "110*************2X"
    assert masked_id("1234") == "****"


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("13800138000", "13800138000"),
        ("18888888888.0", "18888888888"),
        (" 138 0013 8000 ", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("８６１３８００１３８０００", "13800138000"),
        ("", ""),
    ],
)
def test_phone_is_read_as_people_write_it(written, phone):
    assert normalised_phone(written) == phone


@pytest.mark.parametrize(
    ("phone", "code"),
    [
        ("13800138000", None),
        ("19912345678", None),
        ("", "phone_missing"),
        ("138****8000", "phone_masked"),
        ("1380013800", "phone_shape"),
        ("12800138000", "phone_shape"),
        ("031188888888", "phone_shape"),
        ("1380013800O", "phone_shape"),
    ],
)
def test_phone_is_a_mobile_number_or_refused(phone, code):
    problem = phone_problem(phone)
    assert (problem and problem.code) == code


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (" 张 伟 ", "张伟"),
        ("王\u3000芳", "王芳"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("阿依古丽 • 买买提", "阿依古丽·买买提"),
        ("John  Smith", "John Smith"),
        ("𠮷田", "𠮷田"),
    ],
)
def test_name_is_read_as_people_write_it(written, name):
    assert normalised_name(written) == name


@pytest.mark.parametrize(
    "name", ["张伟", "高", "买买提·艾力", "𠮷", "㛃", "䶮", "John Smith", "欧阳少东"]
)
def test_real_names_are_taken(name):
    assert name_problem(name) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name_missing"),
        ("张" * 51, "name_long"),
        ("123", "name_shape"),
        ("张3", "name_shape"),
        ("***", "name_shape"),
        ("=cmd", "name_shape"),
    ],
)
def test_what_is_no_name_is_refused(name, code):
    problem = name_problem(name)
    assert problem is not None
    assert problem.code == code


@pytest.mark.parametrize(
    ("written", "gender"),
    [
        ("男", Gender.MALE),
        (" 女 ", Gender.FEMALE),
        ("１", Gender.MALE),
        ("F", Gender.FEMALE),
        ("", Gender.UNKNOWN),
        ("未说明", Gender.UNSTATED),
        ("汉", None),
    ],
)
def test_gender_is_read_as_people_write_it(written, gender):
    assert gender_of(written) == gender


def test_id_number_is_read_as_people_write_it():
    assert normalised_id(" 11010519491231002ｘ") == "11010519491231002X"
