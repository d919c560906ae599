"""More time in a sitting, closed early, opened again; and one paper collected or let go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from core.errors import Refused
from core.testing import MONDAY, STAFF, Maker
from core.transaction import transaction
from plugins.quizzes.models import Attempt, SittingExtra
from plugins.quizzes.queries.progress import Seat, extras_named, progress_of
from plugins.quizzes.services.attempts_by_staff import collect_attempt, reopen_attempt
from plugins.quizzes.services.collecting import collect_overdue
from plugins.quizzes.services.sitting_time import (
    Extra,
    close_early,
    extend_all,
    give_extra,
    reopen_sitting,
    take_extra,
)
from plugins.quizzes.tests.conftest import SINGLE, Office

MINUTE = timedelta(minutes=1)
BY: dict[str, Any] = {"by": STAFF}


class Hall:
    """A sitting of an hour with 30 minutes to write: two of the first group write, one has sent, one has not come."""

    def __init__(self, office: Office, make: Maker) -> None:
        self.found = make.training_class()
        self.group, self.other = make.group(self.found), make.group(self.found)
        version = office.version(SINGLE)
        self.sitting = office.sitting(self.found, version)
        trainees = [
            make.trainee(self.found, name, group_id=group.id)
            for name, group in (
                ("张伟", self.group), ("李娜", self.group), ("王芳", self.other), ("赵敏", self.other)
            )
        ]  # fmt: skip
        self.zhang, self.li, self.wang, self.zhao = trainees
        self.first = office.attempt(self.sitting, self.zhang, version)
        self.second = office.attempt(self.sitting, self.li, version)
        self.sent = office.attempt(
            self.sitting, self.wang, version, ended_how="sent", ended_at=MONDAY + 5 * MINUTE
        )

    def ends(self) -> list[int]:
        """At which minute each attempt ends."""
        db.session.rollback()
        rows = select(Attempt.ends_at).order_by(Attempt.id)
        return [(one - MONDAY) // MINUTE for one in db.session.execute(rows).scalars()]

    def hows(self) -> list[str]:
        """How each attempt has ended."""
        db.session.rollback()
        return list(db.session.execute(select(Attempt.ended_how).order_by(Attempt.id)).scalars())


@pytest.fixture
def hall(app: Flask, office: Office, make: Maker, stand: Callable[[timedelta], None]) -> Hall:
    return Hall(office, make)


def test_extra_time_reaches_whoever_writes_at_once_and_others_when_they_begin(hall: Hall) -> None:
    at = MONDAY + 10 * MINUTE
    group = Extra(10, group_id=hall.group.id, why="停电")
    assert give_extra(hall.sitting, group, **BY, at=at) == 2
    assert give_extra(hall.sitting, Extra(5, enrolment_id=hall.zhang.id), **BY, at=at) == 1
    assert give_extra(hall.sitting, Extra(7, enrolment_id=hall.zhao.id), **BY, at=at) == 0
    assert hall.ends() == [45, 40, 30]
    give_extra(hall.sitting, group, **BY, at=at)
    assert hall.ends() == [55, 50, 30]
    told = [(who, row.minutes, row.why) for row, who in extras_named(hall.sitting.id)]
    assert told == [(hall.group.name, 20, "停电"), ("张伟", 25, "停电"), ("赵敏", 7, "")]
    own = db.session.execute(
        select(SittingExtra.id).where(SittingExtra.enrolment_id == hall.zhang.id)
    ).scalar_one()
    take_extra(hall.sitting, own, **BY, at=at)
    assert hall.ends() == [50, 50, 30]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("minutes", "code"), [(0, "minutes_wrong"), (601, "minutes_wrong"), (None, "minutes_wrong")]
)
def test_extra_time_that_cannot_be_meant_is_refused(
    hall: Hall, minutes: int | None, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        give_extra(hall.sitting, Extra(minutes, enrolment_id=hall.zhang.id), **BY, at=MONDAY)
    assert refused.value.codes == [code]


def test_extra_time_for_somebody_of_another_class_is_refused(hall: Hall, make: Maker) -> None:
    elsewhere = make.training_class()
    stranger, group = make.trainee(elsewhere), make.group(elsewhere)
    for extra in (Extra(5, enrolment_id=stranger.id), Extra(5, group_id=group.id), Extra(5)):
        with pytest.raises(Refused) as refused:
            give_extra(hall.sitting, extra, **BY, at=MONDAY)
        assert refused.value.codes == ["nobody"]
    give_extra(hall.sitting, Extra(600, enrolment_id=hall.li.id), **BY, at=MONDAY)
    with pytest.raises(Refused) as refused:
        give_extra(hall.sitting, Extra(1, enrolment_id=hall.li.id), **BY, at=MONDAY)
    assert refused.value.codes == ["extra_long"]


def test_longer_sitting_lets_everybody_go_on(hall: Hall) -> None:
    assert extend_all(hall.sitting, 15, **BY, at=MONDAY + 20 * MINUTE) == 2
    assert hall.ends() == [45, 45, 30]
    assert hall.sitting.closes_at == MONDAY + 75 * MINUTE


def test_sitting_that_has_just_run_out_is_opened_again_for_whoever_was_writing(hall: Hall) -> None:
    at = MONDAY + 61 * MINUTE
    with transaction():
        hall.first.ends_at = MONDAY + 60 * MINUTE
    with pytest.raises(Refused) as refused:
        extend_all(hall.sitting, 5, **BY, at=at)
    assert refused.value.codes == ["not_running"]
    assert reopen_sitting(hall.sitting, 5, **BY, at=at) == 0
    assert (hall.ends()[0], hall.sitting.closes_at) == (66, MONDAY + 66 * MINUTE)


def test_sitting_closed_early_goes_on_where_it_was_when_it_opens_again(hall: Hall) -> None:
    assert close_early(hall.sitting, **BY, at=MONDAY + 20 * MINUTE) == 2
    assert close_early(hall.sitting, **BY, at=MONDAY + 21 * MINUTE) == 0
    assert hall.hows() == ["staff", "staff", "sent"]
    with pytest.raises(Refused) as refused:
        extend_all(hall.sitting, 5, **BY, at=MONDAY + 22 * MINUTE)
    assert refused.value.codes == ["not_running"]
    assert reopen_sitting(hall.sitting, 5, **BY, at=MONDAY + 25 * MINUTE) == 2
    assert (hall.hows(), hall.ends()) == (["", "", "sent"], [35, 35, 30])
    assert (hall.sitting.closed_at, hall.sitting.closes_at) == (None, MONDAY + 60 * MINUTE)
    with pytest.raises(Refused) as refused:
        reopen_sitting(hall.sitting, 5, **BY, at=MONDAY + 26 * MINUTE)
    assert refused.value.codes == ["open"]


def test_one_paper_is_collected_and_let_go_on_for_a_reason(hall: Hall) -> None:
    at = MONDAY + 12 * MINUTE
    assert collect_attempt(hall.sitting, hall.first, **BY, at=at) is True
    assert collect_attempt(hall.sitting, hall.first, **BY, at=at) is False
    with pytest.raises(Refused) as refused:
        reopen_attempt(hall.sitting, hall.first, 0, " ", **BY, at=at)
    assert refused.value.codes == ["why_missing", "minutes_wrong"]
    reopen_attempt(hall.sitting, hall.first, 10, "手机没电误交", **BY, at=at)
    assert (hall.hows()[0], hall.ends()[0]) == ("", 22)


@pytest.mark.parametrize(
    ("keys_from", "minutes", "codes"),
    [
        ("sent", 30, ["keys_told"]),
        ("closed", 64, []),
        ("closed", 66, ["keys_told"]),
        ("never", 600, []),
    ],
)
def test_paper_whose_keys_may_have_been_seen_stays_closed(
    hall: Hall, keys_from: str, minutes: int, codes: list[str]
) -> None:
    at, found = MONDAY + minutes * MINUTE, []
    with transaction():
        hall.sitting.marks_from = hall.sitting.keys_from = keys_from
    collect_overdue(hall.sitting, at=at)
    try:
        reopen_attempt(hall.sitting, hall.sent, 10, "误交", **BY, at=at)
    except Refused as refused:
        found = refused.codes
    assert found == codes
    assert (hall.hows()[2] == "") is (not codes)


def test_sitting_whose_keys_are_out_is_not_opened_again(hall: Hall) -> None:
    collect_overdue(hall.sitting, at=MONDAY + 70 * MINUTE)
    with pytest.raises(Refused) as refused:
        reopen_sitting(hall.sitting, 10, **BY, at=MONDAY + 70 * MINUTE)
    assert refused.value.codes == ["keys_told"]
    assert str(refused.value) == "测验结束后答案已经公布，不能再打开；需要时请安排补考。"


def test_progress_counts_what_says_something_and_what_is_left(hall: Hall, office: Office) -> None:
    for said, given in enumerate(("A", "B", "")):
        office.saved(hall.first, 1, given, MONDAY + said * MINUTE)
    office.saved(hall.second, 1, ["", "甲"], MONDAY)
    office.saved(hall.sent, 1, ["", ""], MONDAY)
    shown = progress_of(hall.sitting, MONDAY + 10 * MINUTE + timedelta(seconds=30))
    told = [(one.enrolment.name, one.seat, one.answered, one.left) for one in shown.writers]
    assert told == [
        ("张伟", Seat.WRITING, 0, 19),
        ("李娜", Seat.WRITING, 1, 19),
        ("王芳", Seat.SENT, 0, None),
        ("赵敏", Seat.WAITING, 0, None),
    ]
    assert [(row.done, len(row.writers)) for row in shown.rows] == [(0, 2), (1, 2)]
