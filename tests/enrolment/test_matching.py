"""The name is never the key."""

from __future__ import annotations

import pytest

from core.enrolment.matching import Candidate, Identity, Verdict, match_of

ZHANG = Candidate(1, Identity("张伟", "13800000001", "11010519491231002X", "市总工会"))
NAMESAKE = Candidate(2, Identity("张伟", "13800000002", "", "市总工会"))
ELSEWHERE = Candidate(3, Identity("张伟", "13800000003", "", "县总工会"))
QUIET = Candidate(4, Identity("王芳", "", "", "市总工会"))
FILE = [ZHANG, NAMESAKE, ELSEWHERE, QUIET]


def answer(**wanted):
    match = match_of(Identity(**wanted), FILE)
    return match.verdict, [one.key for one in match.candidates], match.by


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"name": "张伟", "phone": "13800000002"}, (Verdict.SAME, [2], "phone")),
        (
            {"name": "张伟", "phone": "13800000003", "unit": "市总工会"},
            (Verdict.SAME, [3], "phone"),
        ),
        (
            {"name": "张伟", "phone": "13900000000", "id_number": "11010519491231002X"},
            (Verdict.SAME, [1], "id_number"),
        ),
        ({"name": "王芳", "unit": "市总工会", "phone": "13900000000"}, (Verdict.SAME, [4], "name")),
        ({"name": "张伟", "unit": "县总工会"}, (Verdict.SAME, [3], "name")),
        ({"name": "李静", "phone": "13900000000", "unit": "市总工会"}, (Verdict.NEW, [], "")),
        ({"name": "张伟", "phone": "13900000000"}, (Verdict.NEW, [], "")),
        ({"name": "张伟", "unit": "另一单位"}, (Verdict.NEW, [], "")),
    ],
)
def test_person_is_found_by_phone_then_id_then_unit_and_name(wanted, expected):
    assert answer(**wanted) == expected


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ({"name": "张伟", "unit": "市总工会"}, [1, 2]),  # two in one unit
        ({"name": "李静", "phone": "13800000001"}, [1]),  # somebody else's phone
        ({"name": "张伟", "phone": "13800000002", "id_number": "11010519491231002X"}, [2, 1]),
        (
            {"name": "张伟", "phone": "13900000000", "unit": "县总工会"},
            [3],
        ),  # a new phone, or a namesake
    ],
)
def test_where_fields_disagree_a_person_is_asked(wanted, keys):
    verdict, found, _by = answer(**wanted)
    assert (verdict, found) == (Verdict.ASK, keys)


def test_two_without_phone_and_unit_are_not_taken_for_one():
    assert match_of(Identity("张伟"), [Candidate(9, Identity("张伟"))]).verdict is Verdict.NEW
