"""Times that are none, and moments out of every calendar: nothing is taken for now."""

from __future__ import annotations

import pytest

from core.leave.models import LeaveRequest
from core.testing import rows_of
from tests.leave.conftest import Week
from tests.leave.test_pages import PHONE, at_desk, last_leave, seen_in

TUESDAY = {"kind": "personal", "half": "2026-11-24-am", "reason": "家里有事"}


def asked(week: Week) -> LeaveRequest:
    """Leave for Tuesday morning, sent after its effect was shown."""
    week.lesson(1, 8, 11)
    phone = week.make.phone_of(week.trainee)
    seen = seen_in(phone.get(PHONE, query_string=TUESDAY, headers={"HX-Request": "true"}).text)
    assert phone.post(PHONE, data={**TUESDAY, "seen": seen}).status_code == 303
    return last_leave()


@pytest.mark.parametrize("torn", ["2026-13-45T99:99", "x", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_shortening_to_what_is_no_time_is_refused(week: Week, torn: str) -> None:
    leave = asked(week)
    before = leave.ends_at
    phone = week.make.phone_of(week.trainee)
    answer = phone.post(f"{PHONE}/{leave.id}/shorten", data={"at": torn})
    assert (answer.status_code, "这个时间看不懂" in answer.text) == (409, True)
    assert (last_leave().ends_at, last_leave().state) == (before, "pending")


@pytest.mark.parametrize("torn", ["2026-13-45T99:99", "x", "0001-01-01T00:00"])
def test_reporting_back_at_what_is_no_time_is_refused(week: Week, torn: str) -> None:
    leave = asked(week)
    desk = at_desk(week, "counsellor")
    answer = desk.post(f"/console/classes/C001/leave/{leave.id}/back", data={"at": torn})
    assert (answer.status_code, "这个时间看不懂" in answer.text) == (409, True)
    assert last_leave().returned_at is None


@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [
        ("0001-01-01T00:00", "9999-12-31T23:59"),
        ("0001-01-01T00:00", "0001-01-01T03:00"),
        ("9999-12-31T22:00", "9999-12-31T23:59"),
    ],
)
def test_leave_out_of_every_calendar_is_refused_beside_its_field(
    week: Week, starts_at: str, ends_at: str
) -> None:
    phone = week.make.phone_of(week.trainee)
    typed = {"kind": "sick", "reason": "x", "starts_at": starts_at, "ends_at": ends_at}
    answer = phone.post(PHONE, data=typed)
    assert (answer.status_code, "1950 年到 2199 年" in answer.text) == (422, True)
    assert rows_of(LeaveRequest) == 0
    assert phone.get(PHONE, query_string=typed).status_code == 200
