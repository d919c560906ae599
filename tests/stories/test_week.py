"""The whole week in real browsers: one desk, three phones, from the spreadsheet to the certificate."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from sqlalchemy import select

from core import clock
from core.access.models import Account
from core.access.services import create_account, give_role
from core.attendance.models import Attendance
from core.audit import SYSTEM
from core.db import db
from core.enrolment.models import Enrolment
from core.people.models import Person
from core.tabular import write_xlsx
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.training.rules import Role
from tests.stories.conftest import Watched

pytestmark = pytest.mark.browser
PASSWORD = "a-long-password-9"
CODE = "XBP-2026-3"
ZHANG, GULI, YAN, OUYANG = ("19900000001", "19900000003", "19900000004", "19900000006")
ROSTER = [
    ("姓名*", "性别", "工作单位", "现任职务", "手机号码", "组别"),
    ("张伟", "男", "市总工会", "副主席", 19900000001.0, "第1组"),
    ("张伟", "男", "青石区总工会", "办公室主任", "199 0000 0002", "第1组"),
    ("阿依古丽·买买提", "女", "云桥区总工会", "干事", "+86 19900000003", "第1组"),
    ("王䶮", "女", "临河区总工会", "女职工委员会主任", "19900000004", "第2组"),
    ("", "男", "松山区总工会", "干事", "19900000005", "第2组"),
    ("欧阳静怡", "女", "松山区总工会", "一级科员", "19900000006", "第2组"),
]
LESSONS = [
    ("日期", "时间", "培训内容", "类型", "地点", "授课教师", "学时"),
    ("2026-11-23", "8:30-11:30", "新时代工会工作", "讲座", "第一报告厅", "林若水 教授", 4),
    ("2026-11-23", "14:30-15:30", "分组研讨", "研讨", "各组研讨室", "", 1),
    ("2026-11-24", "8:30-11:30", "西柏坡纪念馆", "现场教学", "西柏坡纪念馆", "陈晓岚", 4),
    ("2026-11-24", "14:00-16:00", "结业式", "结业式", "第一报告厅", "", 4),
]


def beijing(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 on the wall in Beijing."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def at() -> Iterator[Callable[[datetime], None]]:
    """Moves the server's clock to a moment; it starts on the Friday before the class."""
    with clock.standing_at(beijing(20, 10)) as move:
        yield lambda moment: move(moment - clock.now())


@pytest.fixture
def staff(house: Flask) -> None:
    """The accounts of three members of staff, as an administrator makes them."""
    with house.app_context():
        for username, name in (("host", "赵主任"), ("head", "钱老师"), ("counsel", "孙组织员")):
            create_account(
                username,
                name,
                PASSWORD,
                administrator=username == "host",
                by=SYSTEM,
                at=clock.now(),
            )


def sheet(rows: list[tuple[Any, ...]], name: str) -> dict[str, Any]:
    """A spreadsheet as a browser uploads it."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": name, "mimeType": kind, "buffer": write_xlsx("Sheet1", rows[0], rows[1:])}


def sign_in(desk: Watched, username: str) -> None:
    page = desk.page
    page.goto("/")
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    desk.looks_right("sign-in")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="班级", exact=True).wait_for()


def open_class(desk: Watched) -> None:
    page = desk.page
    page.get_by_role("link", name="新建班级").first.click()
    page.get_by_label("班级名称").fill("第3期工会干部培训班")
    page.get_by_label("班级代码").fill(CODE)
    page.get_by_label("主办单位").fill("市总工会")
    page.get_by_label("承办单位").fill("西柏坡干部培训中心")
    page.get_by_label("地点").fill("西柏坡")
    page.get_by_label("报到日").fill("2026-11-22")
    page.get_by_label("第一天").fill("2026-11-23")
    page.get_by_label("最后一天").fill("2026-11-24")
    desk.looks_right()
    page.get_by_role("button", name="建立班级").click()
    page.get_by_text("班级已建立").wait_for()
    desk.looks_right()


def import_roster(desk: Watched) -> None:
    page = desk.page
    page.goto(f"/console/classes/{CODE}/trainees/import")
    page.locator("input[type=file]").set_input_files(sheet(ROSTER, "名单.xlsx"))
    page.get_by_role("button", name="读取").click()
    page.get_by_text("没有姓名").or_(page.get_by_text("姓名")).first.wait_for()
    desk.looks_right("import")
    page.get_by_role("button", name=re.compile("写入 5 人")).click()
    page.get_by_role("heading").first.wait_for()
    page.goto(f"/console/classes/{CODE}/trainees/")
    assert page.locator("tbody tr").count() == 5
    desk.looks_right("trainees")


def import_timetable(desk: Watched) -> None:
    page = desk.page
    page.goto(f"/console/classes/{CODE}/timetable/import")
    page.locator("input[type=file]").set_input_files(sheet(LESSONS, "课表.xlsx"))
    page.get_by_role("button", name="下一步：核对").click()
    desk.looks_right()
    page.get_by_role("button", name="写入 4 次课").click()
    page.get_by_text("课表已写入", exact=True).wait_for()
    page.goto(f"/console/classes/{CODE}/timetable")
    assert page.get_by_text("西柏坡纪念馆").first.is_visible()
    desk.looks_right("week")


def move_class(desk: Watched, word: str) -> None:
    page = desk.page
    page.goto(f"/console/classes/{CODE}/settings")
    page.get_by_role("button", name=f"改为“{word}”").click()
    page.get_by_text(f"班级现在是“{word}”").wait_for()


def public_token(house: Flask) -> str:
    with house.app_context():
        return db.session.execute(select(TrainingClass.public_token)).scalar_one()


def trainee(house: Flask, phone_number: str) -> Enrolment:
    with house.app_context():
        return db.session.execute(
            select(Enrolment).join(Person).where(Person.phone == phone_number)
        ).scalar_one()


def give_roles(house: Flask) -> None:
    with house.app_context():
        found = db.session.execute(select(TrainingClass)).scalar_one()
        for username, role in (("head", Role.HEAD_TEACHER), ("counsel", Role.COUNSELLOR)):
            account = db.session.execute(
                select(Account).where(Account.username == username)
            ).scalar_one()
            give_role(account, found, role, by=SYSTEM, at=clock.now())


def apply_by_link(desk: Watched, phone: Watched, token: str) -> None:
    page = phone.page
    page.goto(f"/j/{token}")
    page.get_by_label("姓名").fill("孟令杰")
    page.get_by_label("单位").fill("市教育工会")
    page.get_by_label("手机").fill("19900000501")
    page.get_by_role("checkbox").last.check()
    phone.looks_right("apply")
    page.get_by_role("button", name="提交报名").click()
    page.wait_for_url("**/a/**")
    phone.looks_right()
    desk.page.goto(f"/console/classes/{CODE}/trainees/applications")
    desk.page.get_by_role("checkbox", name="选择 孟令杰").check()
    desk.looks_right()
    desk.page.get_by_role("button", name="通过", exact=True).click()
    page.reload()
    page.get_by_text("通过").first.wait_for()
    phone.looks_right()


def bind(phone: Watched, token: str, number: str, code: str) -> None:
    page = phone.page
    page.goto(f"/j/{token}")
    page.get_by_role("link", name="绑定我的手机").click()
    page.get_by_label("手机号").fill(number)
    page.get_by_label("激活码").fill(code.lower())
    page.get_by_role("checkbox").check()
    phone.looks_right("phone-bind")
    page.get_by_role("button", name="绑定").click()
    page.get_by_text("今天").first.wait_for()


def scanned(desk: Watched) -> str:
    """The address in the code on the hall's screen, read from the picture of the screen."""
    desk.page.locator("[data-qr] svg").wait_for()
    picture = Image.open(io.BytesIO(desk.page.screenshot()))
    return str(zxingcpp.read_barcodes(picture)[0].text)


def read_qr_of_pdf(pdf: bytes) -> str:
    drawn = subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-"], input=pdf, capture_output=True, check=True
    )
    return str(zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn.stdout)))[0].text)


def lesson_id(house: Flask, title: str) -> int:
    with house.app_context():
        return db.session.execute(select(Lesson.id).where(Lesson.title == title)).scalar_one()


def prints_are_papers(desk: Watched, house: Flask) -> None:
    """The three papers of the wall and the desk come as PDF with the trainees on them."""
    base = f"/console/classes/{CODE}"
    papers = {
        f"{base}/trainees/print/roster.pdf": "阿依古丽",
        f"{base}/timetable/print.pdf": "西柏坡纪念馆",
        f"{base}/lessons/{lesson_id(house, '新时代工会工作')}/sign-in-sheet.pdf": "欧阳静怡",
        f"{base}/attendance/sign-in-sheet.pdf?day=2026-11-23&half_day=am": "欧阳静怡",
    }
    for url, expected in papers.items():
        answer = desk.page.request.get(url)
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf"), url
        words = subprocess.run(
            ["pdftotext", "-raw", "-", "-"], input=answer.body(), capture_output=True, check=True
        )
        assert expected in words.stdout.decode(), url


def check_in(desk: Watched, phone: Watched, house: Flask, word: str) -> None:
    """The phone's camera sees the hall's screen; one tap."""
    page = desk.page
    page.goto(f"/console/classes/{CODE}/lessons/{lesson_id(house, '新时代工会工作')}/screen")
    phone.page.goto(scanned(desk))
    phone.looks_right("phone-scanned")
    phone.page.get_by_role("button", name="签到").click()
    phone.page.get_by_text(word).first.wait_for()
    phone.looks_right("phone-checked-in" if word == "正常" else "")


def ask_for_leave(phone: Watched) -> None:
    page = phone.page
    page.goto(f"/m/{CODE}/today")
    page.get_by_role("link", name="请假", exact=True).click()
    page.locator("label.half", has_text="下午").first.click()
    page.get_by_text("涉及 1 节课，1 学时").wait_for()
    page.get_by_label("原因").fill("孩子开家长会")
    phone.looks_right("phone-leave")
    page.get_by_role("button", name="发送请假").click()
    page.get_by_role("button", name="撤回").wait_for()
    phone.looks_right()


def decide_leave(counsellor: Watched) -> None:
    page = counsellor.page
    page.goto(f"/console/classes/{CODE}/leave")
    page.get_by_text("孩子开家长会").wait_for()
    counsellor.looks_right("leave")
    page.get_by_role("button", name="批准", exact=True).click()
    page.get_by_label("意见（可不填，学员会看到）").fill("同意，注意安全")
    page.get_by_role("button", name="确认批准").click()
    page.get_by_text("没有待批的请假").wait_for()


def call_the_roll(head: Watched, house: Flask, title: str, absent: str) -> None:
    page = head.page
    page.goto(f"/console/classes/{CODE}/lessons/{lesson_id(house, title)}/roll")
    if absent:
        page.locator("label.roll-one", has_text=absent).click()
    head.looks_right("roll")
    page.get_by_role("button", name="完成点名").click()
    page.wait_for_url(lambda url: not url.endswith("/roll"))


def register_of(house: Flask, phone_number: str) -> dict[str, str]:
    """The marks of one trainee by lesson, as they stand in the database."""
    with house.app_context():
        rows = (
            select(Lesson.title, Attendance.mark)
            .join(Attendance, Attendance.lesson_id == Lesson.id)
            .join(Enrolment, Enrolment.id == Attendance.enrolment_id)
            .join(Person, Person.id == Enrolment.person_id)
            .where(Person.phone == phone_number)
        )
        return dict(db.session.execute(rows).all())


def close_class(head: Watched) -> None:
    page = head.page
    page.goto(f"/console/classes/{CODE}/completion/")
    page.get_by_role("checkbox", name="确认显示的全部学员").check()
    head.looks_right("completion")
    page.get_by_role("button", name="核定并结业").first.click()
    page.get_by_role("dialog").get_by_role("button", name="核定并结业").click()
    page.get_by_text("结业").first.wait_for()
    head.looks_right()


def fetch_certificate(phone: Watched) -> str:
    """Opens the certificate on the phone; answers the address in its printed QR."""
    page = phone.page
    page.goto(f"/m/{CODE}/today")
    phone.looks_right("phone-certificate")
    link = page.get_by_role("link", name="打开证书").get_attribute("href")
    answer = page.request.get(str(link))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    return read_qr_of_pdf(answer.body())


def test_week_from_the_spreadsheet_to_the_certificate(  # noqa: PLR0915 - a week is long
    house: Flask,
    open_window: Callable[..., Watched],
    phone: Callable[[], Watched],
    at: Callable[[datetime], None],
    staff: None,
) -> None:
    desk, head, counsellor = (
        open_window(viewport={"width": 1440, "height": 900}) for _one in range(3)
    )
    sign_in(desk, "host")
    open_class(desk)
    import_roster(desk)
    import_timetable(desk)
    give_roles(house)
    prints_are_papers(desk, house)
    move_class(desk, "报名中")
    token = public_token(house)
    apply_by_link(desk, phone(), token)

    at(beijing(22, 15))
    move_class(desk, "报到")
    first, second, third = phone(), phone(), phone()
    for one, number in ((first, ZHANG), (second, GULI), (third, YAN)):
        bind(one, token, number, trainee(house, number).activation_code)
    move_class(desk, "进行中")

    at(beijing(23, 8, 20))
    first.page.goto(f"/m/{CODE}/today")
    first.looks_right("phone-today")
    check_in(desk, first, house, "正常")
    at(beijing(23, 8, 50))
    check_in(desk, second, house, "迟到")
    desk.looks_right("screen")
    desk.page.goto(f"/console/classes/{CODE}/lessons/{lesson_id(house, '新时代工会工作')}/board")
    desk.page.get_by_text("2/").first.wait_for()
    desk.looks_right("board")

    sign_in(counsellor, "counsel")
    ask_for_leave(first)
    decide_leave(counsellor)
    first.page.goto(f"/m/{CODE}/leave/mine")
    first.page.get_by_text("已批准").first.wait_for()
    first.looks_right()

    sign_in(head, "head")
    at(beijing(23, 15, 40))
    call_the_roll(head, house, "新时代工会工作", "欧阳静怡")
    call_the_roll(head, house, "分组研讨", "")
    assert register_of(house, ZHANG) == {"新时代工会工作": "present", "分组研讨": "on_leave"}
    assert register_of(house, GULI) == {"新时代工会工作": "late", "分组研讨": "present"}
    assert register_of(house, OUYANG)["新时代工会工作"] == "absent"
    at(beijing(24, 17))
    call_the_roll(head, house, "西柏坡纪念馆", "")
    call_the_roll(head, house, "结业式", "")
    head.page.goto(f"/console/classes/{CODE}/")
    head.looks_right("overview")

    close_class(head)
    verified = fetch_certificate(first)
    visitor = phone()
    visitor.page.goto(verified)
    visitor.page.get_by_text("有效", exact=True).wait_for()
    visitor.looks_right("verify")
    desk.page.goto(f"/console/classes/{CODE}/certificates/")
    desk.looks_right("certificates")
