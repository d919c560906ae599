"""What a trainee opens on the phone: 今天, all lessons, 我的, and the way there."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from core.attendance.models import Attendance
from core.completion.models import CompletionRecord
from core.contributions import Panel
from core.hookspecs import hookimpl
from core.notices import services as notices
from core.notices.rules import Text
from core.testing import MONDAY, STAFF, counted_queries
from core.training.policy import Policy
from core.transaction import transaction
from core.web import html


@pytest.fixture
def app_options() -> dict[str, Any]:
    card = hookimpl(lambda enrolment: [Panel("下一趟车", html(f"<p>{enrolment.name} 3 号车</p>"))])
    return {"extra_plugins": [("buses", SimpleNamespace(phone_cards=card))]}


def mark(lesson, enrolment, word="present", **values) -> None:
    known = {"checked_in_at": MONDAY, "source": "scan", "received_at": MONDAY}
    with transaction() as session:
        session.add(
            Attendance(
                class_id=lesson.class_id,
                lesson_id=lesson.id,
                enrolment_id=enrolment.id,
                mark=word,
                **{**known, **values},
            )
        )


def now_card(text: str) -> str:
    """The large card of what counts now, as plain words."""
    found = re.search(r'<section class="now.*?</section>', text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def test_start_leads_a_bound_phone_to_the_class_that_runs_today(make, stand):
    past = make.training_class(
        report_on=date(2026, 10, 1), starts_on=date(2026, 10, 2), ends_on=date(2026, 10, 5)
    )
    running = make.training_class()
    trainee = make.trainee(past)
    make.trainee(running, person=trainee.person)
    phone = make.phone_of(trainee)
    assert phone.get("/m/").location == f"/m/{running.code}/today"
    assert phone.get(f"/m/{running.code}/").location == f"/m/{running.code}/today"


def test_start_sends_an_unknown_phone_to_the_binding(app):
    assert app.test_client().get("/m/").location == "/m/bind"


def test_start_explains_itself_to_somebody_in_no_class(make):
    withdrawn = make.trainee(make.training_class(), "张伟", state="withdrawn")
    page = make.phone_of(withdrawn).get("/m/")
    assert page.status_code == 200
    assert "张伟，您现在没有培训班" in page.text


@pytest.mark.parametrize("page", ["today", "week", "me"])
def test_pages_of_a_class_are_shut_to_strangers_and_unknown_phones(app, make, page):
    training_class, other = make.training_class(), make.training_class()
    stranger = make.phone_of(make.trainee(other))
    assert stranger.get(f"/m/{training_class.code}/{page}").status_code == 404
    unknown = app.test_client().get(f"/m/{training_class.code}/{page}")
    assert (unknown.status_code, "/bind" in unknown.location) == (303, True)


def test_today_before_a_lesson_says_check_in_is_due_and_takes_typed_digits(make, stand):
    training_class = make.training_class()
    make.lesson(training_class, "党课", note="请带笔记本")
    phone = make.phone_of(make.trainee(training_class, "张伟"))
    text = phone.get(f"/m/{training_class.code}/today").text
    assert "张伟，上午好" in text
    card = now_card(text)
    assert card.startswith("马上上课 党课 08:30–11:30 第一报告厅 王教授 请带笔记本")
    assert "扫大屏幕上的二维码签到" in card
    assert f'action="/m/{training_class.code}/code"' in text


def test_today_long_before_a_lesson_says_when_check_in_opens(make, stand):
    training_class = make.training_class()
    make.lesson(training_class, "党课", starts_at=MONDAY + timedelta(hours=6, minutes=30))
    phone = make.phone_of(make.trainee(training_class))
    card = now_card(phone.get(f"/m/{training_class.code}/today").text)
    assert card == "下一节课 党课 14:30–17:30 第一报告厅 王教授 14:00 开始签到"


def test_today_after_check_in_shows_the_mark_to_the_second(make, stand):
    training_class = make.training_class()
    trainee, lesson = make.trainee(training_class), make.lesson(training_class)
    mark(lesson, trainee)
    card = now_card(make.phone_of(trainee).get(f"/m/{training_class.code}/today").text)
    assert card.endswith("√ 正常 11月23日 08:00:00")


def test_today_on_leave_asks_for_nothing(make, stand):
    training_class = make.training_class()
    trainee, lesson = make.trainee(training_class), make.lesson(training_class)
    mark(lesson, trainee, "on_leave", leave_kind="sick", checked_in_at=None)
    card = now_card(make.phone_of(trainee).get(f"/m/{training_class.code}/today").text)
    assert card.endswith("病 病假")


def test_today_asks_to_check_out_where_the_class_wants_it(make, stand):
    policy = Policy(check_out=True).to_json()
    training_class = make.training_class(policy_json=policy)
    trainee = make.trainee(training_class)
    lesson = make.lesson(training_class, starts_at=MONDAY - timedelta(hours=3, minutes=10))
    mark(lesson, trainee)
    card = now_card(make.phone_of(trainee).get(f"/m/{training_class.code}/today").text)
    assert card.endswith("请扫大屏幕上的二维码签退。")


def test_today_shows_only_ones_own_group_and_nothing_cancelled(make, stand):
    training_class = make.training_class()
    own, other = make.group(training_class), make.group(training_class)
    make.lesson(training_class, "本组研讨", group_id=own.id)
    make.lesson(training_class, "别组研讨", group_id=other.id)
    make.lesson(training_class, "停掉的课", cancelled_at=MONDAY)
    phone = make.phone_of(make.trainee(training_class, group_id=own.id))
    for page in ("today", "week"):
        text = phone.get(f"/m/{training_class.code}/{page}").text
        assert [word in text for word in ("本组研讨", "别组研讨", "停掉的课")] == [
            True,
            False,
            False,
        ]


def test_today_without_lessons_draws_cards_and_unread_notices(make, stand):
    training_class = make.training_class()
    trainee = make.trainee(training_class, "张伟")
    notices.tell(training_class.id, Text("集合", "", "", "a"), by=STAFF, at=MONDAY)
    text = make.phone_of(trainee).get(f"/m/{training_class.code}/today").text
    assert "张伟 3 号车" in text
    assert "有 1 条新通知" in text


def test_today_offers_the_one_press_for_whoever_feels_ill(make, stand):
    training_class = make.training_class()
    make.lesson(training_class)
    phone = make.phone_of(make.trainee(training_class))
    text = phone.get(f"/m/{training_class.code}/today").text
    assert f'action="/m/{training_class.code}/leave/urgent"' in text


def test_week_without_lessons_says_so(make, stand):
    training_class = make.training_class()
    phone = make.phone_of(make.trainee(training_class))
    assert "还没有排课" in phone.get(f"/m/{training_class.code}/week").text


def test_week_shows_each_day_with_ones_own_marks(make, stand):
    training_class = make.training_class()
    trainee = make.trainee(training_class)
    yesterday = make.lesson(training_class, "昨天的课", starts_at=MONDAY - timedelta(hours=20))
    make.lesson(training_class, "明天的课", starts_at=MONDAY + timedelta(days=1))
    make.lesson(training_class, "待定的课", starts_at=MONDAY, held_on=None)
    mark(yesterday, trainee, "late")
    text = make.phone_of(trainee).get(f"/m/{training_class.code}/week").text
    heads = re.findall(r"<h2>(.*?)</h2>", text)
    assert heads == ["11月22日 周日", "11月24日 周二", "日期未定"]
    assert text.count('class="mark tone-late"') == 1


def test_me_shows_hours_leave_against_its_limit_and_the_outcome(make, stand):
    training_class = make.training_class()
    trainee = make.trainee(training_class, "张伟")
    lessons = [make.lesson(training_class, credit_hours=Decimal("3.5")) for _number in range(10)]
    mark(lessons[0], trainee)
    mark(lessons[1], trainee, "on_leave", leave_kind="sick")
    phone = make.phone_of(trainee)
    text = phone.get(f"/m/{training_class.code}/me").text
    assert re.findall(r'<dd class="num">(.*?)</dd>', text) == ["35", "3.5", "3.5"]
    assert "还可以请 1.5 学时。" in text
    with transaction() as session:
        training_class.state = "closed"
        session.add(
            CompletionRecord(
                class_id=training_class.id,
                enrolment_id=trainee.id,
                proposal="completed",
                outcome="completed",
                hours=Decimal("31.5"),
                hours_total=Decimal(35),
                hours_attended=Decimal("31.5"),
                hours_on_leave=Decimal("3.5"),
                hours_absent=Decimal(0),
                decided_at=MONDAY,
                decided_by="staff:1",
                decided_by_name="李",
            )
        )
    assert "出勤 31.5 学时，总共 35 学时。" in phone.get(f"/m/{training_class.code}/me").text


def test_me_speaks_english_when_asked(make, stand):
    training_class = make.training_class()
    phone = make.phone_of(make.trainee(training_class))
    answer = phone.get(f"/m/{training_class.code}/me?lang=en")
    assert '<html lang="en"' in answer.text
    assert '<html lang="en"' in phone.get(f"/m/{training_class.code}/me").text


@pytest.mark.parametrize("page", ["today", "week", "me"])
def test_phone_pages_ask_the_same_number_of_times_for_any_number_of_lessons(make, stand, page):
    training_class = make.training_class()
    trainee = make.trainee(training_class)
    phone = make.phone_of(trainee)
    counts = []
    for number in (1, 40):
        for hour in range(number):
            make.lesson(training_class, starts_at=MONDAY + timedelta(hours=2 * hour))
        with counted_queries() as seen:
            phone.get(f"/m/{training_class.code}/{page}")
        counts.append(len(seen))
    assert counts[0] == counts[1]
