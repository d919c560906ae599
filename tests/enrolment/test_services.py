"""Taking people in, deciding on applications, and what becomes of trainees."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy.exc import DatabaseError

from core import clock
from core.access.models import Consent
from core.audit import Actor
from core.db import db
from core.enrolment import queries, services
from core.enrolment.models import Application, Enrolment
from core.enrolment.services import Applied, Known
from core.errors import Refused
from core.people.models import Person
from core.people.services import PersonDetails, unit_named
from core.testing import MONDAY, STAFF, Maker, rows_of
from core.transaction import transaction

APPLICANT = Actor("applicant", None, "网上报名")


def applied(number: int, **values) -> Applied:
    known = {"name": f"学员{'甲乙丙丁戊己庚辛壬癸'[number % 10]}", "phone": f"1380000{number:04d}"}
    return Applied(**{**known, "consented": True, **values})


def act(service, *arguments, **more):
    return service(*arguments, by=STAFF, at=clock.now(), **more)


def enrolling(make: Maker, **values):
    return make.training_class(state="enrolling", **values)


def test_enrol_gives_number_code_and_place(make, stand):
    training_class = make.training_class(capacity=2)
    first = act(services.enrol, training_class, make.person("张伟"))
    second = act(services.enrol, training_class, make.person("李娜"))
    assert [first.number, second.number] == [1, 2]
    assert len(first.activation_code) == 6
    assert first.state == "approved"
    with pytest.raises(Refused) as refused:
        act(services.enrol, training_class, make.person("王芳"))
    assert refused.value.codes == ["no_place"]
    assert rows_of(Enrolment) == 2


def test_enrol_twice_is_refused(make, stand):
    training_class, person = make.training_class(), make.person()
    act(services.enrol, training_class, person)
    with pytest.raises(Refused) as refused:
        act(services.enrol, training_class, person)
    assert refused.value.codes == ["already_enrolled"]


def test_enrol_in_a_closed_class_is_refused(make, stand):
    with pytest.raises(Refused) as refused:
        act(services.enrol, make.training_class(state="closed"), make.person())
    assert refused.value.codes == ["class_frozen"]


def test_enrol_over_the_quota_of_the_unit_is_refused(make, stand):
    training_class = make.training_class()
    act(services.set_quotas, training_class, {"市总工会": 1})
    unit = make.unit("市总工会")
    act(services.enrol, training_class, make.person(unit_id=unit.id))
    with pytest.raises(Refused) as refused:
        act(services.enrol, training_class, make.person(unit_id=unit.id))
    assert refused.value.codes == ["no_place_of_unit"]


def test_peer_25_a_trainee_without_mail_with_a_one_field_name_is_enrolled(make, stand):
    training_class = make.training_class()
    with transaction():
        person = services.person_for(Known(name="旺"), at=clock.now())
        enrolment = services.enrol(training_class, person, by=STAFF, at=clock.now())
    assert (enrolment.name, enrolment.person.phone, enrolment.number) == ("旺", None, 1)


def test_peer_19_two_zhang_wei_of_one_unit_are_two_people(make, stand):
    training_class = enrolling(make)
    for number in (1, 2):
        known = applied(number, name="张伟", unit="市总工会")
        application = services.apply(training_class, known, by=APPLICANT, at=clock.now())
        chosen = services.NEW if number == 2 else None
        act(services.approve, application, chosen=chosen)
    assert rows_of(Person) == 2
    assert [one.name for one in queries.trainees(training_class.id)] == ["张伟", "张伟"]


def test_peer_24_a_thousand_race_for_a_hundred_places(make, app, stand):
    training_class = enrolling(make, capacity=100)
    numbers = iter(range(1000))
    lock, failures = threading.Lock(), []

    def applicants() -> None:
        with app.app_context():
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                try:
                    services.apply(training_class, applied(number), by=APPLICANT, at=clock.now())
                except (Refused, DatabaseError) as error:
                    failures.append(error)

    threads = [threading.Thread(target=applicants) for _number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert failures == []
    assert queries.application_states(training_class.id) == {"pending": 100, "waiting": 900}
    line = services.next_in_line(training_class)
    assert [queries.place_in_line(one) for one in line[:3]] == [1, 2, 3]
    assert max(one.id for one in queries.applications(training_class.id, "pending")) == 100
    assert [one.id for one in line] == list(range(101, 1001))


def test_apply_refuses_with_a_sentence_beside_each_field(make, stand):
    training_class = enrolling(make)
    with pytest.raises(Refused) as refused:
        services.apply(training_class, Applied("", "12345"), by=APPLICANT, at=clock.now())
    assert [one.field for one in refused.value.problems] == ["name", "phone", "consented"]
    assert rows_of(Application) == 0


def test_apply_with_the_same_phone_twice_says_only_that_it_is_known(make, stand):
    training_class = enrolling(make)
    act(services.apply, training_class, applied(1))
    with pytest.raises(Refused) as refused:
        act(services.apply, training_class, applied(1, name="另一人"))
    assert refused.value.codes == ["already_applied"]
    assert "学员" not in str(refused.value)


def test_apply_after_the_deadline_is_refused(make, stand):
    training_class = enrolling(make, apply_until=MONDAY)
    act(services.apply, training_class, applied(1))
    stand(timedelta(seconds=1))
    with pytest.raises(Refused) as refused:
        act(services.apply, training_class, applied(2))
    assert refused.value.codes == ["too_late"]


def test_apply_before_the_class_is_open_is_refused(make, stand):
    with pytest.raises(Refused) as refused:
        act(services.apply, make.training_class(state="preparing"), applied(1))
    assert refused.value.codes == ["not_enrolling"]


def test_apply_without_confirmation_enrols_at_once_and_keeps_the_consent(make, stand):
    training_class = enrolling(make, policy_json={"confirm_applications": False})
    application = act(services.apply, training_class, applied(1))
    assert application.state == "approved"
    assert [one.name for one in queries.trainees(training_class.id)] == [application.name]
    assert rows_of(Consent) == 1


def test_a_free_place_goes_to_the_waiting_list_before_a_newcomer(make, stand):
    training_class = enrolling(make, capacity=1)
    first = act(services.apply, training_class, applied(1))
    second = act(services.apply, training_class, applied(2))
    act(services.withdraw, first)
    third = act(services.apply, training_class, applied(3))
    assert [second.state, third.state] == ["waiting", "waiting"]
    act(services.approve, second)
    with pytest.raises(Refused) as refused:
        act(services.approve, third)
    assert refused.value.codes == ["no_place"]


def test_return_needs_a_reason_and_the_applicant_sends_again(make, stand):
    training_class = enrolling(make)
    application = act(services.apply, training_class, applied(1))
    with pytest.raises(Refused) as refused:
        act(services.return_application, application)
    assert refused.value.codes == ["reason_missing"]
    act(services.return_application, application, reason="姓名写错")
    assert (application.state, application.reason) == ("returned", "姓名写错")
    act(services.amend, application, applied(1, name="张三丰"))
    assert (application.state, application.name) == ("pending", "张三丰")


def test_approve_twice_makes_one_trainee(make, stand):
    application = act(services.apply, enrolling(make), applied(1))
    act(services.approve, application)
    with pytest.raises(Refused) as refused:
        act(services.approve, application)
    assert refused.value.codes == ["already_decided"]
    assert rows_of(Enrolment) == 1


def test_approve_asks_where_the_phone_belongs_to_another_name(make, stand):
    old = make.person("王五", phone="13800000001")
    application = act(services.apply, enrolling(make), applied(1, name="赵六"))
    with pytest.raises(Refused) as refused:
        act(services.approve, application)
    assert refused.value.codes == ["ambiguous"]
    enrolment = act(services.approve, application, chosen=services.NEW)
    db.session.expire_all()
    assert (old.phone, enrolment.person.name, enrolment.person.phone) == (
        None,
        "赵六",
        "13800000001",
    )


def test_apply_for_all_takes_all_or_none(make, stand):
    training_class = enrolling(make)
    quota = act(services.set_quotas, training_class, {"市总工会": 2})[0]
    bad = [applied(1), applied(2, phone="12")]
    with pytest.raises(Refused) as refused:
        act(services.apply_for_all, quota, bad)
    assert refused.value.codes == ["phone_shape"]
    assert rows_of(Application) == 0
    made = act(services.apply_for_all, quota, [applied(1), applied(2), applied(3)])
    assert [one.state for one in made] == ["pending", "pending", "waiting"]


def test_swap_keeps_the_place_of_the_unit(make, stand):
    training_class = enrolling(make, capacity=1)
    quota = act(services.set_quotas, training_class, {"市总工会": 1})[0]
    first = act(services.apply, training_class, applied(1), quota=quota)
    waiting = act(services.apply, training_class, applied(2))
    act(services.approve, first)
    trainee = queries.trainees(training_class.id)[0]
    third = act(services.swap, quota, trainee, applied(3))
    assert (trainee.state, waiting.state, third.state) == ("replaced", "waiting", "pending")


def test_peer_10_a_unit_swaps_nobody_of_another_unit(make, stand):
    training_class = enrolling(make)
    mine, theirs = act(services.set_quotas, training_class, {"甲单位": 1, "乙单位": 1})
    application = act(services.apply, training_class, applied(1), quota=theirs)
    with pytest.raises(Refused) as refused:
        act(services.swap, mine, application, applied(2))
    assert refused.value.codes == ["not_yours"]
    assert queries.application_states(training_class.id) == {"pending": 1}


def test_report_in_twice_keeps_the_first_time_and_can_be_taken_back(make, stand):
    training_class = make.training_class(state="reporting")
    trainee = act(services.enrol, training_class, make.person())
    act(services.report_in, trainee)
    stand(timedelta(minutes=5))
    act(services.report_in, trainee)
    assert (trainee.state, trainee.reported_at) == ("reported", MONDAY)
    act(services.take_back_report, trainee)
    assert (trainee.state, trainee.reported_at) == ("approved", None)


def test_withdraw_trainee_frees_the_place_and_needs_a_reason(make, stand):
    training_class = make.training_class(capacity=1)
    trainee = act(services.enrol, training_class, make.person())
    with pytest.raises(Refused):
        act(services.withdraw_trainee, trainee, why=" ")
    act(services.withdraw_trainee, trainee, why="工作需要")
    act(services.enrol, training_class, make.person())
    assert queries.states_of(training_class.id) == {"withdrawn": 1, "approved": 1}


def test_replace_trainee_takes_place_unit_and_group(make, stand):
    training_class, unit = make.training_class(capacity=1), make.unit("市总工会")
    group = make.group(training_class)
    old = make.trainee(training_class, unit_id=unit.id, group_id=group.id)
    new = act(services.replace_trainee, old, make.person("接替者"), why="临时有事")
    assert (old.state, new.number, new.group_id, new.unit_id) == (
        "replaced",
        2,
        group.id,
        unit.id,
    )


def test_change_trainee_refuses_a_phone_of_somebody_else(make, stand):
    training_class = make.training_class()
    make.person("王五", phone="13900000001")
    trainee = make.trainee(training_class, "张伟")
    with pytest.raises(Refused) as refused:
        act(services.change_trainee, trainee, PersonDetails("张伟", phone="13900000001"))
    assert refused.value.codes == ["phone_taken"]
    details = PersonDetails("张伟", 1, "139 0000 0002", "市总工会", "干事")
    act(services.change_trainee, trainee, details, note="素食")
    assert (trainee.person.phone, trainee.unit_name, trainee.position, trainee.note) == (
        "13900000002",
        "市总工会",
        "干事",
        "素食",
    )


def test_group_automatically_spreads_units_and_sexes(make, stand):
    training_class = make.training_class()
    with transaction():
        units = [unit_named(f"单位{number}", at=clock.now()) for number in range(3)]
    for number in range(12):
        person = make.person(gender=1 + number % 2)
        make.trainee(training_class, person=person, unit_id=units[number % 3].id)
    groups = act(services.group_automatically, training_class, 3)
    assert [group.name for group in groups] == ["第一组", "第二组", "第三组"]
    sizes = Counter(one.group.name for one in queries.trainees(training_class.id))
    assert dict(sizes) == {"第一组": 4, "第二组": 4, "第三组": 4}
    act(services.group_automatically, training_class, 2)
    assert [group.name for group in queries.groups_of(training_class.id)] == ["第一组", "第二组"]


def test_change_groups_makes_the_group_and_leaves_foreign_trainees(make, stand):
    training_class, other = make.training_class(), make.training_class()
    mine, theirs = make.trainee(training_class), make.trainee(other)
    assert act(services.change_groups, training_class, [mine, theirs], "第一组") == 1
    assert (mine.group.name, theirs.group) == ("第一组", None)
