import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from core import clock, qr
from core.attendance import queries, services
from core.attendance.rules import LeaveKind, Mark
from core.testing import MONDAY, STAFF, counted_queries


@pytest.fixture
def browser(hall):
    return hall.make.staff_browser(hall.training_class, "counsellor")


@pytest.fixture
def base(hall) -> str:
    return f"/console/classes/{hall.training_class.code}"


def test_board_asks_the_same_number_of_statements_for_few_and_many(hall, browser, base) -> None:
    groups = [hall.make.group(hall.training_class) for _one in range(3)]
    counts = []
    for size in (1, 60):
        for number in range(size):
            hall.trainee(f"学员{size}-{number}", group_id=groups[number % 3].id)
        pages = (
            f"{base}/lessons/{hall.lesson.id}/board",
            f"{base}/lessons/{hall.lesson.id}/roll",
            f"{base}/attendance/register",
            f"{base}/attendance",
        )
        for url in pages:
            with counted_queries() as seen:
                assert browser.get(url).status_code == 200
            counts.append(len(seen))
    assert counts[:4] == counts[4:]


def test_board_shows_groups_the_missing_and_leave_apart(hall, browser, base) -> None:
    group = hall.make.group(hall.training_class, "第一组")
    here, away, _gone = (hall.trainee(name, group_id=group.id) for name in ("甲", "乙", "丙"))
    hall.check_in(hall.make.phone_of(here))
    services.excuse(away.id, [hall.lesson.id], LeaveKind.SICK, why="", by=STAFF, at=clock.now())
    board = queries.board(hall.lesson)
    assert (board.here, board.due) == (1, 3)
    assert ([s.name for s in board.missing], [s.name for s in board.on_leave]) == (["丙"], ["乙"])
    text = browser.get(f"{base}/lessons/{hall.lesson.id}/board").text
    assert [word for word in ("第一组", "1/3", "未到 1 人", "请假 1 人") if word not in text] == []


def test_board_is_answered_only_when_something_changed(hall, browser, base) -> None:
    trainee, url = hall.trainee(), f"{base}/lessons/{hall.lesson.id}/board"
    ask = {"HX-Request": "true"}
    first = browser.get(url, headers=ask)
    etag = first.headers["ETag"].strip('"')
    assert browser.get(f"{url}?seen={etag}", headers=ask).status_code == 204
    assert browser.get(url, headers={**ask, "If-None-Match": f'"{etag}"'}).status_code == 304
    hall.check_in(hall.make.phone_of(trainee))
    assert "<b>1</b>" in browser.get(f"{url}?seen={etag}", headers=ask).text


def test_seat_shows_phone_and_history_and_takes_a_mark_with_a_reason(hall, browser, base) -> None:
    trainee = hall.trainee("张伟")
    hall.check_in(hall.make.phone_of(trainee))
    url = f"{base}/lessons/{hall.lesson.id}/seats/{trainee.id}"
    text = browser.get(url).text
    assert [word for word in (trainee.person.phone, "未到 → 正常") if word not in text] == []
    assert "请写明更改的原因" in browser.post(url, data={"mark": "sick", "why": ""}).text
    back = f"{base}/attendance/register"
    answer = browser.post(url, data={"mark": "sick", "why": "发烧", "back": back})
    assert (answer.status_code, answer.headers["Location"]) == (303, back)
    assert queries.marks_of(trainee.id)[0].leave_kind is LeaveKind.SICK


def test_mark_never_leads_away_from_the_class(hall, browser, base) -> None:
    url = f"{base}/lessons/{hall.lesson.id}/seats/{hall.trainee().id}"
    for back in ("https://evil.example/", "//evil.example/x", "/console/classes/OTHER/"):
        answer = browser.post(url, data={"mark": "late", "why": "x", "back": back})
        assert answer.headers["Location"] == f"{base}/lessons/{hall.lesson.id}/board"


def test_roll_call_page_is_finished_in_one_press(hall, browser, base) -> None:
    absent = hall.trainee("甲")
    hall.trainee("乙")
    url = f"{base}/lessons/{hall.lesson.id}/roll"
    assert 'name="absent"' in browser.get(url).text
    assert browser.post(url, data={"absent": [str(absent.id)], "seen_at": "x"}).status_code == 303
    assert [s.mark for s in queries.board(hall.lesson).seats] == [Mark.ABSENT, Mark.PRESENT]


def test_register_shows_half_days_with_the_gravest_mark(hall, browser, base) -> None:
    trainee = hall.trainee("张伟")
    second = hall.make.lesson(
        hall.training_class, "同一上午", starts_at=MONDAY + timedelta(hours=3)
    )
    hall.make.lesson(hall.training_class, "下午", starts_at=MONDAY + timedelta(hours=6))
    services.mark_by_hand(hall.lesson, trainee, Mark.PRESENT, why="x", by=STAFF, at=clock.now())
    services.mark_by_hand(second, trainee, Mark.ABSENT, why="x", by=STAFF, at=clock.now())
    sheet = queries.register(hall.training_class.id)
    assert [str(column.title) for column in sheet.columns] == ["上午", "下午"]
    assert [cell.glyph for cell in sheet.rows[0].cells] == ["×", "○"]
    assert len(queries.register(hall.training_class.id, by_lesson=True).columns) == 3
    assert browser.get(f"{base}/attendance/register?by=lesson").status_code == 200
    ids = f"lesson={hall.lesson.id}&lesson={second.id}"
    text = browser.get(f"{base}/attendance/register/{trainee.id}?{ids}").text
    assert [word for word in (hall.lesson.title, "同一上午") if word not in text] == []


def test_register_goes_out_as_a_sheet_and_on_paper(hall, browser, base) -> None:
    trainee = hall.trainee("=cmd")
    hall.check_in(hall.make.phone_of(trainee))
    answer = browser.get(f"{base}/attendance/register.xlsx")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert rows == [[1, "=cmd", None, None, "√", 0, 0, 0, "3"]]
    assert sheet["B2"].data_type == "s"
    assert browser.get(f"{base}/attendance/register.pdf").data[:5] == b"%PDF-"


def test_sign_in_sheets_are_one_click_away(hall, browser, base) -> None:
    hall.trainee("张伟")
    for url in (
        f"{base}/lessons/{hall.lesson.id}/sign-in-sheet.pdf",
        f"{base}/attendance/sign-in-sheet.pdf?day=2026-11-23",
        f"{base}/attendance/sign-in-sheet.pdf?day=2026-11-23&half=am",
    ):
        answer = browser.get(url)
        assert answer.data[:5] == b"%PDF-"
        assert answer.headers["Content-Disposition"].isascii()
    assert browser.get(f"{base}/attendance/sign-in-sheet.pdf?half=noon").status_code == 404


def test_daily_list_names_nothing_but_name_and_state(hall, browser, base) -> None:
    trainee = hall.trainee("张伟", unit_id=hall.make.unit("铁路局工会").id)
    text = browser.get(f"{base}/attendance/daily").text
    assert ("张伟" in text, "铁路局工会" in text, trainee.person.phone in text) == (
        True, False, False,
    )  # fmt: skip


def test_lock_is_for_the_head_teacher(hall, browser, base) -> None:
    url = f"{base}/lessons/{hall.lesson.id}/lock"
    assert browser.post(url).status_code == 403
    head = hall.make.staff_browser(hall.training_class, "head_teacher")
    assert head.post(url).status_code == 303
    assert "已锁定" in head.get(f"{base}/lessons/{hall.lesson.id}/board").text


def test_liaison_sees_and_does_not_mark(hall, base) -> None:
    trainee = hall.trainee()
    liaison = hall.make.staff_browser(hall.training_class, "liaison")
    lesson = f"{base}/lessons/{hall.lesson.id}"
    assert liaison.get(f"{lesson}/board").status_code == 200
    for url in (f"{lesson}/roll", f"{lesson}/seats/{trainee.id}", f"{lesson}/screen"):
        assert liaison.get(url).status_code == 403


def test_screen_says_when_check_in_opens_and_when_it_is_over(hall, browser, base, stand) -> None:
    url = f"{base}/lessons/{hall.lesson.id}/screen/state"
    assert browser.get(url).json["message"] is None
    stand(timedelta(hours=4))
    assert browser.get(url).json["message"] == "签到已于 11:30 结束"
    later = hall.make.lesson(hall.training_class, "晚", starts_at=MONDAY + timedelta(hours=12))
    url = f"{base}/lessons/{later.id}/screen/state"
    assert (browser.get(url).json["message"], browser.get(url).json["closed"]) == (
        "19:30 开始签到", True,
    )  # fmt: skip


def test_screen_shows_surnames_only_where_the_class_wants_it(hall, browser, base) -> None:
    hall.check_in(hall.make.phone_of(hall.trainee("欧阳修")))
    url = f"{base}/lessons/{hall.lesson.id}/screen/state"
    state = browser.get(url).json
    assert (state["latest"], state["present"], state["due"]) == (["欧阳"], 1, 1)
    quiet = hall.make.training_class(policy_json={"show_surnames": False})
    lesson = hall.make.lesson(quiet)
    other = hall.make.staff_browser(quiet, "counsellor")
    found = other.get(f"/console/classes/{quiet.code}/lessons/{lesson.id}/screen/state").json
    assert found["latest"] == []


def test_qr_of_the_screen_holds_the_scan_address(hall, browser, base) -> None:
    state = browser.get(f"{base}/lessons/{hall.lesson.id}/screen/state").json
    assert state["svg"] == qr.svg(f"http://localhost/s/{hall.code()}", title="签到二维码")
    assert browser.get(f"{base}/lessons/{hall.lesson.id}/screen").status_code == 200
