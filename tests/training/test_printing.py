"""What stands at the head of every paper of a class."""

from __future__ import annotations

from datetime import date

import pytest

from core.testing import Maker
from core.training.printing import dates_of, head_of


@pytest.mark.parametrize(
    ("first", "last", "dates"),
    [
        (date(2026, 11, 23), date(2026, 11, 27), "2026年11月23日至11月27日"),
        (date(2026, 11, 23), date(2026, 11, 23), "2026年11月23日"),
        (date(2026, 12, 30), date(2027, 1, 3), "2026年12月30日至2027年1月3日"),
    ],
)
def test_dates_name_the_year_once_unless_it_turns(
    make: Maker, first: date, last: date, dates: str
) -> None:
    assert dates_of(make.training_class(starts_on=first, ends_on=last)) == dates


def test_head_names_paper_class_dates_and_place(make: Maker) -> None:
    found = make.training_class(name="第3期", place="西柏坡")
    assert head_of(found, "签到表") == {
        "title": "签到表",
        "class_name": "第3期",
        "dates": dates_of(found),
        "place": "西柏坡",
    }
