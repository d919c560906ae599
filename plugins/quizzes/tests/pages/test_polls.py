"""现场投票 on the desk, on the screen and on the phone: one tap, bars when they are shown, the key when it is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.db import db
from core.testing import Maker, counted_queries, rows_of
from core.training.models import TrainingClass
from plugins.quizzes.models import Poll, PollVote
from plugins.quizzes.tests.conftest import MULTIPLE, SINGLE, Office

KEYED = replace(SINGLE, explanation="解析只在公布答案以后给人看。")
DESK, PHONE = "/console/classes/HALL/quizzes/polls", "/m/HALL/quizzes/poll"


class Hall:
    """A class of three with one question in the bank, the desk of a 组织员 and a phone."""

    def __init__(self, make: Maker, office: Office) -> None:
        self.make, self.office = make, office
        self.found: TrainingClass = make.training_class(code="HALL")
        self.version = office.version(KEYED)
        self.zhang = make.trainee(self.found, "张伟")
        make.trainee(self.found), make.trainee(self.found)
        make.trainee(self.found, state="withdrawn")
        self.desk: FlaskClient = make.staff_browser(self.found, "counsellor")
        self.phone: FlaskClient = make.phone_of(self.zhang)

    def open(self) -> int:
        """Puts the question on the screen as the desk does."""
        self.desk.post(DESK, data={"version": self.version.id})
        return db.session.execute(select(Poll.id).order_by(Poll.id.desc())).scalars().first() or 0

    def press(self, poll: int, what: str, **values: str) -> None:
        """A button of the desk."""
        assert self.desk.post(f"{DESK}/{poll}/{what}", data=values).status_code == 303

    def tap(self, poll: int, *given: str, phone: FlaskClient | None = None) -> str:
        """A vote from a phone, and what the page says then."""
        path, data = f"/m/HALL/quizzes/polls/{poll}", {"given": list(given)}
        return (phone or self.phone).post(path, data=data, follow_redirects=True).text


@pytest.fixture
def hall(make: Maker, office: Office, stand: Callable[[timedelta], None]) -> Hall:
    return Hall(make, office)


def test_poll_from_the_bank_to_the_bars_on_the_screen(hall: Hall) -> None:
    assert "党的七届二中全会" in hall.desk.get(f"{DESK}?q=七届").text
    assert "没有找到题目" in hall.desk.get(f"{DESK}?q=100%").text
    assert "现在没有投票" in hall.phone.get(PHONE).text
    poll = hall.open()
    assert "党的七届二中全会" in hall.phone.get("/m/HALL/today").text
    assert "已收到您的选择" in hall.tap(poll, "A")
    shown = hall.tap(poll, "B")
    assert ("您选了" in shown, "屏幕只显示人数" in shown) == (True, True)
    screen = hall.desk.get(f"{DESK}/screen").text
    assert ("localhost/<wbr>m/<wbr>HALL" in screen, "0 人" in screen) == (True, False)
    assert '<b class="num">1</b> <small class="num">/ 3</small>' in screen
    hall.press(poll, "bars", shown="1")
    screen = hall.desk.get(f"{DESK}/screen/part").text
    assert ("1 人" in screen, "张伟" in screen) == (True, False)
    assert "100%" in hall.phone.get(PHONE).text
    hall.press(poll, "close")
    assert "投票已经结束，您这次的选择没有记下" in hall.tap(poll, "C")
    assert db.session.execute(select(PollVote.given)).scalars().all() == ["B"]


def test_key_leaves_the_server_only_when_it_is_shown(hall: Hall) -> None:
    poll = hall.open()
    hall.tap(poll, "B")
    for what, values in (("bars", {"shown": "1"}), ("close", {})):
        hall.press(poll, what, **values)
        pages = [hall.desk.get(f"{DESK}/{path}").text for path in (str(poll), "screen")]
        pages += [hall.phone.get(path).text for path in (PHONE, f"{PHONE}/state", "/m/HALL/today")]
        assert [word for word in ("正确答案", "is-key", "解析") if word in "".join(pages)] == []
    before = hall.phone.get(f"{PHONE}/state").json
    hall.press(poll, "key")
    assert hall.phone.get(f"{PHONE}/state").json != before
    for page in (hall.phone.get(PHONE).text, hall.desk.get(f"{DESK}/screen").text):
        assert (page.count("正确答案"), "解析只在公布答案以后" in page) == (1, True)


def test_vote_of_somebody_else_or_for_nothing_is_refused_with_a_sentence(hall: Hall) -> None:
    poll = hall.open()
    assert "没有这个选项" in hall.tap(poll, "Z")
    assert "还没有选择" in hall.tap(poll)
    other = hall.make.training_class(code="ELSE")
    stranger = hall.make.phone_of(hall.make.trainee(other))
    assert "您不是这个班的学员" in hall.tap(poll, "A", phone=stranger)
    away = stranger.post(f"/m/ELSE/quizzes/polls/{poll}", data={"given": "A"})
    assert (away.status_code, "没有这次投票" in away.text) == (404, True)
    gone = hall.make.phone_of(hall.make.trainee(hall.found, state="left"))
    assert "已经离开本班" in hall.tap(poll, "A", phone=gone)
    assert rows_of(PollVote) == 0


@pytest.mark.sqlite
def test_vote_costs_a_handful_of_statements(hall: Hall) -> None:
    poll = hall.open()
    multiple = hall.office.version(MULTIPLE)
    with counted_queries() as asked:
        hall.phone.post(f"/m/HALL/quizzes/polls/{poll}", data={"given": "A"})
    assert len(asked) <= 8
    hall.desk.post(DESK, data={"version": multiple.id})
    shown = hall.phone.get(PHONE).text
    assert shown.count('type="checkbox"') == 4
