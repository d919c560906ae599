"""What two phones do not agree on is put before a person, once, and stays settled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core import plugins
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.outbox.models import Conflict, SentAct
from core.outbox.services import clear_conflict, raise_conflict, settle_conflict
from core.testing import MONDAY, Maker, counted_queries, rows_of
from core.training.models import TrainingClass
from tests.outbox.conftest import counted, number, send

WHO = Actor("staff", 1, "李组织员")
LATER = MONDAY + timedelta(hours=1)


def raised(class_id: int, words: str = "一部说上车，一部说未到", at: Any = MONDAY) -> Conflict:
    return raise_conflict(class_id, "bus.count:1", "王䶮 上车了吗", words, "/m/ROAD/bus", at=at)


def test_conflict_raised_again_is_the_same(the_class: TrainingClass) -> None:
    raised(the_class.id)
    again = raised(the_class.id, "三部各说各的", LATER)
    assert (rows_of(Conflict), again.words, again.raised_at) == (1, "三部各说各的", MONDAY)


def test_settled_conflict_opens_again_only_with_something_new(the_class: TrainingClass) -> None:
    settle_conflict(raised(the_class.id), "电话问过", by=WHO, at=MONDAY)
    assert raised(the_class.id, at=LATER).settled_at == MONDAY
    opened = raised(the_class.id, "又有一部说请假", LATER)
    assert (opened.settled_at, opened.outcome, opened.raised_at) == (None, "", LATER)


def test_conflict_that_later_acts_dissolved_is_settled_by_itself(the_class: TrainingClass) -> None:
    made = raised(the_class.id)
    clear_conflict(the_class.id, "bus.count:1", at=LATER)
    assert (made.settled_at, made.settled_by) == (LATER, "system")
    clear_conflict(the_class.id, "bus.count:1", at=LATER + timedelta(hours=1))
    clear_conflict(the_class.id, "never raised", at=LATER)
    assert (made.settled_at, rows_of(Conflict)) == (LATER, 1)


@pytest.mark.parametrize("outcome", ["", "  ", "字" * 201])
def test_conflict_is_settled_with_a_word(the_class: TrainingClass, outcome: str) -> None:
    with pytest.raises(Refused):
        settle_conflict(raised(the_class.id), outcome, by=WHO, at=MONDAY)


def test_conflict_is_settled_once(the_class: TrainingClass) -> None:
    made = raised(the_class.id)
    settle_conflict(made, "在二号车", by=WHO, at=MONDAY)
    with pytest.raises(Refused) as refused:
        settle_conflict(made, "不在二号车", by=WHO, at=LATER)
    assert (refused.value.codes, made.outcome) == (["settled"], "在二号车")


def test_desk_shows_what_waits_and_settles_it(
    make: Maker, the_class: TrainingClass, phone: FlaskClient
) -> None:
    desk = make.staff_browser(the_class, "leader")
    page = "/console/classes/ROAD/conflicts"
    assert "没有要处理的冲突" in desk.get(page).text
    assert "离线冲突待处理" not in desk.get("/console/classes/ROAD/").text
    conflict_id = raised(the_class.id).id
    send(phone, counted(1, "x" * 300, seat=""))
    assert "2 处离线冲突待处理" in desk.get("/console/classes/ROAD/").text
    shown = desk.get(page).text
    expected = ("王䶮 上车了吗", "一号车 李娜", "清点", "没有这个座位。", "/m/ROAD/bus", "…")
    assert [words for words in expected if words not in shown] == []
    desk.post(f"{page}/{conflict_id}/settle", data={"outcome": ""})
    desk.post(f"{page}/{conflict_id}/settle", data={"outcome": "在二号车"})
    for _ in range(2):
        assert desk.post(f"{page}/refused/{number(1)}/seen").status_code == 303
    after = desk.get(page).text
    assert ("没有要处理的冲突" in after, "在二号车" in after) == (True, True)


def test_conflict_of_another_class_is_not_here(
    make: Maker, the_class: TrainingClass, phone: FlaskClient
) -> None:
    send(phone, counted(1, seat=""), counted(2))
    other = make.staff_browser(make.training_class(code="OTHER"), "host")
    page = "/console/classes/OTHER/conflicts"
    raised_id = raised(the_class.id).id
    assert other.post(f"{page}/{raised_id}/settle", data={"outcome": "x"}).status_code == 404
    assert other.post(f"{page}/refused/{number(1)}/seen").status_code == 404
    here = make.staff_browser(the_class, "host")
    done = here.post(f"/console/classes/ROAD/conflicts/refused/{number(2)}/seen")
    assert done.status_code == 404


def test_page_of_conflicts_costs_the_same_for_many(
    make: Maker, the_class: TrainingClass, phone: FlaskClient
) -> None:
    desk = make.staff_browser(the_class, "host")

    def cost() -> int:
        with counted_queries() as seen:
            assert desk.get("/console/classes/ROAD/conflicts").status_code == 200
        return len(seen)

    raised(the_class.id)
    few = cost()
    for n in range(40):
        raise_conflict(the_class.id, f"bus.count:x{n}", "标题", "内容", at=MONDAY)
    send(phone, *(counted(n, seat="") for n in range(40)))
    assert cost() == few


def test_trainee_sees_and_loses_what_their_phone_sent(
    make: Maker, the_class: TrainingClass
) -> None:
    trainee = make.trainee(the_class, "张伟")
    send(make.phone_of(trainee), counted(1, kind="bus.own"), counted(2, kind="bus.own", seat="二"))
    answers = plugins.each("personal_data", person=trainee.person)
    rows = [part.rows for who, parts, _error in answers if who == "core.outbox" for part in parts]
    assert rows == [[("本人上车", "2 条")]]
    db.session.rollback()
    for days, left in ((0, 2), (1, 0)):
        before = MONDAY + timedelta(days=days)
        plugins.each("erase_personal_data", person=trainee.person, before=before)
        assert len(db.session.execute(select(SentAct)).scalars().all()) == left
