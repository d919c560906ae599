"""Leave as trainees and staff meet it on their pages."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core import clock
from core.attendance import services as attendance
from core.attendance.rules import Mark
from core.audit import SYSTEM
from core.db import db
from core.events import CheckedIn
from core.files import StoredFile
from core.leave import hooks, queries, services
from core.leave.models import LeaveRequest
from core.testing import Maker, counted_queries, rows_of
from core.transaction import transaction
from tests.leave.conftest import Week, wall

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40
CONSOLE = "/console/classes/C001/leave"
PHONE = "/m/C001/leave"
MONDAY_PM = "2026-11-23-pm"


def last_leave() -> LeaveRequest:
    db.session.expire_all()
    return (
        db.session.execute(select(LeaveRequest).order_by(LeaveRequest.id.desc())).scalars().first()
    )


def seen_in(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"', maxsplit=1)[0]


def at_desk(week: Week, role: str):
    return week.make.browser_of(week.staff[role])


# -- phone ------------------------------------------------------------------------------------------


def test_ask_shows_the_sum_and_who_decides_before_sending(week: Week) -> None:
    week.lesson(0, 14, 3, title="党史")
    week.lesson(2, 8, 18)
    phone = week.make.phone_of(week.trainee)
    shown = phone.get(
        PHONE, query_string={"kind": "sick", "half": MONDAY_PM}, headers={"HX-Request": "true"}
    ).text
    assert "涉及 1 节课，3 学时" in shown
    assert "11月23日 周一 14:00 党史" in shown
    assert "批准后累计 3 学时，还可请 0 学时。" in shown
    assert "审批：组织员" in shown
    assert "<html" not in shown


def test_send_writes_what_was_shown(week: Week) -> None:
    week.lesson(0, 14, 3)
    phone = week.make.phone_of(week.trainee)
    asked = {"kind": "sick", "half": MONDAY_PM, "reason": "发热"}
    first = phone.post(PHONE, data=asked)
    assert (first.status_code, rows_of(LeaveRequest)) == (422, 0)
    assert "请先看清下面涉及的课次和学时" in first.text
    photo = (io.BytesIO(PNG), "病历.png")
    sent = phone.post(PHONE, data={**asked, "seen": seen_in(first.text), "photo": photo})
    leave = last_leave()
    assert sent.location == f"{PHONE}/{leave.id}"
    assert (leave.kind, leave.starts_at, leave.ends_at) == ("sick", wall(0, 12), wall(0, 18))
    assert phone.get(f"{PHONE}/{leave.id}/photo").data == PNG


def test_send_after_the_timetable_changed_shows_it_again(week: Week) -> None:
    week.lesson(0, 14, 3)
    phone = week.make.phone_of(week.trainee)
    asked = {"kind": "sick", "half": MONDAY_PM, "reason": "发热"}
    seen = seen_in(phone.post(PHONE, data=asked).text)
    week.lesson(0, 16, 1)
    assert phone.post(PHONE, data={**asked, "seen": seen}).status_code == 422
    assert rows_of(LeaveRequest) == 0


def test_send_by_exact_times(week: Week) -> None:
    week.lesson(0, 14, 3)
    phone = week.make.phone_of(week.trainee)
    asked = {"kind": "official", "reason": "开会", "starts_at": "2026-11-23T14:30"}
    assert "从、到两个时间都要填。" in phone.post(PHONE, data=asked).text
    asked["ends_at"] = "2026-11-23T15:30"
    asked["seen"] = seen_in(phone.post(PHONE, data=asked).text)
    phone.post(PHONE, data=asked)
    assert (last_leave().starts_at, last_leave().ends_at) == (wall(0, 14, 30), wall(0, 15, 30))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"half": ""}, "请选择请假的半天。"),
        ({"reason": ""}, "请写明请假的原因。"),
        ({"kind": "golf"}, "有 1 处需要改正"),
        ({"half": "2026-11-24-am"}, "这段时间没有您的课"),
        (
            {"half": "", "starts_at": "2026-11-23T15:00", "ends_at": "2026-11-23T14:00"},
            "要晚于开始",
        ),
    ],
)
def test_send_of_something_wrong_is_refused_beside_its_field(
    week: Week, changed: dict[str, str], words: str
) -> None:
    week.lesson(0, 14, 3)
    phone = week.make.phone_of(week.trainee)
    asked = {"kind": "sick", "half": MONDAY_PM, "reason": "发热", **changed}
    first = phone.post(PHONE, data=asked)
    if 'name="seen"' in first.text:
        first = phone.post(PHONE, data={**asked, "seen": seen_in(first.text)})
    assert words in first.text
    assert (first.status_code, rows_of(LeaveRequest)) == (422, 0)


def test_send_of_what_is_no_picture_is_refused(week: Week) -> None:
    week.lesson(0, 14, 3)
    phone = week.make.phone_of(week.trainee)
    asked = {"kind": "sick", "half": MONDAY_PM, "reason": "发热"}
    asked["seen"] = seen_in(phone.post(PHONE, data=asked).text)
    photo = (io.BytesIO(b"<script>"), "x.png")
    assert "只能上传 JPG 或 PNG 图片" in phone.post(PHONE, data={**asked, "photo": photo}).text
    assert (rows_of(LeaveRequest), rows_of(StoredFile)) == (0, 0)


def test_urgent_is_one_press_and_says_whom_to_call(week: Week) -> None:
    week.lesson(0, 14, 3)
    with transaction():
        week.staff["counsellor"].phone = "13800001234"
    phone = week.make.phone_of(week.trainee)
    answer = phone.post(f"{PHONE}/urgent", follow_redirects=True)
    assert 'href="tel:13800001234"' in answer.text
    assert (last_leave().urgent, last_leave().state) == (True, "pending")
    again = phone.post(f"{PHONE}/urgent")
    assert (again.status_code, rows_of(LeaveRequest)) == (409, 1)
    assert "今天您已经请过假了" in again.text


def test_mine_and_one_show_the_steps(week: Week) -> None:
    week.lesson(1, 8, 8)
    leave = week.ask(wall(1, 6), wall(1, 12))
    services.decide(leave, True, "早去早回", by=week.by("counsellor"), at=clock.now())
    phone = week.make.phone_of(week.trainee)
    for path in (f"{PHONE}/mine", f"{PHONE}/{leave.id}"):
        text = phone.get(path).text
        assert "早去早回" in text
        assert "班主任" in text
    assert "还没有请过假" in week.make.phone_of(
        week.make.trainee(week.training_class)
    ).get(f"{PHONE}/mine").text  # fmt: skip


def test_withdraw_cancel_back_and_shorten_on_the_phone(week: Week, stand) -> None:
    week.lesson(0, 14, 3)
    week.lesson(1, 8, 3)
    phone = week.make.phone_of(week.trainee)
    first = week.ask(wall(0, 12), wall(0, 18))
    phone.post(f"{PHONE}/{first.id}/withdraw")
    second = week.granted(wall(0, 12), wall(1, 12))
    phone.post(f"{PHONE}/{second.id}/shorten", data={"at": "2026-11-23T18:00"})
    stand(timedelta(hours=5))
    phone.post(f"{PHONE}/{second.id}/back")
    third = week.granted(wall(1, 6), wall(1, 12))
    phone.post(f"{PHONE}/{third.id}/cancel")
    db.session.expire_all()
    assert [one.state for one in (first, second, third)] == ["withdrawn", "returned", "cancelled"]
    assert second.ends_at == wall(0, 18)
    again = phone.post(f"{PHONE}/{second.id}/back", follow_redirects=True)
    assert "现在是“已销假”，没有再改" in again.text


def test_a_trainee_sees_only_their_own_leave_and_photo(week: Week) -> None:
    week.lesson(0, 14, 3)
    leave = week.ask(wall(0, 12), wall(0, 18), photo=PNG, photo_name="a.png")
    other = week.make.phone_of(week.make.trainee(week.training_class, "李强"))
    for way in ("", "/photo"):
        assert other.get(f"{PHONE}/{leave.id}{way}").status_code == 404
    for way in ("withdraw", "cancel", "back", "shorten"):
        assert other.post(f"{PHONE}/{leave.id}/{way}").status_code == 404
    assert last_leave().state == "pending"


# -- desk -------------------------------------------------------------------------------------------


def test_inbox_shows_what_a_decision_rests_on(week: Week) -> None:
    week.lesson(1, 8, 4)
    week.lesson(2, 8, 31)
    person = week.make.person("李强")
    other = week.make.trainee(week.training_class, person=person, group_id=week.trainee.group_id)
    week.granted(wall(1, 6), wall(1, 12), trainee=other)
    week.ask(wall(1, 6), wall(1, 12), "sick", reason="发热三十九度")
    text = at_desk(week, "counsellor").get(CONSOLE).text
    for words in ("张伟", "市水务局工会", "发热三十九度", "李强", "已请 0", "本次 4", "上限 5"):
        assert words in text
    assert "确认批准" in text


def test_inbox_says_when_it_is_over_the_limit_and_decides_nothing(week: Week) -> None:
    week.lesson(1, 8, 4)
    leave = week.ask(wall(1, 6), wall(1, 12))
    assert "已超过上限" in at_desk(week, "counsellor").get(CONSOLE).text
    assert leave.state == "pending"


def test_inbox_empty_says_what_to_do(week: Week) -> None:
    assert "没有待批的请假" in at_desk(week, "counsellor").get(CONSOLE).text


def test_inbox_costs_the_same_for_one_and_for_many(week: Week) -> None:
    week.lesson(1, 8, 4)
    week.ask(wall(1, 6), wall(1, 12))
    db.session.rollback()

    def cost() -> int:
        db.session.expire_all()
        with counted_queries() as asked:
            queries.inbox(week.training_class.id)
        return len(asked)

    one = cost()
    for _number in range(8):
        trainee = week.make.trainee(week.training_class, group_id=week.trainee.group_id)
        week.ask(wall(1, 6), wall(1, 12), trainee=trainee)
    db.session.rollback()
    assert cost() == one


def test_inbox_offers_to_count_a_new_lesson(week: Week) -> None:
    week.lesson(1, 8, 2, lasts=1)
    week.granted(wall(1, 6), wall(1, 12))
    new = week.lesson(1, 10, 1, lasts=1, title="临时加课")
    desk = at_desk(week, "counsellor")
    assert "临时加课" in desk.get(CONSOLE).text
    desk.post(f"{CONSOLE}/count-new")
    assert week.mark_of(new) == "on_leave"
    assert "临时加课" not in desk.get(CONSOLE).text


def test_news_counts_what_came_since(week: Week) -> None:
    week.lesson(1, 8, 4)
    desk = at_desk(week, "counsellor")
    assert "条新的请假" not in desk.get(f"{CONSOLE}/news/0").text
    week.ask(wall(1, 6), wall(1, 12))
    assert "有 1 条新的请假" in desk.get(f"{CONSOLE}/news/0").text


def test_decide_in_the_browser_and_by_whoever_it_is_not(week: Week) -> None:
    lesson = week.lesson(1, 8, 8)
    leave = week.ask(wall(1, 6), wall(1, 12))
    yes = {"approve": "1", "seen": "1", "comment": "同意"}
    too_early = at_desk(week, "head_teacher").post(
        f"{CONSOLE}/{leave.id}/decide", data=yes, follow_redirects=True
    )
    assert "这一步由组织员审批。" in too_early.text
    at_desk(week, "counsellor").post(f"{CONSOLE}/{leave.id}/decide", data=yes)
    again = at_desk(week, "counsellor").post(
        f"{CONSOLE}/{leave.id}/decide", data={**yes, "seen": "2"}, follow_redirects=True
    )
    assert "这一步由班主任审批。" in again.text
    at_desk(week, "head_teacher").post(f"{CONSOLE}/{leave.id}/decide", data={**yes, "seen": "2"})
    assert (last_leave().state, week.mark_of(lesson)) == ("approved", "on_leave")


@pytest.mark.parametrize("role", ["liaison", "leader"])
def test_pages_are_closed_to_other_roles(week: Week, role: str) -> None:
    week.lesson(1, 8, 8)
    leave = week.ask(wall(1, 6), wall(1, 12), photo=PNG)
    desk = week.make.staff_browser(week.training_class, role)
    for way in ("", "/all", f"/{leave.id}", f"/{leave.id}/photo", "/record", "/slips.pdf"):
        assert desk.get(f"{CONSOLE}{way}").status_code == 403
    assert desk.post(f"{CONSOLE}/{leave.id}/decide", data={"approve": "1"}).status_code == 403


def test_leave_of_another_class_is_not_there(week: Week, make: Maker) -> None:
    week.lesson(1, 8, 8)
    leave = week.ask(wall(1, 6), wall(1, 12), photo=PNG)
    other = make.training_class()
    desk = make.staff_browser(other, "counsellor")
    strange = f"/console/classes/{other.code}/leave/{leave.id}"
    for way in ("", "/photo", "/slip.pdf"):
        assert desk.get(f"{strange}{way}").status_code == 404
    for way in ("decide", "cancel", "back", "shorten"):
        assert desk.post(f"{strange}/{way}", data={"approve": "1"}).status_code == 404
    assert last_leave().state == "pending"


def test_photo_is_shown_to_those_who_decide(week: Week) -> None:
    week.lesson(1, 8, 8)
    leave = week.ask(wall(1, 6), wall(1, 12), photo=PNG)
    answer = at_desk(week, "counsellor").get(f"{CONSOLE}/{leave.id}/photo")
    assert (answer.data, answer.mimetype) == (PNG, "image/png")
    assert answer.headers["Cache-Control"] == "no-store"


def test_record_preview_and_slip(week: Week) -> None:
    week.lesson(1, 8, 3, title="党史")
    desk = at_desk(week, "counsellor")
    asked = {
        "enrolment_id": str(week.trainee.id),
        "kind": "sick",
        "starts_at": "2026-11-24T08:00",
        "ends_at": "2026-11-24T12:00",
        "reason": "电话请假",
    }
    assert "涉及 1 节课，3 学时" in desk.get(f"{CONSOLE}/preview", query_string=asked).text
    desk.post(f"{CONSOLE}/record", data=asked)
    leave = last_leave()
    assert leave.reason == "电话请假"
    assert "代为登记" in desk.get(f"{CONSOLE}/{leave.id}").text
    assert desk.get(f"{CONSOLE}/{leave.id}/slip.pdf").data.startswith(b"%PDF")
    refused = desk.post(f"{CONSOLE}/record", data={**asked, "enrolment_id": "9999"})
    assert (refused.status_code, rows_of(LeaveRequest)) == (422, 1)


def test_requests_by_state(week: Week) -> None:
    week.lesson(1, 8, 3)
    week.lesson(2, 8, 3)
    other = week.make.trainee(week.training_class, "李强")
    week.granted(wall(1, 6), wall(1, 12))
    week.ask(wall(2, 6), wall(2, 12), trainee=other)
    desk = at_desk(week, "counsellor")
    text = desk.get(f"{CONSOLE}/all?state=approved").text
    assert ("张伟" in text, "李强" in text) == (True, False)
    assert "没有符合的请假" in desk.get(f"{CONSOLE}/all?state=refused").text


def test_overdue_return_is_an_alarm_until_it_is_settled(week: Week, stand) -> None:
    week.lesson(0, 14, 3)
    leave = week.granted(wall(0, 12), wall(0, 18))
    stand(timedelta(hours=11))
    desk = at_desk(week, "counsellor")
    assert "过期未销假 1 人" in desk.get(CONSOLE).text
    desk.post(f"{CONSOLE}/{leave.id}/back", data={"at": "2026-11-23T17:30"})
    assert last_leave().returned_at == wall(0, 17, 30)
    assert "过期未销假" not in desk.get(CONSOLE).text


def test_cancel_at_the_desk(week: Week) -> None:
    week.lesson(1, 8, 3)
    leave = week.granted(wall(1, 6), wall(1, 12))
    at_desk(week, "counsellor").post(f"{CONSOLE}/{leave.id}/cancel", data={"reason": "误报"})
    assert (last_leave().state, week.register()) == ("cancelled", {})


# -- hooks ------------------------------------------------------------------------------------------


def test_checked_in_during_leave_is_a_return(week: Week) -> None:
    first, later = week.lesson(0, 9, 2, lasts=2), week.lesson(0, 14, 3)
    leave = week.granted(wall(0, 6), wall(0, 18))
    by = week.by("counsellor")
    attendance.mark_by_hand(first, week.trainee, Mark.LATE, why="本人到场", by=by, at=wall(0, 10))
    hooks.checked_in(
        CheckedIn(week.training_class.id, wall(0, 10), first.id, week.trainee.id, "late")
    )
    assert (leave.state, leave.returned_at) == ("returned", wall(0, 10))
    assert (week.mark_of(first), week.mark_of(later)) == ("late", None)
    assert queries.trail_of(leave.id)[-1].actor_name == SYSTEM.name


def test_checked_in_without_leave_asks_once_and_writes_nothing(week: Week) -> None:
    lesson = week.lesson(0, 9, 2)
    week.lesson(0, 14, 3)
    leave = week.granted(wall(0, 12), wall(0, 18))
    event = CheckedIn(week.training_class.id, wall(0, 9), lesson.id, week.trainee.id, "present")
    with counted_queries() as asked:
        hooks.checked_in(event)
    assert len(asked) == 1
    assert leave.state == "approved"


def test_closing_waits_for_requests(week: Week) -> None:
    week.lesson(1, 8, 3)
    leave = week.ask(wall(1, 6), wall(1, 12))
    problems = hooks.closing_problems(week.training_class)
    assert [str(one) for one in problems] == ["还有 1 条请假没有审批，请先在“请假”里处理。"]
    week.approve(leave)
    assert hooks.closing_problems(week.training_class) == []


def test_personal_data_is_shown_and_erased(week: Week) -> None:
    week.lesson(1, 8, 3)
    leave = week.granted(wall(1, 6), wall(1, 12), "sick", reason="心脏不适", photo=PNG)
    held = hooks.personal_data(week.trainee.person)[0].rows
    assert held == [("11月24日 周二 上午", "病假 · 已批准 · 心脏不适 · 附照片")]
    before = week.register()
    assert hooks.erase_personal_data(week.trainee.person, wall(1, 12)) == 0
    assert hooks.erase_personal_data(week.trainee.person, wall(2, 0)) == 1
    assert (leave.reason, leave.file_id, rows_of(StoredFile)) == ("", None, 0)
    assert leave.credit_hours == Decimal(3)
    assert week.register() == before
    assert hooks.erase_personal_data(week.trainee.person, wall(2, 0)) == 0


def test_panels_on_other_pages(week: Week) -> None:
    lesson = week.lesson(1, 8, 3)
    week.lesson(2, 8, 3)
    week.granted(wall(1, 6), wall(1, 12))
    week.ask(wall(2, 6), wall(2, 12))
    desk = at_desk(week, "counsellor")
    base = "/console/classes/C001"
    assert "待批 1 条，去审批" in desk.get(f"{base}/").text
    assert "本课请假 1 人" in desk.get(f"{base}/lessons/{lesson.id}").text
    assert "代为登记请假" in desk.get(f"{base}/trainees/{week.trainee.id}").text
    assert (
        "我的请假" in week.make.phone_of(week.trainee).get("/m/C001/", follow_redirects=True).text
    )
