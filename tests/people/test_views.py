"""人员 and 单位: over all classes, for administrators only."""

from __future__ import annotations

import pytest

from core import clock
from core.db import db
from core.errors import Refused
from core.people.models import Person, Unit
from core.people.services import PersonDetails, change_person, rename_unit, unit_named
from core.testing import STAFF, counted_queries, rows_of


def test_pages_are_for_administrators_only(make, stand, console):
    person, unit = make.person(), make.unit()
    staff = make.staff_browser(make.training_class(), "organiser")
    for address in (
        "/console/people",
        f"/console/people/{person.id}",
        f"/console/people/{person.id}/edit",
        "/console/units/",
        f"/console/units/{unit.id}",
    ):
        assert (console.get(address).status_code, staff.get(address).status_code) == (200, 403)


def test_people_are_found_and_sorted_with_a_fixed_number_of_queries(make, stand, console):
    for name in ("欧阳修", "丁一", "王芳"):
        make.person(name, phone=None)
    with counted_queries() as few:
        shown = console.get("/console/people").text
    assert shown.index("丁一") < shown.index("王芳") < shown.index("欧阳修")
    for number in range(30):
        make.person(f"学员{number}")
    with counted_queries() as many:
        console.get("/console/people")
    assert len(few) == len(many)
    found = console.get("/console/people?q=欧阳").text
    assert ("欧阳修" in found, "王芳" in found) == (True, False)


def test_a_persons_file_shows_every_class(make, stand, console):
    person = make.person("张伟")
    make.trainee(make.training_class(name="第一期培训班"), person=person)
    make.trainee(make.training_class(name="第二期培训班"), person=person)
    shown = console.get(f"/console/people/{person.id}").text
    assert ("第一期培训班" in shown, "第二期培训班" in shown) == (True, True)


def test_editing_a_person_refuses_a_wrong_phone_beside_the_field(make, stand, console):
    person = make.person("张伟", phone="13800000001")
    address = f"/console/people/{person.id}/edit"
    wrong = console.post(address, data={"name": "张伟", "gender": "1", "phone": "1"})
    assert "手机号应为 1 开头的 11 位数字。" in wrong.text
    console.post(address, data={"name": "张炜", "gender": "1", "phone": "", "unit": "市总工会"})
    db.session.refresh(person)
    assert (person.name, person.phone, person.unit_name) == ("张炜", None, "市总工会")


def test_a_phone_belongs_to_one_person(make, stand):
    make.person("王五", phone="13900000001")
    other = make.person("张伟")
    details = PersonDetails("张伟", phone="13900000001")
    with pytest.raises(Refused) as refused:
        change_person(other, details, by=STAFF, at=clock.now())
    assert refused.value.codes == ["phone_taken"]


def test_a_unit_is_written_down_once(app, stand):
    first = unit_named("市总工会", at=clock.now())
    again = unit_named(" 市总工会 ", at=clock.now())
    assert (first.id, unit_named("", at=clock.now())) == (again.id, None)
    assert (rows_of(Unit), rows_of(Person)) == (1, 0)


def test_a_unit_takes_no_name_of_another(make, stand, console):
    first, _second = make.unit("甲单位"), make.unit("乙单位")
    with pytest.raises(Refused) as refused:
        rename_unit(first, "乙单位", by=STAFF, at=clock.now())
    assert refused.value.codes == ["unit_taken"]
    console.post(f"/console/units/{first.id}", data={"name": "丙单位"})
    assert "丙单位" in console.get("/console/units/").text
