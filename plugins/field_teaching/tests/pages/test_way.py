"""What a trainee sees of the way on the phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from core.db import db
from core.testing import MONDAY, Maker, counted_queries
from core.training.services import switch_plugin
from core.transaction import transaction
from plugins.field_teaching.models import Outing, Placing
from plugins.field_teaching.tests.conftest import Road
from plugins.field_teaching.tests.pages.conftest import HOUR, Day, self_of


def shown(text: str) -> str:
    """The stop that stands large."""
    parts = [part.split("</section>")[0] for part in text.split("data-next ")[1:]]
    return next(part for part in parts if " hidden>" not in part.split("\n")[0])


def test_next_stop_is_large_with_place_bus_seat_and_leader(day: Day, make: Maker) -> None:
    page = make.phone_of(day.zhang).get(f"{day.phone}/")
    assert page.status_code == 200
    assert "集合" in shown(page.text)
    assert "08:00–08:30" in shown(page.text)
    assert "一号楼门前" in shown(page.text)
    for text in ("一号车", "冀A12345", "12 号", "平底鞋", "身份证", 'href="tel:19900000001"'):
        assert text in page.text


def test_next_stop_follows_the_clock(
    day: Day, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    stand(timedelta(minutes=45))
    assert "纪念馆参观" in shown(make.phone_of(day.zhang).get(f"{day.phone}/").text)


def test_over_is_said_and_the_day_stays(
    day: Day, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    stand(10 * HOUR)
    page = make.phone_of(day.zhang).get(f"{day.phone}/").text
    assert "<div data-over >" in page
    assert page.count("is-past") == 3


def test_own_order_of_a_bus_is_shown_to_its_riders_alone(day: Day, make: Maker, road: Road) -> None:
    road.placing(day.teach, MONDAY, owner=day.second.id)
    assert "纪念馆参观" in shown(make.phone_of(day.li).get(f"{day.phone}/").text)
    assert "集合" in shown(make.phone_of(day.zhang).get(f"{day.phone}/").text)


def test_rain_plan_is_told_and_its_way_shown(day: Day, make: Maker, road: Road) -> None:
    road.stop(day.outing, "teach", "室内报告厅", MONDAY + HOUR, variant="rain")
    with transaction() as session:
        session.get_one(Outing, day.outing.id).variant = "rain"
    page = make.phone_of(day.zhang).get(f"{day.phone}/").text
    assert "雨天方案" in page
    assert "室内报告厅" in shown(page)
    assert "纪念馆参观" not in page


def test_time_in_words_stays_words(day: Day, make: Maker, road: Road) -> None:
    meal = road.stop(day.outing, "meal", "午餐")
    with transaction() as session:
        placing = session.query(Placing).filter_by(stop_id=meal.id).one()
        placing.time_text = "参观结束后"
    assert "参观结束后" in make.phone_of(day.zhang).get(f"{day.phone}/").text


def test_without_a_seat_one_is_told_whom_to_ask(day: Day, make: Maker) -> None:
    page = make.phone_of(make.trainee(day.training_class, "新来的")).get(f"{day.phone}/").text
    assert "还没有给您安排车和座位，请问组织员" in page


def test_drafts_are_seen_by_nobody(day: Day, make: Maker, road: Road) -> None:
    hidden = road.outing(day.training_class, title="秘密行程", published_at=None)
    stop = road.stop(hidden, "teach", "秘密站点", MONDAY + 2 * HOUR)
    phone = make.phone_of(day.zhang)
    assert "秘密" not in phone.get(f"{day.phone}/").text
    assert phone.get(f"{day.phone}/stops/{stop.id}").status_code == 404


def test_other_days_stand_below_and_nothing_is_said_where_there_is_none(
    day: Day, make: Maker, road: Road
) -> None:
    later = day.outing.held_on + timedelta(days=2)
    road.outing(day.training_class, title="正定古城", held_on=later)
    page = make.phone_of(day.zhang).get(f"{day.phone}/").text
    assert page.index("西柏坡一日") < page.index("其他日子") < page.index("正定古城")
    bare = make.training_class()
    empty = make.phone_of(make.trainee(bare)).get(f"/m/{bare.code}/field/")
    assert "还没有行程" in empty.text


def test_card_stands_on_today_until_the_day_is_over(
    day: Day, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    phone, today = make.phone_of(day.zhang), f"/m/{day.training_class.code}/today"
    page = phone.get(today).text
    for text in ("集合", "一号车，12 号座", f'href="{day.phone}/"'):
        assert text in page
    stand(24 * HOUR)
    assert f'href="{day.phone}/"' not in phone.get(today).text


def test_plugin_that_is_off_shows_nothing(day: Day, make: Maker) -> None:
    switch_plugin(day.training_class, "field_teaching", False, by=self_of(day.zhang), at=MONDAY)
    phone = make.phone_of(day.zhang)
    assert phone.get(f"{day.phone}/").status_code == 404
    assert phone.get(f"{day.phone}/emergency").status_code == 404
    assert "一号车" not in phone.get(f"/m/{day.training_class.code}/today").text


def test_trainee_of_another_class_and_a_stranger_see_nothing(day: Day, make: Maker) -> None:
    other = make.phone_of(make.trainee(make.training_class()))
    assert other.get(f"{day.phone}/").status_code == 404
    assert make.app.test_client().get(f"{day.phone}/").status_code == 303


def test_way_asks_the_same_number_of_questions_however_many_outings(
    day: Day, make: Maker, road: Road
) -> None:
    phone = make.phone_of(day.zhang)

    def questions() -> int:
        db.session.rollback()
        with counted_queries() as seen:
            assert phone.get(f"{day.phone}/").status_code == 200
        return len(seen)

    few = questions()
    for number in range(1, 5):
        more = road.outing(day.training_class, held_on=day.outing.held_on + timedelta(days=number))
        for hour in range(4):
            road.stop(more, "teach", f"站点{hour}", MONDAY + timedelta(days=number, hours=hour))
    assert questions() == few
