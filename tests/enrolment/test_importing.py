"""A roster into a class: planned, decided, written once and whole."""

from __future__ import annotations

import pytest

from core import clock
from core.audit import AuditEntry
from core.enrolment import queries, services
from core.enrolment.models import Enrolment
from core.enrolment.roster import read_roster
from core.enrolment.services import NEW, SKIP, Choices
from core.errors import Refused
from core.people.models import Person
from core.tabular import write_xlsx
from core.testing import STAFF, counted_queries, rows_of

HEADERS = ["序号", "姓名", "性别", "单位", "职务", "手机", "组", "备注"]


def roster(*rows):
    return read_roster(write_xlsx("名册", HEADERS, rows), "名册.xlsx")


def row(name, phone="", unit="市总工会", **more):
    return [1, name, more.get("gender", "男"), unit, "干事", phone, more.get("group", ""), ""]


def written(training_class, report, **choices):
    decided = Choices(choices.get("by_row", {}), choices.get("source", ""))
    return services.import_roster(training_class, report, by=STAFF, at=clock.now(), choices=decided)


def test_import_writes_people_units_groups_and_numbers(make, stand):
    training_class = make.training_class()
    report = roster(
        row("张伟", "13800000001", group="第一组"), row("李娜", unit="县总工会", gender="女")
    )
    assert written(training_class, report) == (2, 0)
    first, second = queries.trainees(training_class.id)
    assert (first.number, first.name, first.unit_name, first.group.name) == (
        1,
        "张伟",
        "市总工会",
        "第一组",
    )
    assert (second.number, second.person.gender, second.person.phone) == (2, 2, None)


def test_import_again_updates_and_doubles_nobody(make, stand):
    training_class = make.training_class()
    rows = [row("张伟", "13800000001"), row("张伟", "13800000002"), row("李娜")]
    assert written(training_class, roster(*rows)) == (3, 0)
    rows[2] = row("李娜", "13800000003", group="第二组")
    assert written(training_class, roster(*rows)) == (0, 3)
    assert rows_of(Person) == 3
    assert [one.person.phone for one in queries.trainees(training_class.id)] == [
        "13800000001",
        "13800000002",
        "13800000003",
    ]


def test_import_asks_where_a_row_is_ambiguous_and_writes_nothing(make, stand):
    training_class = make.training_class()
    written(training_class, roster(row("张伟", "13800000001")))
    report = roster(row("王芳", "13800000009"), row("张伟", "13800000002"))
    with pytest.raises(Refused) as refused:
        written(training_class, report)
    assert refused.value.codes == ["ambiguous"]
    assert str(refused.value).startswith("第 3 行：")
    assert rows_of(Enrolment) == 1


@pytest.mark.parametrize(
    ("choice", "counts", "phones"),
    [
        (NEW, (1, 0), ["13800000001", "13800000002"]),
        (SKIP, (0, 0), ["13800000001"]),
        (None, (0, 1), ["13800000002"]),
    ],
)
def test_import_does_what_was_decided(make, stand, choice, counts, phones):
    training_class = make.training_class()
    written(training_class, roster(row("张伟", "13800000001")))
    known = queries.trainees(training_class.id)[0].person_id
    report = roster(row("张伟", "13800000002"))
    by_row = {2: known if choice is None else choice}
    assert written(training_class, report, by_row=by_row) == counts
    assert [one.person.phone for one in queries.trainees(training_class.id)] == phones


def test_import_of_one_file_twice_writes_once(make, stand):
    training_class = make.training_class()
    report = roster(row("张伟"))
    assert written(training_class, report, source="file:7") == (1, 0)
    assert written(training_class, report, source="file:7") == (1, 0)
    assert rows_of(Enrolment) == 1
    assert rows_of(AuditEntry) == 2


def test_import_beyond_the_places_writes_nothing(make, stand):
    training_class = make.training_class(capacity=2)
    report = roster(row("甲一"), row("乙二"), row("丙三"))
    with pytest.raises(Refused) as refused:
        written(training_class, report)
    assert refused.value.codes == ["no_place"]
    assert rows_of(Enrolment) == 0
    assert rows_of(Person) == 0


def test_import_takes_back_somebody_who_had_left(make, stand):
    training_class = make.training_class()
    person = make.person("张伟", phone="13800000001")
    old = make.trainee(training_class, person=person, state="withdrawn")
    assert written(training_class, roster(row("张伟", "13800000001"))) == (1, 0)
    assert (rows_of(Enrolment), old.state) == (1, "approved")


def test_plan_asks_the_database_the_same_number_of_times_for_any_length(make, stand):
    training_class = make.training_class()
    seen = []
    for length in (1, 300):
        report = roster(
            *[row(f"学员{'甲乙丙丁'[n % 4]}", f"1390000{n:04d}") for n in range(length)]
        )
        with counted_queries() as statements:
            services.plan_import(training_class, report)
        seen.append(len(statements))
    assert seen[0] == seen[1]
