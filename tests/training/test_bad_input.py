"""An outline that is torn, or holds what no class can be: refused beside the field, nothing changed."""

from __future__ import annotations

import pytest

from core.db import db

USUAL = {
    "name": "第3期工会干部培训班",
    "code": "XBP3",
    "host": "市总工会",
    "zone": "Asia/Shanghai",
    "report_on": "2026-11-22",
    "starts_on": "2026-11-23",
    "ends_on": "2026-11-27",
}
SETTINGS = "/console/classes/XBP3/settings"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"number": str(2**63)}, "这个数字太大"),
        ({"capacity": "9" * 400}, "这个数字太大"),
        ({"apply_until": "0001-01-01T00:00"}, "1950 年到 2199 年"),
        ({"starts_on": "0001-01-01", "report_on": "0001-01-01"}, "1950 年到 2199 年"),
        ({"zone": "Mars/Phobos"}, "不认识时区"),
        ({"zone": "../../../etc/passwd"}, "不认识时区"),
        ({"zone": "时" * 5000}, "不认识时区"),
    ],
)
def test_outline_that_cannot_be_is_refused_beside_its_field(
    make, stand, console, typed, said
) -> None:
    found = make.training_class(code="XBP3", place="西柏坡")
    answer = console.post(SETTINGS, data={**USUAL, "place": "别处", **typed})
    db.session.refresh(found)
    assert (said in answer.text, found.place) == (True, "西柏坡")


def test_fields_that_a_torn_post_leaves_out_are_empty(make, stand, console) -> None:
    found = make.training_class(code="XBP3", place="西柏坡")
    assert console.post(SETTINGS, data=USUAL).status_code == 303
    db.session.refresh(found)
    assert (found.place, found.series, found.privacy_text) == ("", "", "")


@pytest.mark.parametrize("name", ["most_hours_per_lesson", "absent_limit_hours"])
@pytest.mark.parametrize("typed", ["NaN", "-Infinity", "1e400"])
def test_policy_with_a_number_that_is_none_is_refused(make, stand, console, name, typed) -> None:
    found = make.training_class(code="XBP3")
    before = dict(found.policy_json)
    answer = console.post(f"{SETTINGS}/policy", data={name: typed})
    db.session.refresh(found)
    assert ("这个数字太大" in answer.text, found.policy_json) == (True, before)
