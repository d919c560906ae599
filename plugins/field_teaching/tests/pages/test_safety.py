"""The plan for the safety of an outing."""

from __future__ import annotations

import pytest

from core.access.terms import Role
from core.db import db
from core.testing import MONDAY, Maker
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.field_teaching.models import Outing
from plugins.field_teaching.tests.conftest import Road
from plugins.field_teaching.tests.pages.conftest import HOUR, Day

PLAN = {"risks": "台阶湿滑：慢行\n高温：备药", "doctor": "王大夫", "doctor_phone": "13900000009",
        "hospital": "县医院", "hospital_phone": "0311-1", "insurance": "保单 1",
        "back_by": "2026-11-23T18:00"}  # fmt: skip


def test_plan_is_kept_with_its_time_on_the_wall(day: Day, make: Maker) -> None:
    url = f"{day.console}/outings/{day.outing.id}/safety"
    browser = make.staff_browser(day.training_class, Role.ORGANISER)
    assert browser.post(url, data=PLAN).status_code == 303
    db.session.rollback()
    found = db.session.get_one(Outing, day.outing.id, populate_existing=True)
    assert (found.back_by, found.doctor) == (MONDAY + 10 * HOUR, "王大夫")
    assert 'value="2026-11-23T18:00"' in browser.get(url).text


def test_hospital_of_the_sites_is_offered_where_none_is_laid_down(day: Day, make: Maker) -> None:
    url = f"{day.console}/outings/{day.outing.id}/safety"
    page = make.staff_browser(day.training_class, Role.HOST).get(url).text
    assert 'value="平山县人民医院"' in page
    assert 'value="0311-82912120"' in page


def test_plan_is_read_by_all_and_changed_by_planners(day: Day, make: Maker) -> None:
    url = f"{day.console}/outings/{day.outing.id}/safety"
    for role in Role:
        browser = make.staff_browser(day.training_class, role)
        plans = role in (Role.HOST, Role.ORGANISER, Role.HEAD_TEACHER)
        assert browser.get(url).status_code == 200
        assert browser.post(url, data=PLAN).status_code == (303 if plans else 403)


@pytest.mark.parametrize(
    ("change", "words"),
    [({"risks": "字" * 4001}, "最多 4000 个字"), ({"doctor": "字" * 81}, "最多 80 个字")],
)
def test_plan_that_is_too_long_is_refused(
    day: Day, make: Maker, change: dict[str, str], words: str
) -> None:
    url = f"{day.console}/outings/{day.outing.id}/safety"
    browser = make.staff_browser(day.training_class, Role.HOST)
    answer = browser.post(url, data={**PLAN, **change})
    assert (answer.status_code, words in answer.text) == (422, True)


def test_plan_of_another_class_or_a_closed_one_stays(day: Day, make: Maker, road: Road) -> None:
    browser = make.staff_browser(day.training_class, Role.HOST)
    theirs = road.outing(make.training_class())
    assert browser.post(f"{day.console}/outings/{theirs.id}/safety", data=PLAN).status_code == 404
    with transaction() as session:
        session.get_one(TrainingClass, day.training_class.id).state = "closed"
    url = f"{day.console}/outings/{day.outing.id}/safety"
    assert browser.post(url, data=PLAN).status_code == 422
    assert "不能再修改" in browser.post(url, data=PLAN).text
