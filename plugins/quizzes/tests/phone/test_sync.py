"""What phones send of a paper: in any order, twice, late, from two phones, by a stranger."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.db import db
from core.testing import Maker, counted_queries
from plugins.quizzes.models import Attempt, SavedAnswer
from plugins.quizzes.queries.answers import answers_of
from plugins.quizzes.tests.conftest import BLANK, ESSAY, JUDGE, MULTIPLE, SINGLE, Office

MINUTE = timedelta(minutes=1)
Move = Callable[[timedelta], None]


class Hand:
    """A trainee with a phone, in front of a paper of five questions."""

    def __init__(self, make: Maker, office: Office, **values: Any) -> None:
        self.make = make
        self.found = make.training_class(code="QUIZ")
        self.zhang = make.trainee(self.found, "张伟")
        kinds = (SINGLE, MULTIPLE, JUDGE, BLANK, ESSAY)
        versions = [office.version(one) for one in kinds]
        self.sitting = office.sitting(self.found, *versions, **values)
        self.phone = make.phone_of(self.zhang)
        self.path = self.phone.post(f"/m/QUIZ/quizzes/{self.sitting.id}/start").location
        self.attempt = int(self.path.rpartition("/")[2])

    def stamp(self) -> str:
        """A stamp of this moment."""
        return str(self.phone.get(f"{self.path}/state").json["stamp"])

    def act(self, number: int, *given: str, stamp: str = "", elapsed: float = 0) -> dict[str, Any]:
        payload = {"attempt": self.attempt, "number": number, "given": list(given),
                   "stamp": stamp, "elapsed": elapsed}  # fmt: skip
        return self.made("quizzes.answer", payload)

    def made(self, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
        return {"id": str(uuid.uuid4()), "kind": kind, "seq": 1, "made_at": 0, "payload": payload}

    def sync(self, *acts: dict[str, Any], phone: FlaskClient | None = None) -> list[str]:
        """The states of what was sent; the reasons of what was refused."""
        told = {"now": 0, "acts": [one | {"seq": n} for n, one in enumerate(acts)]}
        answer = (phone or self.phone).post(
            "/outbox/QUIZ/sync", json=told, headers={"X-Jixun-Outbox": "1"}
        )
        return [one["message"] or one["state"] for one in answer.json["answers"]]

    def answers(self) -> dict[int, Any]:
        db.session.rollback()
        return answers_of([self.attempt]).get(self.attempt, {})

    def row(self) -> Attempt:
        return db.session.get_one(Attempt, self.attempt, populate_existing=True)


def test_peer_12_any_order_repetition_and_batching_of_saves_gives_the_same_paper(
    make: Maker, office: Office, stand: Move
) -> None:
    hand = Hand(make, office)
    stamp = hand.stamp()
    stand(20 * MINUTE)
    acts = [hand.act(1 + n % 3, *given, stamp=stamp, elapsed=n * 1000)
            for n, given in enumerate([["A"], ["A", "B"], ["true"], ["C"], ["B"], [], ["B"]])]  # fmt: skip
    chance = random.Random(7)  # noqa: S311
    sent = acts * 2
    chance.shuffle(sent)
    told = [
        state
        for place in (0, 3, 8)
        for state in hand.sync(*sent[place : place + {0: 3, 3: 5, 8: 6}[place]])
    ]
    assert sorted(told) == ["already"] * 7 + ["done"] * 7
    assert hand.answers() == {1: "B", 2: "B"}
    assert [one.way for one in db.session.scalars(select(SavedAnswer))] == ["live"] * 7


def test_peer_12_queued_answers_count_by_their_signed_time_within_the_grace(
    make: Maker, office: Office, stand: Move
) -> None:
    hand = Hand(make, office)
    stand(10 * MINUTE)
    stamp = hand.stamp()
    minutes = 60_000
    in_time = hand.act(1, "C", stamp=stamp, elapsed=19 * minutes)
    late = hand.act(3, "true", stamp=stamp, elapsed=20 * minutes + 1)
    bare = hand.act(2, "A")
    strange = hand.act(2, "A", stamp=stamp[:-1] + "x", elapsed=0)
    stand(24 * MINUTE)
    answer = hand.sync(in_time, late, bare, strange)
    assert answer[0] == "done"
    assert ["结束之后答" in answer[1], "不能证明" in answer[2], "不能证明" in answer[3]] == [
        True
    ] * 3
    stand(2 * MINUTE)
    assert "补传时间" in hand.sync(hand.act(2, "A", stamp=stamp, elapsed=0))[0]
    assert hand.answers() == {1: "C"}
    assert [one.way for one in db.session.scalars(select(SavedAnswer))] == ["grace"]
    result = hand.phone.get(f"{hand.path}/result").text
    assert ("到时收卷" in result, hand.row().ended_how) == (True, "time")


def test_answer_that_waited_in_another_phone_before_the_paper_was_sent_is_marked_still(
    make: Maker, office: Office, stand: Move
) -> None:
    hand = Hand(make, office)
    first = hand.stamp()
    stand(5 * MINUTE)
    second = make.phone_of(hand.zhang)
    fields = {"q1": "C", "q3": "true", "stamp": hand.stamp(), "elapsed": "0"}
    assert second.post(f"{hand.path}/send", data=fields).status_code == 303
    before = hand.row()
    assert (before.ended_how, before.points) == ("sent", 4)
    stand(MINUTE)
    kept = hand.act(2, "A", "B", "C", stamp=first, elapsed=60_000)
    after = hand.act(1, "A", stamp=first, elapsed=5 * 60_000 + 1000)
    told = hand.sync(kept, after)
    assert (told[0], "结束之后答" in told[1]) == ("done", True)
    assert (hand.row().points, hand.answers()) == (6, {1: "C", 2: "ABC", 3: True})
    sent = hand.made("quizzes.send", {"attempt": hand.attempt, "stamp": first, "elapsed": 0})
    assert (hand.sync(sent), hand.row().ended_at) == (["done"], before.ended_at)


def test_paper_whose_result_may_be_seen_takes_no_forged_memory(
    make: Maker, office: Office, stand: Move
) -> None:
    hand = Hand(make, office, keys_from="sent")
    stamp = hand.stamp()
    hand.phone.post(f"{hand.path}/send", data={"q1": "A"})
    assert "答案：<b>C</b>" in hand.phone.get(f"{hand.path}/result").text
    assert "公布了结果" in hand.sync(hand.act(1, "C", stamp=stamp, elapsed=0))[0]
    assert hand.answers() == {1: "A"}


def test_stale_page_that_sends_its_form_takes_nothing_back(
    make: Maker, office: Office, stand: Move
) -> None:
    hand = Hand(make, office)
    hand.sync(hand.act(1, "A", stamp=hand.stamp()))
    old = {"q1": "A", "q2": [], "q3": "true", "stamp": hand.stamp(), "elapsed": "1000"}
    stand(2 * MINUTE)
    newer = hand.stamp()
    hand.sync(hand.act(1, "C", stamp=newer), hand.act(2, "B", stamp=newer, elapsed=1))
    hand.phone.post(f"{hand.path}/save", data=old)
    assert hand.answers() == {1: "C", 2: "B", 3: True}


def test_paper_sent_without_a_signal_is_sent_when_it_was_said(
    make: Maker, office: Office, stand: Move
) -> None:
    hand = Hand(make, office)
    begun, stamp = hand.row().started_at, hand.stamp()
    stand(33 * MINUTE)
    payload = {"attempt": hand.attempt, "stamp": stamp, "elapsed": 600_000}
    told = hand.sync(
        hand.act(1, "C", stamp=stamp, elapsed=599_000), hand.made("quizzes.send", payload)
    )
    row = hand.row()
    assert (told, row.ended_how, row.ended_at) == (["done"] * 2, "sent", begun + 10 * MINUTE)
    assert (row.points, hand.answers()) == (2, {1: "C"})


def test_answer_that_is_shown_at_once_is_for_good(make: Maker, office: Office, stand: Move) -> None:
    hand = Hand(make, office, marks_from="answered", keys_from="answered")
    page = hand.phone.get(hand.path).text
    assert ("1949年3月5日" in page, page.count("确定，不再改")) == (False, 5)
    assert hand.sync(hand.act(1, "A", stamp=hand.stamp())) == ["done"]
    state = hand.phone.get(f"{hand.path}/state").json
    assert list(state["reviews"]) == ["1"]
    assert (state["reviews"]["1"]["right"], state["reviews"]["1"]["key"]) == (False, "C")
    assert "1949年3月5日" in hand.phone.get(hand.path).text
    assert "不能再改" in hand.sync(hand.act(1, "C", stamp=hand.stamp()))[0]
    assert "没有写答案" in hand.sync(hand.act(2, stamp=hand.stamp()))[0]
    hand.phone.post(f"{hand.path}/save", data={"confirm": "3", "q1": "C", "q2": "A", "q3": "true"})
    assert hand.answers() == {1: "A", 3: True}
    hand.phone.post(f"{hand.path}/send", data={"q1": "C", "q2": ["A", "B", "C"]})
    assert (hand.answers(), hand.row().points) == ({1: "A", 2: "ABC", 3: True}, 4)


def test_leaving_the_page_is_counted_shown_and_not_punished(
    make: Maker, office: Office, stand: Move
) -> None:
    hand = Hand(make, office)
    away = [
        hand.made("quizzes.away", {"attempt": hand.attempt, "seconds": one}) for one in (8, 10**9)
    ]
    assert hand.sync(*away, away[0]) == ["done", "done", "already"]
    row = hand.row()
    assert (row.away, row.away_seconds, row.ended_how) == (2, 8 + 24 * 3600, "")
    assert "离开页面 2 次（只作记录，不影响成绩）" in hand.phone.get(hand.path).text


def test_peer_12_stranger_and_torn_answers_leave_nothing(
    make: Maker, office: Office, stand: Move
) -> None:
    hand = Hand(make, office)
    other = make.phone_of(make.trainee(hand.found, "李强"))
    stamp = hand.stamp()
    assert "没有这份答卷" in hand.sync(hand.act(1, "C", stamp=stamp), phone=other)[0]
    pages = ("", "/state", "/result", "/pictures/x.png")
    assert [other.get(hand.path + one).status_code for one in pages] == [404] * 4
    assert [other.post(hand.path + one).status_code for one in ("/save", "/send")] == [404] * 2
    bad: list[dict[str, Any]] = [
        {"attempt": "1"}, {"attempt": True}, {"attempt": 10**12}, {"number": 0}, {"number": 6},
        {"number": 1.5}, {"given": "C"}, {"given": [1]}, {"given": {"a": 1}}, {"given": ["Z"]},
        {"given": None}, {"given": ["A", "B"]},
    ]  # fmt: skip
    acts = [hand.act(1, "C", stamp=stamp) for _one in bad]
    for act, broken in zip(acts, bad, strict=True):
        act["payload"] |= broken
    odd = hand.made("quizzes.away", {"attempt": hand.attempt, "seconds": -1})
    told = hand.sync(*acts, odd)
    assert [one for one in told if one in ("done", "later", "already")] == []
    assert (hand.answers(), hand.row().away) == ({}, 0)


@pytest.mark.sqlite
def test_start_page_and_save_ask_as_much_for_sixty_questions_as_for_five(
    make: Maker, office: Office, stand: Move
) -> None:
    asked = []
    found = make.training_class(code="QUIZ")
    for length in (5, 60):
        zhang = make.trainee(found)
        sitting = office.sitting(found, *[office.version(SINGLE) for _one in range(length)])
        hand = Hand.__new__(Hand)
        hand.make, hand.found, hand.zhang, hand.sitting = make, found, zhang, sitting
        hand.phone = make.phone_of(zhang)
        start = f"/m/QUIZ/quizzes/{sitting.id}/start"
        make.phone_of(make.trainee(found)).post(start)  # the process has read the paper
        with counted_queries() as begun:
            hand.path = hand.phone.post(start).location
        hand.attempt = int(hand.path.rpartition("/")[2])
        with counted_queries() as opened:
            hand.phone.get(hand.path)
        act = hand.act(1, "C", stamp=hand.stamp())
        with counted_queries() as saved:
            assert hand.sync(act) == ["done"]
        asked.append((len(begun), len(opened), len(saved)))
    assert asked == [(12, 7, 8)] * 2
