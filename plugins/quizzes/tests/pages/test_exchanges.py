"""互学互考 from the organiser's round to the paper, on the desk and on two phones."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from core.testing import Maker, rows_of
from core.training.queries import class_by_code
from plugins.quizzes.models import Exchange, ExchangeQuestion, Question

DESK, PHONE = "/console/classes/SWAP/quizzes/exchanges", "/m/SWAP/quizzes/exchanges"
ROUND = {"title": "第一轮", "topic": "工会法", "per_group": "2", "due_at": "2026-11-23T20:00"}
WRITTEN = {"stem": "工会经费按工资总额的百分之几拨缴？", "option": ["1", "2", "3"], "right": "1"}


def act_on(page: str) -> str:
    found = re.search(r'name="act" value="(\w+)"', page)
    assert found is not None
    return found.group(1)


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found is not None
    return found.group(1)


@pytest.fixture
def desk(make: Maker, stand: Callable[[timedelta], None]) -> FlaskClient:
    found = make.training_class(code="SWAP")
    return make.staff_browser(found, "head_teacher")


def test_round_from_the_call_to_the_bank(desk: FlaskClient, make: Maker) -> None:
    found = make.training_class()  # another class, whose trainees see nothing
    wrong = desk.post(DESK, data={**ROUND, "due_at": "2026-11-22T20:00"})
    assert (wrong.status_code, "要晚于现在" in wrong.text, rows_of(Exchange)) == (422, True, 0)
    assert desk.post(DESK, data=ROUND).status_code == 303
    here = class_by_code("SWAP")
    first, second = (make.trainee(here, group_id=make.group(here).id) for _one in range(2))
    phone, other = make.phone_of(first), make.phone_of(second)
    assert "给其他组出题" in phone.get("/m/SWAP/today").text
    form = phone.get(f"{PHONE}/1/new?kind=single").text
    sent = {**WRITTEN, "kind": "single", "act": act_on(form)}
    lacking = phone.post(f"{PHONE}/1/new", data={**sent, "right": ""})
    assert (lacking.status_code, "没有答案" in lacking.text) == (422, True)
    for _twice in range(2):
        assert phone.post(f"{PHONE}/1/new", data=sent).status_code == 303
    assert rows_of(ExchangeQuestion) == 1
    assert "工会经费" in phone.get(f"{PHONE}/1").text
    assert "工会经费" not in other.get(f"{PHONE}/1").text
    assert other.get(f"{PHONE}/1/questions/1").status_code == 404
    away = make.phone_of(make.trainee(found))
    assert away.get(f"/m/{found.code}/quizzes/exchanges/1").status_code == 404
    page = desk.get(f"{DESK}/1").text
    desk.post(f"{DESK}/1/questions/1/return", data={"note": "少一个选项", "seen": seen_on(page)})
    assert "少一个选项" in phone.get(f"{PHONE}/1").text
    mended = {**sent, "option": ["1", "2", "3", "4"]}
    assert phone.post(f"{PHONE}/1/questions/1", data=mended).status_code == 303
    page = desk.get(f"{DESK}/1").text
    desk.post(f"{DESK}/1/questions/1/accept", data={"seen": seen_on(page)})
    assert rows_of(Question) == 1
    assert "已采用" in phone.get(f"{PHONE}/1").text
    few = desk.post(f"{DESK}/1/paper", follow_redirects=True).text
    assert "请先采用至少两个组的题" in few


@pytest.mark.sqlite
def test_jury_reads_and_mends_but_only_planners_call_a_round(
    desk: FlaskClient, make: Maker
) -> None:
    desk.post(DESK, data=ROUND)
    here = class_by_code("SWAP")
    jury = make.staff_browser(here, "counsellor")
    assert jury.post(DESK, data=ROUND).status_code == 403
    assert jury.post(f"{DESK}/1/paper").status_code == 403
    writer = make.phone_of(make.trainee(here, group_id=make.group(here).id))
    for kind, more in (
        ("judge", {"judged": "yes"}),
        ("blank", {"stem": "工会经费按____%拨缴。", "blanks": "2|二"}),
        ("multiple", {"option": ["甲", "乙"], "right": ["0", "1"]}),
    ):
        act = act_on(writer.get(f"{PHONE}/1/new?kind={kind}").text)
        sent = {"stem": f"{kind} 的题干", "kind": kind, "act": act, **more}
        assert writer.post(f"{PHONE}/1/new", data=sent).status_code == 303
    page = jury.get(f"{DESK}/1/questions/1")
    data = {"kind": "judge", "stem": "改过的判断题", "judged": "no", "seen": seen_on(page.text)}
    assert jury.post(f"{DESK}/1/questions/1", data=data).status_code == 303
    stale = jury.post(f"{DESK}/1/questions/1", data={**data, "stem": "再改"})
    assert (stale.status_code, "刚才有人改过" in stale.text) == (422, True)
    assert "3/2" in jury.get(f"{DESK}/1/groups").text
