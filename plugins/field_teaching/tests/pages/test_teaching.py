"""A stop to learn at: material, 心得, flowers, ratings; and what the console makes of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from PIL import Image
from sqlalchemy import inspect, select, text

from core.access.terms import Role
from core.audit import AuditEntry
from core.db import db
from core.errors import NotFound, Refused
from core.files import StoredFile
from core.testing import MONDAY, Maker, counted_queries, rows_of
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.field_teaching.models import Rated, Reflection, StopScore, Tribute
from plugins.field_teaching.services import teaching
from plugins.field_teaching.tests.conftest import Road
from plugins.field_teaching.tests.pages.conftest import HOUR, Day, photo, self_of

GOOD = {"site": "5", "guide": "4", "organisation": "3"}


@pytest.fixture
def phone(day: Day, make: Maker) -> FlaskClient:
    return make.phone_of(day.zhang)


@pytest.fixture
def url(day: Day) -> str:
    return f"{day.phone}/stops/{day.teach.id}"


def own(day: Day) -> Reflection | None:
    db.session.rollback()
    rows = select(Reflection).where(Reflection.enrolment_id == day.zhang.id)
    return db.session.execute(rows.execution_options(populate_existing=True)).scalar_one_or_none()


# -- 心得 --------------------------------------------------------------------------------------------


def test_reflection_is_one_for_each_stop_and_can_be_changed(
    day: Day, phone: FlaskClient, url: str
) -> None:
    assert phone.post(f"{url}/reflection", data={"body": "初稿"}).status_code == 303
    assert phone.post(f"{url}/reflection", data={"body": "改定"}).status_code == 303
    found = own(day)
    assert found is not None
    assert (found.body, rows_of(Reflection)) == ("改定", 1)
    assert "改定" in phone.get(url).text


def test_photo_is_made_small_and_says_nothing_of_the_phone(
    day: Day, phone: FlaskClient, url: str
) -> None:
    given = {"body": "有图", "photo": (BytesIO(photo((4000, 3000))), "IMG.jpg")}
    phone.post(f"{url}/reflection", data=given)
    kept = phone.get(f"{url}/photo")
    assert b"SecretPhone" not in kept.data
    image = Image.open(BytesIO(kept.data))
    assert (image.format, max(image.size), dict(image.getexif())) == ("JPEG", 1600, {})


def test_new_photo_replaces_the_old_and_text_alone_keeps_it(
    day: Day, phone: FlaskClient, url: str
) -> None:
    for size in ((80, 60), (60, 80)):
        given = {"body": "有图", "photo": (BytesIO(photo(size)), "IMG.jpg")}
        phone.post(f"{url}/reflection", data=given)
    phone.post(f"{url}/reflection", data={"body": "只改字"})
    assert rows_of(StoredFile) == 1
    assert Image.open(BytesIO(phone.get(f"{url}/photo").data)).size == (60, 80)
    phone.post(f"{url}/photo/remove")
    assert (rows_of(StoredFile), phone.get(f"{url}/photo").status_code) == (0, 404)


@pytest.mark.parametrize(
    ("body", "words"), [(" ", "请写下您的心得"), ("字" * 2001, "最多 2000 个字，现在是 2001 个字")]
)
def test_reflection_that_cannot_stand_keeps_what_was_typed(
    day: Day, phone: FlaskClient, url: str, body: str, words: str
) -> None:
    answer = phone.post(f"{url}/reflection", data={"body": body})
    assert (answer.status_code, words in answer.text) == (422, True)
    assert body.strip() in answer.text
    assert rows_of(Reflection) == 0


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"\xff\xd8\xff torn", b"GIF89a"])
def test_photo_that_is_none_is_refused_whole(
    day: Day, phone: FlaskClient, url: str, content: bytes
) -> None:
    given = {"body": "有图", "photo": (BytesIO(content), "x.jpg")}
    answer = phone.post(f"{url}/reflection", data=given)
    assert (answer.status_code, rows_of(Reflection), rows_of(StoredFile)) == (422, 0, 0)


def test_reflection_is_not_written_before_the_day(
    day: Day, make: Maker, road: Road, phone: FlaskClient
) -> None:
    later = road.outing(day.training_class, held_on=day.outing.held_on + timedelta(days=1))
    stop = road.stop(later, "teach", "明天的站", MONDAY + 24 * HOUR)
    page = f"{day.phone}/stops/{stop.id}"
    assert "当天起可以写" in phone.get(page).text
    assert phone.post(f"{page}/reflection", data={"body": "提前写"}).status_code == 422
    assert rows_of(Reflection) == 0


def test_closed_class_shows_what_was_written_and_takes_no_more(
    day: Day, phone: FlaskClient, url: str
) -> None:
    phone.post(f"{url}/reflection", data={"body": "定稿"})
    with transaction() as session:
        session.get_one(TrainingClass, day.training_class.id).state = "closed"
    page = phone.get(url).text
    assert "定稿" in page
    assert "<textarea" not in page
    phone.post(f"{url}/reflection", data={"body": "改"})
    phone.post(f"{url}/take-part")
    phone.post(f"{url}/rating", data=GOOD)
    found = own(day)
    assert found is not None
    assert (found.body, rows_of(Tribute), rows_of(Rated)) == ("定稿", 0, 0)


def test_script_in_a_reflection_is_text_everywhere(
    day: Day, make: Maker, phone: FlaskClient, url: str
) -> None:
    phone.post(f"{url}/reflection", data={"body": "<script>alert(1)</script>=1+1"})
    desk = make.staff_browser(day.training_class, Role.HOST)
    for page in (phone.get(url), desk.get(f"{day.console}/stops/{day.teach.id}/reflections")):
        assert "<script>alert(1)" not in page.text
    assert desk.get(f"{day.console}/print/reflections.pdf").status_code == 200


# -- stops of others ---------------------------------------------------------------------------------


def test_stop_that_is_not_ones_own_is_not_there(
    day: Day, make: Maker, road: Road, phone: FlaskClient
) -> None:
    other = make.training_class()
    foreign = road.stop(road.outing(other), "teach", "别班", MONDAY)
    draft = road.stop(road.outing(day.training_class, published_at=None), "teach", "草稿", MONDAY)
    gone = road.stop(day.outing, "teach", "取消", MONDAY, cancelled_at=MONDAY)
    meal = road.stop(day.outing, "meal", "午餐", MONDAY)
    for stop in (foreign, draft, gone, meal):
        page = f"{day.phone}/stops/{stop.id}"
        asked = [phone.get(page), *(phone.post(f"{page}/{act}", data={"body": "x", **GOOD})
                 for act in ("take-part", "reflection", "rating"))]  # fmt: skip
        assert [one.status_code for one in asked] == [404] * 4, stop.title
    assert phone.get(f"{day.phone}/stops/{2**40}").status_code == 404


def test_stop_of_the_plan_that_does_not_hold_is_not_on_the_way(
    day: Day, road: Road, phone: FlaskClient
) -> None:
    rain = road.stop(day.outing, "teach", "室内", MONDAY, variant="rain", activity="pledge")
    page = f"{day.phone}/stops/{rain.id}"
    assert "您的行程现在没有这一站" in phone.get(page).text
    phone.post(f"{page}/take-part")
    assert phone.post(f"{page}/reflection", data={"body": "x"}).status_code == 422
    assert (rows_of(Tribute), rows_of(Reflection)) == (0, 0)


def test_trainee_of_another_class_is_refused_by_the_service_too(day: Day, make: Maker) -> None:
    stranger = make.trainee(make.training_class())
    with pytest.raises(NotFound):
        teaching.take_part(day.teach, stranger, by=self_of(stranger), at=MONDAY)


# -- flowers -----------------------------------------------------------------------------------------


def test_flowers_are_counted_once_for_each(day: Day, make: Maker, url: str) -> None:
    for who in (day.zhang, day.li, day.li):
        assert make.phone_of(who).post(f"{url}/take-part").status_code == 303
    page = make.phone_of(day.zhang).get(url).text
    assert "已有 2 人献花" in page
    assert "您已献花" in page
    assert rows_of(Tribute) == 2


def test_flowers_are_laid_on_the_day_alone(
    day: Day, phone: FlaskClient, url: str, stand: Callable[[timedelta], None]
) -> None:
    stand(16 * HOUR)
    assert "只能在现场教学当天参加" in phone.post(f"{url}/take-part", follow_redirects=True).text
    assert rows_of(Tribute) == 0


# -- ratings -----------------------------------------------------------------------------------------


def test_rating_waits_for_the_end_of_the_stop_and_is_given_once(
    day: Day, phone: FlaskClient, url: str, stand: Callable[[timedelta], None]
) -> None:
    assert "这一站结束后可以评价" in phone.get(url).text
    assert phone.post(f"{url}/rating", data=GOOD).status_code == 422
    stand(HOUR + HOUR / 2)
    assert "不记谁给了几分" in phone.get(url).text
    assert phone.post(f"{url}/rating", data=GOOD).status_code == 303
    again = phone.post(f"{url}/rating", data={**GOOD, "site": "1"})
    assert (again.status_code, "您已经评价过" in again.text) == (422, True)
    assert sums(day) == {("site", 5): 1, ("guide", 4): 1, ("organisation", 3): 1}


@pytest.mark.parametrize(
    "scores",
    [{}, {**GOOD, "site": "6"}, {**GOOD, "guide": "0"}, {**GOOD, "guide": "4.5"},
     {"site": "5", "guide": "4"}, {**GOOD, "site": "<script>"}],
)  # fmt: skip
def test_rating_that_makes_no_sense_counts_nothing(
    day: Day,
    phone: FlaskClient,
    url: str,
    stand: Callable[[timedelta], None],
    scores: dict[str, str],
) -> None:
    stand(2 * HOUR)
    assert phone.post(f"{url}/rating", data=scores).status_code == 422
    assert (rows_of(Rated), sums(day)) == (0, {})


def sums(day: Day) -> dict[tuple[str, int], int]:
    db.session.rollback()
    rows = select(StopScore).where(StopScore.stop_id == day.teach.id, StopScore.times > 0)
    found = db.session.execute(rows.execution_options(populate_existing=True)).scalars()
    return {(one.aspect, one.score): one.times for one in found}


def test_dump_of_the_database_does_not_say_who_gave_what(
    day: Day, make: Maker, url: str, stand: Callable[[timedelta], None]
) -> None:
    stand(2 * HOUR)
    given = {day.zhang: "1", day.li: "5"}
    dumps = []
    for who, score in given.items():
        scores = dict.fromkeys(GOOD, score)
        assert make.phone_of(who).post(f"{url}/rating", data=scores).status_code == 303
        dumps.append(_dump("field_teaching_stop_score", "aspect, score, site_id"))
    # The first to answer made no row that the second did not find, and none moved in the table.
    assert dumps[0] == dumps[1]
    assert len(dumps[0]) == 15
    columns = {one["name"] for one in inspect(db.engine).get_columns("field_teaching_rated")}
    assert columns == {"stop_id", "enrolment_id"}
    acts = set(db.session.execute(select(AuditEntry.act)).scalars())
    assert not {act for act in acts if "rat" in act}


def _dump(table: str, columns: str) -> list[Any]:
    """The rows as they lie in the table, which is how they are dumped."""
    db.session.rollback()
    return list(db.session.execute(text(f"select {columns} from {table}")).all())  # noqa: S608


def test_rows_of_a_stop_lie_together_whoever_answered_last(
    day: Day, make: Maker, url: str, stand: Callable[[timedelta], None]
) -> None:
    stand(2 * HOUR)
    where = []
    for who, score in ((day.zhang, "1"), (day.li, "5")):
        make.phone_of(who).post(f"{url}/rating", data=dict.fromkeys(GOOD, score))
        if db.engine.dialect.name == "postgresql":
            writers = _dump("field_teaching_stop_score", "xmin::text")
            where.append(len(set(writers)))
    assert where in ([], [1, 1])


def test_ratings_stay_with_the_site_when_the_stop_is_gone(
    day: Day, make: Maker, url: str, stand: Callable[[timedelta], None]
) -> None:
    stand(2 * HOUR)
    make.phone_of(day.zhang).post(f"{url}/rating", data=GOOD)
    with transaction() as session:
        session.execute(text(f"delete from field_teaching_stop where id = {day.teach.id}"))  # noqa: S608
    rows = select(StopScore.site_id, StopScore.stop_id).where(StopScore.times > 0)
    assert set(db.session.execute(rows).all()) == {(day.teach.site_id, None)}


def test_rating_is_not_given_by_two_at_once(day: Day, stand: Callable[[timedelta], None]) -> None:
    stand(2 * HOUR)
    scores = {"site": 5, "guide": 5, "organisation": 5}
    teaching.rate(day.teach, day.zhang, scores, at=MONDAY + 2 * HOUR)
    with pytest.raises(Refused, match="已经评价过"):
        teaching.rate(day.teach, day.zhang, scores, at=MONDAY + 2 * HOUR)


# -- the console -------------------------------------------------------------------------------------


def test_material_is_written_by_planners_and_read_on_the_phone(
    day: Day, make: Maker, phone: FlaskClient, url: str
) -> None:
    given = {"topic": "两个务必", "material_before": "先读报告", "question": "为什么赶考",
             "activity": "pledge", "activity_text": "我宣誓", "material_after": "再读一遍"}  # fmt: skip
    page = f"{day.console}/stops/{day.teach.id}/material"
    desk = make.staff_browser(day.training_class, Role.HEAD_TEACHER)
    assert desk.post(page, data=given).status_code == 303
    shown = phone.get(url).text
    places = [shown.index(words) for words in ("先读报告", "为什么赶考", "我宣誓", "再读一遍")]
    assert places == sorted(places)
    assert make.staff_browser(day.training_class, Role.LEADER).get(page).status_code == 403
    refused = desk.post(page, data={**given, "topic": "字" * 201, "activity": "dance"})
    assert (refused.status_code, "没有这种现场活动" in refused.text) == (422, True)


def test_reflections_are_read_by_group_and_unit(
    day: Day, make: Maker, phone: FlaskClient, url: str
) -> None:
    phone.post(f"{url}/reflection", data={"body": "张伟写的"})
    unit, group = make.unit("市供电公司"), make.group(day.training_class, "第九组")
    other = make.trainee(day.training_class, "王梅", unit_id=unit.id, group_id=group.id)
    make.phone_of(other).post(f"{url}/reflection", data={"body": "王梅写的"})
    desk = make.staff_browser(day.training_class, Role.COUNSELLOR)
    page = f"{day.console}/stops/{day.teach.id}/reflections"
    for query, seen in (("", (True, True)), (f"?group={group.id}", (False, True)),
                        (f"?unit={unit.id}", (False, True)), ("?group=x", (True, True))):  # fmt: skip
        found = desk.get(page + query).text
        assert ("张伟写的" in found, "王梅写的" in found) == seen, query


def test_hidden_reflection_is_neither_counted_nor_printed_and_its_author_reads_why(
    day: Day, make: Maker, phone: FlaskClient, url: str
) -> None:
    phone.post(f"{url}/reflection", data={"body": "跑题"})
    found = own(day)
    assert found is not None
    desk = make.staff_browser(day.training_class, Role.ORGANISER)
    act = f"{day.console}/reflections/{found.id}"
    desk.post(f"{act}/choose", data={"chosen": "1"})
    desk.post(f"{act}/hide", data={"why": " "})
    assert "心得 1 篇" in desk.get(f"{day.console}/teaching").text
    desk.post(f"{act}/hide", data={"why": "与主题无关"})
    assert "心得 0 篇" in desk.get(f"{day.console}/teaching").text
    assert "没有展示：与主题无关" in phone.get(url).text
    desk.post(f"{act}/choose", data={"chosen": "1"})
    hidden = own(day)
    assert hidden is not None
    assert hidden.chosen_at is None
    desk.post(f"{act}/show")
    assert "与主题无关" not in phone.get(url).text


def test_who_may_not_read_or_choose_is_turned_away(
    day: Day, make: Maker, phone: FlaskClient, url: str
) -> None:
    phone.post(f"{url}/reflection", data={"body": "心里话"})
    found = own(day)
    assert found is not None
    liaison = make.staff_browser(day.training_class, Role.LIAISON)
    leader = make.staff_browser(day.training_class, Role.LEADER)
    pages = ["teaching", f"stops/{day.teach.id}/reflections", "print/reflections.xlsx",
             "print/reflections.pdf"]  # fmt: skip
    assert {liaison.get(f"{day.console}/{one}").status_code for one in pages} == {403}
    assert {leader.get(f"{day.console}/{one}").status_code for one in pages} == {200}
    act = f"{day.console}/reflections/{found.id}"
    assert leader.post(f"{act}/hide", data={"why": "x"}).status_code == 403
    other = make.training_class()
    host = make.staff_browser(other, Role.HOST)
    theirs = f"/console/classes/{other.code}/field/reflections/{found.id}"
    assert host.post(f"{theirs}/hide", data={"why": "x"}).status_code == 404
    assert host.get(f"{theirs}/photo").status_code == 404


def test_sheet_says_who_wrote_what_and_runs_no_formula(
    day: Day, make: Maker, phone: FlaskClient, url: str
) -> None:
    phone.post(f"{url}/reflection", data={"body": "=HYPERLINK(1)"})
    desk = make.staff_browser(day.training_class, Role.HOST)
    book = load_workbook(BytesIO(desk.get(f"{day.console}/print/reflections.xlsx").data))
    row = [cell.value for cell in list(book.active.rows)[1]]
    assert row[1:4] == ["纪念馆参观", 1, "张伟"]
    cell = list(book.active.rows)[1][6]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_ratings_of_fewer_than_three_are_not_shown(
    day: Day, make: Maker, url: str, stand: Callable[[timedelta], None]
) -> None:
    stand(2 * HOUR)
    desk = make.staff_browser(day.training_class, Role.HOST)
    people = [day.zhang, day.li, make.trainee(day.training_class)]
    for number, who in enumerate(people, start=1):
        make.phone_of(who).post(f"{url}/rating", data=dict.fromkeys(GOOD, "5"))
        page = desk.get(f"{day.console}/teaching").text
        assert ("5.0" in page, f"{number} 人评价，暂不显示" in page) == (number == 3, number < 3)


def test_pages_ask_the_same_however_many_have_written(
    day: Day, make: Maker, road: Road, url: str, stand: Callable[[timedelta], None]
) -> None:
    stand(2 * HOUR)
    desk, phone = make.staff_browser(day.training_class, Role.HOST), make.phone_of(day.zhang)

    def questions() -> list[int]:
        found = []
        for asker, page in (
            (desk, f"{day.console}/teaching"),
            (desk, f"{day.console}/stops/{day.teach.id}/reflections"),
            (desk, f"{day.console}/print/reflections.xlsx"),
            (desk, f"{day.console}/print/reflections.pdf"),
            (desk, f"{day.console}/print/summary.pdf"),
            (phone, url),
        ):
            db.session.rollback()
            with counted_queries() as seen:
                assert asker.get(page).status_code == 200
            found.append(len(seen))
        return found

    group = make.group(day.training_class)
    made = [make.trainee(day.training_class, group_id=group.id) for _one in range(5)]

    def write(people: list[Any]) -> None:
        for who in people:
            given = {"body": "收获很大", "photo": (BytesIO(photo()), "x.jpg")}
            make.phone_of(who).post(f"{url}/reflection", data=given)
            make.phone_of(who).post(f"{url}/rating", data=GOOD)

    write(made[:1])
    few = questions()
    write(made[1:])
    road.stop(day.outing, "teach", "第二站", MONDAY + 3 * HOUR)
    assert questions() == few
