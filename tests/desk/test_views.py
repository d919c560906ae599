"""What staff see first: their classes, a class's day, its journal, and whether the house is well."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient

from core import audit, clock
from core.attendance.models import Attendance, AttendanceFlag
from core.hookspecs import hookimpl
from core.testing import MONDAY, STAFF, Maker, counted_queries
from core.training.models import TrainingClass
from core.training.terms import Role
from core.transaction import transaction


def text_of(page: str) -> str:
    """What a reader of the page's middle sees, in one line."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def overview_of(found: TrainingClass) -> str:
    return f"/console/classes/{found.code}/"


def present(make: Maker, lesson: Any, trainee: Any, mark: str = "present") -> None:
    with transaction() as session:
        session.add(
            Attendance(
                class_id=lesson.class_id,
                lesson_id=lesson.id,
                enrolment_id=trainee.id,
                mark=mark,
                leave_kind="sick" if mark == "on_leave" else None,
                source="roll",
                received_at=clock.now(),
            )
        )


def test_home_of_a_new_house_says_what_to_do_first(console: FlaskClient, stand) -> None:
    page = console.get("/console/").text
    assert "还没有班级" in text_of(page)
    assert 'href="/console/classes/new"' in page


def test_home_shows_only_the_classes_that_one_works_in(make: Maker, stand) -> None:
    mine = make.training_class(name="甲班")
    make.training_class(name="乙班")
    text = text_of(make.staff_browser(mine, "counsellor").get("/console/").text)
    assert ("甲班" in text, "乙班" in text) == (True, False)


def test_staff_without_a_class_is_told_who_can_help(make: Maker, stand) -> None:
    text = text_of(make.browser_of(make.account()).get("/console/").text)
    assert "您还没有参加任何班级的工作" in text


def test_card_counts_today_as_it_stands(console: FlaskClient, make: Maker, stand) -> None:
    found = make.training_class(name="甲班")
    here, away, *_others = [make.trainee(found) for _number in range(4)]
    make.trainee(found, state="approved")
    make.trainee(found, state="withdrawn")
    lesson = make.lesson(found, "开班式")
    present(make, lesson, here)
    present(make, lesson, away, "on_leave")
    with transaction() as session:
        session.add(
            AttendanceFlag(
                class_id=found.id,
                lesson_id=lesson.id,
                enrolment_id=here.id,
                kind="shared_phone",
                raised_at=clock.now(),
            )
        )
    text = text_of(console.get("/console/").text)
    assert [
        word for word in ("开班式", "08:30", "已到 1/5", "未报到 1", "⚑ 待看 1") if word not in text
    ] == []


def test_classes_that_are_over_stand_below_by_year(
    console: FlaskClient, make: Maker, stand
) -> None:
    before = MONDAY.date() - timedelta(days=400)
    make.training_class(
        name="老班", state="archived", report_on=before, starts_on=before, ends_on=before
    )
    text = text_of(console.get("/console/").text)
    assert text.index("2025 年") < text.index("老班") < text.index("归档")


def statements_of_home(console: FlaskClient) -> int:
    with counted_queries() as seen:
        assert console.get("/console/").status_code == 200
    return len(seen)


def test_home_asks_the_same_for_1_and_50_classes(console: FlaskClient, make: Maker, stand) -> None:
    def one_more(number: int) -> None:
        found = make.training_class()
        group = make.group(found)
        make.trainee(found, group_id=group.id)
        make.lesson(found)
        make.lesson(found, "研讨", group_id=group.id, starts_at=MONDAY + timedelta(hours=6))
        if number % 5 == 0:
            make.training_class(state="archived")

    one_more(0)
    statements_of_home(console)
    first = statements_of_home(console)
    for number in range(1, 50):
        one_more(number)
    assert statements_of_home(console) == first <= 16


def test_overview_asks_the_same_for_1_and_40_trainees(
    console: FlaskClient, make: Maker, stand
) -> None:
    found = make.training_class()
    lesson = make.lesson(found)

    def statements() -> int:
        with counted_queries() as seen:
            assert console.get(overview_of(found)).status_code == 200
        return len(seen)

    present(make, lesson, make.trainee(found))
    statements()
    first = statements()
    for _number in range(39):
        present(make, lesson, make.trainee(found))
    assert statements() == first


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", ["preparing", "running", "closed"])
def test_no_link_of_the_overview_leads_to_a_closed_door(
    make: Maker, stand, role: str, state: str
) -> None:
    found = make.training_class(state=state)
    make.trainee(found, state="approved")
    make.lesson(found)
    browser = make.staff_browser(found, role)
    page = browser.get(overview_of(found))
    assert page.status_code == 200
    links = set(re.findall(r'href="(/console/[^"#]*)"', page.text))
    closed = [link for link in sorted(links) if browser.get(link).status_code >= 400]
    assert closed == []


def test_broken_panel_of_a_plugin_leaves_the_page_standing(settings: Any, stand) -> None:
    from core.app import create_app
    from core.testing import Browser

    def class_panels(training_class: Any) -> list[Any]:
        raise ZeroDivisionError

    broken = SimpleNamespace(class_panels=hookimpl(class_panels))
    app = create_app(settings=settings, testing=True, extra_plugins=[("cracked", broken)])
    app.test_client_class, app.config["WTF_CSRF_ENABLED"] = Browser, False
    with app.app_context():
        make = Maker(app)
        found, browser = make.training_class(), make.browser_of(make.account(administrator=True))
        assert browser.get(overview_of(found)).status_code == 200
        system = text_of(browser.get("/console/system").text)
        assert ("cracked" in system, "class_panels" in system) == (True, True)


def test_journal_turns_its_pages(console: FlaskClient, make: Maker, stand) -> None:
    found = make.training_class()
    with transaction():
        for number in range(51):
            subject = f"class:{found.id}"
            at = clock.now() + timedelta(seconds=number)
            audit.note("training.change", subject, by=STAFF, at=at, class_id=found.id)
    address = f"{overview_of(found)}settings/journal"
    rows = [console.get(address, query_string={"page": n}).text.count("李组织员") for n in (1, 2)]
    assert rows == [50, 1]


@pytest.mark.parametrize("number", ["0", "-3", "x", "999999999999999999999"])
def test_journal_page_that_is_none_is_no_error(
    console: FlaskClient, make: Maker, stand, number: str
) -> None:
    address = f"{overview_of(make.training_class())}settings/journal"
    assert console.get(address, query_string={"page": number}).status_code == 200


def test_system_page_is_the_administrators_alone(console: FlaskClient, make: Maker, stand) -> None:
    assert console.get("/console/system").status_code == 200
    host = make.staff_browser(make.training_class(), "host")
    assert host.get("/console/system").status_code == 403


def papers_on(page: str) -> list[str]:
    """The addresses of the overview's print menu."""
    menu = (
        page.partition("<main")[2]
        .partition('<div class="drop-menu-list">')[2]
        .partition("</div>")[0]
    )
    return re.findall(r'<a href="([^"]+)"', menu)


def test_overview_lists_the_papers_that_a_role_may_print(make: Maker, stand: Any) -> None:
    found = make.training_class()
    make.trainee(found, "张伟")
    make.lesson(found)
    head = make.staff_browser(found, "head_teacher")
    listed = papers_on(head.get(overview_of(found)).text)
    base = f"/console/classes/{found.code}"
    assert listed[:3] == [
        f"{base}/trainees/print/{one}.pdf" for one in ("roster", "groups", "slips")
    ]
    assert [head.get(one).mimetype for one in listed] == ["application/pdf"] * len(listed)
