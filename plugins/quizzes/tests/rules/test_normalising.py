"""Two texts in a blank are the same by stated rules, and never because they look alike."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.quizzes.rules.normalising import normal, number_in

TYPED = "0123456789零〇○一二三十百千万亿两廿年月日.,，。、 　-—~“《》’①²ｅAaßΣ１％⼀\u200b"


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from(TYPED), max_size=14) | st.text(max_size=10), st.booleans())
def test_normal_form_of_a_normal_form_is_itself(text: str, numerals: bool) -> None:
    once = normal(text, numerals=numerals)
    assert normal(once, numerals=numerals) == once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("１９４９年", "1949年"),
        (" 1949 年 10 月 1 日 ", "1949年10月1日"),
        ("Red  ARMY", "red army"),
        ("二零二六", "二〇二六"),
        ("二○二六", "二〇二六"),
        ("《论持久战》", "论持久战"),
        ("“两个务必”。", "两个务必"),
        ("辽沈，淮海，平津", "辽沈、淮海、平津"),
        ("1949——1950", "1949-1950"),
        ("1949～1950", "1949-1950"),
        ("3。5", "3.5"),
        ("1,000", "1000"),
        ("１２，３４５．６", "12345.6"),
        ("⼀九四九", "一九四九"),
        ("西\u200b柏坡", "西柏坡"),
        ("50％", "50%"),
    ],
)
def test_peer_14_same_by_a_stated_rule(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1949年10月1日", "1949年10月2日"),
        ("1949年10月1日", "1949年1月10日"),
        ("①", "1"),
        ("10²", "102"),
        ("1.0", "1"),
        ("12", "1 2"),
        ("1,00", "100"),
        ("1、234", "1234"),
        ("-5", "5"),
        ("3.5", "35"),
        ("一", "1"),
        ("毛泽东", "毛泽民"),
        ("艰苦奋斗", "艰苦奋斗精神"),
    ],
)
def test_peer_14_different_however_alike(one: str, other: str) -> None:
    assert normal(one) != normal(other)


@pytest.mark.parametrize(
    ("chinese", "arabic"),
    [
        ("十", "10"), ("十二", "12"), ("二十", "20"), ("廿三", "23"), ("卅", "30"), ("一百零五", "105"),
        ("一百一十", "110"), ("一千零一十", "1010"), ("两万五千", "25000"), ("三万零五", "30005"),
        ("三亿五千万", "350000000"), ("3万", "30000"), ("2万5千", "25000"), ("1.5亿", "150000000"),
        ("二〇二六", "2026"), ("一九四九年十月一日", "1949年10月1日"), ("五百人", "500人"),
        ("壹佰贰拾", "120"), ("一十五", "15"), ("一百十", "110"), ("第二十次", "第20次"), ("1,200万", "12000000"),
    ],
)  # fmt: skip
def test_numerals_are_the_same_where_they_are_switched_on(chinese: str, arabic: str) -> None:
    assert normal(chinese, numerals=True) == normal(arabic, numerals=True)
    assert normal(chinese) != normal(arabic)


@pytest.mark.parametrize("text", ["一百五", "万一", "十十", "三1", "一万亿", "百"])
def test_numeral_that_reads_in_two_ways_stays_as_it_is(text: str) -> None:
    assert normal(text, numerals=True) == text


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 99_999_999))
def test_numeral_as_it_is_written_is_the_number(number: int) -> None:
    assert normal(_written(number), numerals=True) == str(number)


def _written(number: int) -> str:
    """A number as a careful writer puts it."""
    if number == 0:
        return "零"
    high, low = divmod(number, 10_000)
    if high:
        gap = "零" if 0 < low < 1000 else ""
        return f"{_thousands(high)}万{gap}{_thousands(low)}"
    return _thousands(low)


def _thousands(number: int) -> str:
    told, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            told += ("零" if gap and told else "") + "一二三四五六七八九"[digit - 1] + unit
        gap = digit == 0
    return told


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,000.50", "1000.5"), ("－5", "-5"), (".5", "0.5"), ("+3", "3"), ("12 人", None), ("1 2", None), ("", None),
     ("1e5", None), ("①", None), ("NaN", None), ("٣", None)],
)  # fmt: skip
def test_number_is_read_whole_or_not_at_all(text: str, number: str | None) -> None:
    assert number_in(text) == (None if number is None else Decimal(number))
