"""A class from its outline to its rules: what is kept, what is refused, and what the journal knows."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core import clock, plugins
from core.audit import AuditEntry
from core.contributions import Setting
from core.db import db
from core.errors import Refused
from core.hookspecs import hookimpl
from core.testing import STAFF, Maker, rows_of
from core.training import queries, services
from core.training.models import TrainingClass
from core.training.policy import Policy
from core.training.rules import State
from core.training.services import ClassDetails
from core.transaction import transaction

OUTLINE = ClassDetails(
    name="第3期工会干部培训班",
    code="XBP-3",
    host="市总工会",
    report_on=date(2026, 11, 22),
    starts_on=date(2026, 11, 23),
    ends_on=date(2026, 11, 27),
    zone="Asia/Shanghai",
    capacity=120,
)


def colour_problem(value: str) -> str | None:
    return None if value in ("红", "金") else "只能是红或金。"


class Banner:
    """A plugin with a setting of its own, that carries something into the next class, or fails to."""

    fails = False

    @hookimpl
    def register_settings(self) -> list[Setting]:
        return [
            Setting("banner.text", "横幅", "欢迎"),
            Setting("banner.colour", "颜色", "红", problem=colour_problem),
        ]

    @hookimpl
    def copy_class(self, source: Any, target: Any) -> None:
        if Banner.fails:
            raise ZeroDivisionError


@pytest.fixture
def app_options() -> dict[str, Any]:
    Banner.fails = False
    return {"extra_plugins": [("banner", Banner())]}


def acts() -> list[str]:
    return list(db.session.execute(select(AuditEntry.act).order_by(AuditEntry.id)).scalars())


def made(**values: Any) -> TrainingClass:
    return services.create_class(replace(OUTLINE, **values), by=STAFF, at=clock.now())


def codes_of(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(problem.code, problem.field) for problem in refused.value.problems]


def test_class_begins_in_preparation_with_the_usual_rules(app: Flask, stand) -> None:
    found = made()
    assert (found.state, found.policy, found.capacity) == ("preparing", Policy(), 120)
    assert len(found.public_token) >= 16
    assert acts() == ["training.create"]


@pytest.mark.parametrize(
    ("wrong", "problems"),
    [
        ({"name": "  "}, [("name_missing", "name")]),
        ({"host": " "}, [("host_missing", "host")]),
        ({"code": "西柏坡"}, [("code_shape", "code")]),
        ({"code": "a/../b"}, [("code_shape", "code")]),
        ({"zone": "Mars/Olympus"}, [("zone_unknown", "zone")]),
        ({"capacity": 0}, [("capacity_small", "capacity")]),
        ({"ends_on": date(2026, 11, 22)}, [("ends_before_start", "ends_on")]),
        ({"report_on": date(2026, 11, 24)}, [("report_after_start", "report_on")]),
        (
            {"name": "", "capacity": -1},
            [("name_missing", "name"), ("capacity_small", "capacity")],
        ),
    ],
)
def test_outline_that_cannot_stand_is_refused_beside_its_fields(
    app: Flask, stand, wrong: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    with pytest.raises(Refused) as refused:
        made(**wrong)
    assert codes_of(refused) == problems
    assert rows_of(TrainingClass) == 0


def test_code_of_another_class_is_refused(app: Flask, stand) -> None:
    made()
    with pytest.raises(Refused) as refused:
        made(name="第4期")
    assert codes_of(refused) == [("code_taken", "code")]
    assert rows_of(TrainingClass) == 1


def test_correction_is_kept_with_what_was_and_what_is(app: Flask, stand) -> None:
    found = made()
    services.change_class(found, replace(OUTLINE, place="西柏坡"), by=STAFF, at=clock.now())
    assert (found.place, found.privacy_version) == ("西柏坡", 1)
    entry = db.session.execute(select(AuditEntry).order_by(AuditEntry.id.desc())).scalars().first()
    assert entry is not None
    assert entry.detail == {"changed": {"place": ["", "西柏坡"]}}


def test_other_notice_on_personal_data_is_another_version(app: Flask, stand) -> None:
    found = made()
    changed = replace(OUTLINE, privacy_text="仅用于办班，结业后六个月删除。")
    services.change_class(found, changed, by=STAFF, at=clock.now())
    assert found.privacy_version == 2


@pytest.mark.parametrize(
    ("before", "after", "moves"),
    [
        ("preparing", "enrolling", True),
        ("preparing", "running", True),
        ("enrolling", "preparing", True),
        ("running", "reporting", True),
        ("running", "preparing", False),
        ("running", "archived", False),
        ("closed", "archived", True),
        ("closed", "running", False),
        ("archived", "closed", False),
    ],
)
def test_class_moves_only_along_its_way(
    make: Maker, stand, before: str, after: str, moves: bool
) -> None:
    found = make.training_class(state=before)
    with nullcontext() if moves else pytest.raises(Refused):
        services.move_to(found, State(after), by=STAFF, at=clock.now())
    db.session.refresh(found)
    assert found.state == (after if moves else before)


def test_class_is_not_closed_without_outcomes(make: Maker, stand) -> None:
    found = make.training_class()
    with pytest.raises(Refused) as refused:
        services.move_to(found, State.CLOSED, by=STAFF, at=clock.now())
    assert (refused.value.codes, found.state) == (["close_by_outcomes"], "running")


def test_policy_is_kept_and_only_its_changes_are_noted(make: Maker, stand) -> None:
    found = make.training_class(policy_json=Policy().to_json())
    wanted = replace(Policy(), late_after_minutes=15, absent_limit_hours=Decimal("3.5"))
    services.set_policy(found, wanted, by=STAFF, at=clock.now())
    db.session.refresh(found)
    assert found.policy == wanted
    detail = db.session.execute(select(AuditEntry.detail)).scalar_one()
    assert set(detail["changed"]) == {"late_after_minutes", "absent_limit_hours"}


def test_policy_that_cannot_work_is_refused_and_the_old_one_stays(make: Maker, stand) -> None:
    found = make.training_class()
    wrong = replace(Policy(), late_after_minutes=20, absent_after_minutes=10, leave_denominator=0)
    with pytest.raises(Refused) as refused:
        services.set_policy(found, wrong, by=STAFF, at=clock.now())
    assert codes_of(refused) == [
        ("out_of_range", "leave_denominator"),
        ("absent_before_late", "absent_after_minutes"),
    ]
    db.session.refresh(found)
    assert found.policy == Policy()


@pytest.mark.parametrize("state", ["closed", "archived"])
def test_class_whose_outcomes_stand_is_not_changed(make: Maker, stand, state: str) -> None:
    found, at = make.training_class(state=state), clock.now()
    for act in (
        lambda: services.change_class(found, OUTLINE, by=STAFF, at=at),
        lambda: services.set_policy(found, Policy(late_after_minutes=1), by=STAFF, at=at),
        lambda: services.set_setting(found, "banner.text", "再见", by=STAFF, at=at),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.codes == ["class_frozen"]
    db.session.refresh(found)
    assert (found.code != "XBP-3", found.policy, acts()) == (True, Policy(), [])


def test_plugin_that_is_off_stays_off_until_it_is_switched_on(make: Maker, stand) -> None:
    found, other = make.training_class(), make.training_class()
    services.switch_plugin(found, "banner", False, by=STAFF, at=clock.now())
    assert [plugins.is_on("banner", one.id) for one in (found, other)] == [False, True]
    services.switch_plugin(found, "banner", True, by=STAFF, at=clock.now())
    assert plugins.is_on("banner", found.id)


def test_feature_of_the_core_cannot_be_switched_off(make: Maker, stand) -> None:
    found = make.training_class()
    for name in ("core.attendance", "no_such"):
        with pytest.raises(Refused) as refused:
            services.switch_plugin(found, name, False, by=STAFF, at=clock.now())
        assert refused.value.codes == ["no_such_plugin"]


def test_settings_are_kept_all_or_none(make: Maker, stand) -> None:
    found = make.training_class()
    given = {"banner.text": "热烈欢迎", "banner.colour": "绿", "other.thing": "1"}
    with pytest.raises(Refused) as refused:
        services.set_settings(found, given, by=STAFF, at=clock.now())
    assert codes_of(refused) == [
        ("setting_refused", "banner.colour"),
        ("no_such_setting", "other.thing"),
    ]
    assert queries.settings_of(found.id) == {}
    services.set_settings(found, {"banner.colour": "金"}, by=STAFF, at=clock.now())
    assert queries.setting(found.id, "banner.colour", "红") == "金"
    assert queries.setting(found.id, "banner.text", "欢迎") == "欢迎"


def test_copy_carries_rules_switches_and_settings_but_no_people(make: Maker, stand) -> None:
    policy = replace(Policy(), late_after_minutes=15)
    source = make.training_class(policy_json=policy.to_json(), privacy_text="仅用于办班。")
    make.trainee(source)
    services.switch_plugin(source, "banner", False, by=STAFF, at=clock.now())
    services.set_setting(source, "banner.text", "热烈欢迎", by=STAFF, at=clock.now())
    target = services.copy_class(source, OUTLINE, by=STAFF, at=clock.now())
    assert (target.policy, target.state, target.privacy_text) == (
        policy,
        "preparing",
        "仅用于办班。",
    )
    assert target.public_token != source.public_token
    assert not plugins.is_on("banner", target.id)
    assert queries.setting(target.id, "banner.text") == "热烈欢迎"
    assert {name: getattr(target, name) for name in ("code", "name", "starts_on")} == {
        name: asdict(OUTLINE)[name] for name in ("code", "name", "starts_on")
    }


def test_copy_leaves_nothing_where_a_plugin_fails(make: Maker, stand) -> None:
    source = make.training_class()
    Banner.fails = True
    with pytest.raises(Refused) as refused:
        services.copy_class(source, OUTLINE, by=STAFF, at=clock.now())
    assert refused.value.codes == ["plugin_failed"]
    assert rows_of(TrainingClass) == 1


def test_require_open_holds_inside_the_act(make: Maker, stand) -> None:
    found = make.training_class(state="archived")
    with pytest.raises(Refused) as refused, transaction():
        services.require_open(found)
    assert "归档" in str(refused.value)
