"""What enrolment gives to other pages, to next year's class, and to a person's rights."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask import g

from core import clock, plugins
from core.attendance.rules import Tally
from core.audit import Actor
from core.enrolment import hooks, queries, services
from core.enrolment.current import this_trainee
from core.enrolment.services import Applied
from core.errors import NotFound, Refused
from core.hookspecs import hookimpl
from core.testing import STAFF
from core.transaction import transaction


class Objector:
    """A plugin that wants nobody, and hears who came."""

    heard: list[int]

    @hookimpl
    def enrolment_problems(self, training_class, person):
        from core.errors import Problem

        return [Problem("no", "先修课没有学完")] if person.name == "不许来" else []

    @hookimpl
    def enrolled(self, event):
        self.heard.append(event.enrolment_id)


@pytest.fixture
def app_options():
    Objector.heard = []
    return {"extra_plugins": [("objector", Objector())]}


def test_hook_enrolment_problems_refuses_and_enrolled_is_told(make, stand):
    training_class = make.training_class()
    with pytest.raises(Refused) as refused:
        services.enrol(training_class, make.person("不许来"), by=STAFF, at=clock.now())
    assert refused.value.codes == ["no"]
    made = services.enrol(training_class, make.person("张伟"), by=STAFF, at=clock.now())
    assert Objector.heard == [made.id]


def test_copy_class_carries_units_and_places_with_links_of_their_own(make, stand):
    source, target = make.training_class(), make.training_class()
    services.set_quotas(source, {"市总工会": 3}, by=STAFF, at=clock.now())
    with transaction():
        hooks.copy_class(source, target)
    before, after = queries.quota_rows(source.id)[0], queries.quota_rows(target.id)[0]
    assert (after.quota.unit.name, after.quota.quota) == ("市总工会", 3)
    assert before.quota.token != after.quota.token


def test_personal_data_shows_the_file_and_every_class(make, stand):
    person = make.person("张伟", phone="13800000001")
    make.trainee(make.training_class(name="第一期"), person=person)
    make.trainee(make.training_class(name="第二期"), person=person)
    held = hooks.personal_data(person)
    assert ("手机", "13800000001") in held[0].rows
    assert sorted(name for name, _words in held[1].rows) == ["第一期", "第二期"]


def test_erasing_forgets_phone_and_id_but_not_the_register(make, stand):
    training_class = make.training_class(state="enrolling")
    applied = Applied("张伟", "13800000001", consented=True)
    by = Actor("applicant", None, "张伟")
    application = services.apply(training_class, applied, by=by, at=clock.now())
    trainee = services.approve(application, by=STAFF, at=clock.now())
    person = trainee.person
    early, late = (datetime(year, 1, 1, tzinfo=UTC) for year in (2026, 2030))
    assert hooks.erase_personal_data(person, early) == 0
    assert person.phone == "13800000001"
    assert hooks.erase_personal_data(person, late) == 2
    assert (person.phone, person.name, application.phone) == (None, "张伟", "")
    assert [one.name for one in queries.trainees(training_class.id)] == ["张伟"]


def test_class_panels_say_what_waits_and_who_is_missing(app, make, stand, console):
    training_class = make.training_class(state="reporting")
    unit = make.unit("市总工会")
    make.trainee(training_class, state="approved", unit_id=unit.id)
    shown = console.get(f"/console/classes/{training_class.code}/").text
    assert ("还没有报到" in shown, "0/1" in shown) == (True, True)


def test_documents_offer_the_three_papers(app):
    offered = [item.title for _owner, item in plugins.gather("register_documents")]
    assert {"学员名册", "分组名单", "报到单"} <= {str(title) for title in offered}


def test_this_trainee_is_nobody_in_a_foreign_class(app, make, stand):
    mine, foreign = make.training_class(), make.training_class()
    trainee = make.trainee(mine)
    for training_class, expected in ((mine, trainee.id), (foreign, None)):
        with app.test_request_context():
            g.training_class = training_class
            g.bound_phone = (1, trainee.person_id, "device", trainee.name)
            g.pop("trainee", None)
            if expected is None:
                with pytest.raises(NotFound):
                    this_trainee()
            else:
                assert this_trainee().id == expected


@pytest.mark.parametrize(
    ("state", "codes"),
    [
        ("training", []),
        ("approved", []),
        ("withdrawn", ["has_left"]),
        ("replaced", ["has_left"]),
        ("enrolled", ["not_approved"]),
    ],
)
def test_hook_check_in_problems_turns_away_who_is_not_in_the_class(make, stand, state, codes):
    training_class = make.training_class()
    trainee, lesson = make.trainee(training_class, state=state), make.lesson(training_class)
    problems = plugins.ask(
        "check_in_problems", training_class.id, lesson=lesson, enrolment=trainee, place=None
    )
    assert [one.code for one in problems] == codes


@pytest.mark.parametrize(
    ("state", "attended", "codes"),
    [
        ("approved", 0, ["not_reported"]),
        ("approved", 3, []),
        ("training", 0, []),
    ],
)
def test_hook_completion_problems_names_who_never_came(make, stand, state, attended, codes):
    training_class = make.training_class()
    trainee = make.trainee(training_class, state=state)
    tally = Tally(attended=Decimal(attended), unmarked=Decimal(6))
    problems = plugins.ask("completion_problems", training_class.id, enrolment=trainee, tally=tally)
    assert [one.code for one in problems] == codes
