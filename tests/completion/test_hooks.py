"""What other pages tell of completion."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import clock
from core.completion.queries import proposals
from core.completion.services import Decision, close_class
from core.plugins import each, panels
from core.testing import STAFF


@pytest.fixture
def closed(make, ten, marks):
    """A class that is closed: one who completed, one who was on leave too long."""
    training_class, lessons = ten
    trainees = [make.trainee(training_class, name) for name in ("张伟", "李静")]
    for trainee, signs in zip(trainees, ("√" * 10, "√" * 8 + "假假"), strict=True):
        marks(trainee, lessons, signs)
    decisions = {
        row.enrolment.id: Decision(row.proposal.outcome) for row in proposals(training_class)
    }
    close_class(training_class, decisions, by=STAFF, at=clock.now())
    return training_class, trainees


def card(app, hook: str, training_class, title: str, **arguments) -> str:
    with app.test_request_context():
        drawn = panels(hook, training_class.id, **arguments)
    return "".join(str(panel.body) for panel in drawn if str(panel.title) == title)


def test_overview_of_the_last_day_says_what_is_proposed(make, ten, marks, stand):
    training_class, lessons = ten
    marks(make.trainee(training_class), lessons, "√" * 10)
    browser = make.staff_browser(training_class, "head_teacher")
    address = f"/console/classes/{training_class.code}/"
    assert "结业待核定" not in browser.get(address).text
    stand(timedelta(days=4))
    text = browser.get(address).text
    assert "结业待核定" in text
    assert "去核定结业" in text


def test_phone_tells_the_outcome_once_it_is_decided(app, closed):
    training_class, (good, away) = closed
    texts = [
        card(app, "phone_cards", training_class, "结业结果", enrolment=one) for one in (good, away)
    ]
    assert ["结业</b>" in text for text in texts] == [True, True]
    assert [("不予结业" in text, "有疑问请联系班主任。" in text) for text in texts] == [
        (False, False),
        (True, True),
    ]
    assert "请假 8 学时，超过总学时 40 的 1/7。" in texts[1]


def test_phone_tells_nothing_before(app, make, ten):
    training_class, _lessons = ten
    trainee = make.trainee(training_class)
    assert card(app, "phone_cards", training_class, "结业结果", enrolment=trainee) == ""


def test_page_of_a_trainee_tells_the_outcome(app, closed):
    training_class, (_good, away) = closed
    text = card(app, "trainee_panels", training_class, "结业", enrolment=away)
    assert "不予结业" in text
    assert "出勤 32 学时，总共 40 学时" in text


def test_register_is_shown_to_the_person_and_never_erased(closed):
    _training_class, (good, _away) = closed
    held = {name: answer for name, answer, _error in each("personal_data", person=good.person)}
    assert [(str(one.title), one.rows) for one in held["core.completion"]] == [
        ("结业登记", [("第3期工会干部培训班", "结业，总学时 40，出勤 40")])
    ]
    erased = each("erase_personal_data", person=good.person, before=clock.now())
    assert {name: count for name, count, _error in erased}["core.completion"] == 0
