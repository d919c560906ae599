"""Stroke data: there after set-up, complete for GB 2312, in the order of the national standard."""

from __future__ import annotations

from itertools import pairwise

import pytest

from core.people.strokes import NO_CHARACTER, is_ready, stroke_key


def test_stroke_data_is_there():
    assert is_ready()


@pytest.mark.parametrize(
    ("character", "sequence"),
    [
        ("一", "1"),
        ("王", "1121"),
        ("文", "4134"),
        ("地", "121525"),
        ("丁", "12"),
        ("永", "45534"),
        ("人", "34"),
    ],
)
def test_character_is_spelt_in_five_kinds_of_stroke(character, sequence):
    assert stroke_key(character) == (len(sequence), sequence, ord(character))


def test_characters_stand_as_in_the_list_of_standard_characters():
    # The first characters of the 通用规范汉字表, and some of its names' characters.
    listed = "一乙二十丁厂七卜八人入儿匕几九刁了刀力乃又三干于亏工土士才下寸大丈"
    names = "丁万马王文方孔石田白冯朱刘李吴张陈林金周赵胡高黄韩谢薛戴魏"
    assert all(stroke_key(one)[:2] <= stroke_key(other)[:2] for one, other in pairwise(listed))
    counts = [stroke_key(one)[0] for one in names]
    assert counts == sorted(counts)


def test_every_character_of_gb2312_in_a_name_is_known():
    rows = range(0xB0, 0xF8)
    characters = [
        bytes([row, cell]).decode("gb2312")
        for row in rows
        for cell in range(0xA1, 0xFF)
        if not (row == 0xD7 and cell > 0xF9)
    ]
    unknown = "".join(one for one in characters if stroke_key(one)[1] == "9")
    # What is left are radicals, which no name is written with.
    assert unknown == "丨丿丶匚刂亠冫冖讠卩阝廴艹扌彳彡犭夂饣忄丬氵宀辶彐屮纟灬礻疒衤"


def test_rare_character_is_counted_and_stands_after_the_known_ones():
    known, rare, more = stroke_key("吉"), stroke_key("𠮷"), stroke_key("李")
    assert rare[0] == 6
    assert known < rare < more


def test_sign_without_strokes_stands_last():
    assert stroke_key("龘") < stroke_key("A") < stroke_key("B")


def test_missing_character_stands_before_all():
    assert stroke_key("一") > NO_CHARACTER
