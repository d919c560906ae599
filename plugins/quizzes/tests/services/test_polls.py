"""A question put to the hall: one at a time, one vote a person, however often and from how many phones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import db
from core.enrolment.models import Enrolment
from core.errors import NotFound, Refused
from core.testing import MONDAY, STAFF, Maker, counted_queries, rows_of
from plugins.quizzes.models import Poll, PollVote
from plugins.quizzes.services import polls
from plugins.quizzes.tests.conftest import ESSAY, MULTIPLE, SINGLE, Office

WHO = {"by": STAFF, "at": MONDAY}


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.codes


def test_one_question_stands_on_the_screen_at_a_time(make: Maker, office: Office) -> None:
    found = make.training_class()
    single, multiple = office.version(SINGLE), office.version(MULTIPLE)
    first = polls.open_poll(found, single.id, **WHO)
    assert polls.open_poll(found, single.id, **WHO).id == first.id
    second = polls.open_poll(found, multiple.id, **WHO)
    assert (first.closed_at, second.closed_at) == (MONDAY, None)
    assert refused(lambda: polls.reopen_poll(first, **WHO)) == ["another_open"]
    polls.show_key(second, **WHO)
    assert (second.closed_at, second.shows_bars, second.shows_key) == (MONDAY, True, True)
    assert refused(lambda: polls.reopen_poll(second, **WHO)) == ["key_shown"]
    polls.reopen_poll(first, **WHO)
    assert first.closed_at is None


def test_drafts_essays_and_classes_that_are_over_are_not_polled(
    make: Maker, office: Office
) -> None:
    found, over = make.training_class(), make.training_class(state="archived")
    draft, essay = office.version(SINGLE, state="draft"), office.version(ESSAY)
    good = office.version(SINGLE)
    assert refused(lambda: polls.open_poll(found, draft.id, **WHO)) == ["question_not_active"]
    assert refused(lambda: polls.open_poll(found, essay.id, **WHO)) == ["kind_not_polled"]
    assert refused(lambda: polls.open_poll(over, good.id, **WHO)) == ["class_frozen"]
    with pytest.raises(NotFound):
        polls.open_poll(found, 999, **WHO)
    assert rows_of(Poll) == 0


def test_last_choice_counts_until_the_poll_is_closed(make: Maker, office: Office) -> None:
    found = make.training_class()
    trainee, stranger = make.trainee(found), make.trainee(make.training_class())
    poll = polls.open_poll(found, office.version(SINGLE).id, **WHO)
    for given in ("A", "C", "C"):
        polls.vote(poll, trainee, given, at=MONDAY)
    with counted_queries() as asked:
        polls.vote(poll, trainee, "B", at=MONDAY)
    assert len([one for one in asked if one.startswith("INSERT")]) == 1
    with pytest.raises(NotFound):
        polls.vote(poll, stranger, "A", at=MONDAY)
    polls.close_poll(poll, **WHO)
    late = MONDAY + timedelta(seconds=1)
    assert refused(lambda: polls.vote(poll, trainee, "A", at=late)) == ["poll_closed"]
    kept = db.session.execute(select(PollVote.enrolment_id, PollVote.given)).all()
    assert [tuple(one) for one in kept] == [(trainee.id, "B")]


def test_many_votes_at_once_are_all_kept_and_none_twice(
    app: Flask, make: Maker, office: Office
) -> None:
    found = make.training_class()
    crowd = [make.trainee(found).id for _one in range(5)]
    poll_id = polls.open_poll(found, office.version(SINGLE).id, **WHO).id
    db.session.rollback()

    def tap(number: int) -> None:
        with app.app_context():
            poll = db.session.get_one(Poll, poll_id)
            trainee = db.session.get_one(Enrolment, crowd[number % len(crowd)])
            polls.vote(poll, trainee, "ABCD"[number % 4], at=MONDAY)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(tap, range(100)))
    assert Counter(db.session.execute(select(PollVote.enrolment_id)).scalars()) == dict.fromkeys(
        crowd, 1
    )
