"""Forged numbers, addresses and days on the pages of attendance: no fault, nothing written."""

from __future__ import annotations

import pytest

FAR = str(2**63)


@pytest.mark.parametrize("came_from", ["http://[::1", "//evil.com/console", "javascript:x", "\\"])
def test_panel_opened_from_a_forged_page_leads_back_to_the_board(
    make, stand, console, came_from
) -> None:
    found = make.training_class(code="XBP3")
    lesson, trainee = make.lesson(found), make.trainee(found)
    answer = console.post(
        f"/console/classes/XBP3/lessons/{lesson.id}/seats/{trainee.id}",
        data={"mark": "present", "why": "手机没电", "back": came_from},
        headers={"HX-Current-URL": came_from},
    )
    assert answer.location == f"/console/classes/XBP3/lessons/{lesson.id}/board"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "x"])
@pytest.mark.parametrize("where", ["", "/daily", "/register", "/sign-in-sheet.pdf"])
def test_day_that_is_none_shows_a_page(make, stand, console, where, day) -> None:
    make.lesson(make.training_class(code="XBP3"))
    assert console.get(f"/console/classes/XBP3/attendance{where}?day={day}").status_code == 200


@pytest.mark.parametrize("lesson", [FAR, "9" * 5000, "²", "x"])
def test_cell_of_a_lesson_that_is_none_is_not_found(make, stand, console, lesson) -> None:
    trainee = make.trainee(make.training_class(code="XBP3"))
    address = f"/console/classes/XBP3/attendance/register/{trainee.id}?lesson={lesson}"
    assert console.get(address).status_code == 404
