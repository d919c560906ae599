"""Design §5.7: every route, asked by everyone; who may open it follows from what it declares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from core import clock
from core.access.guard import OUTBOX, SIGNED_IN, SYSTEM, TRAINEE
from core.access.services import cut_off
from core.access.terms import Role
from core.audit import SYSTEM as THE_SYSTEM
from core.contributions import Permission
from core.hookspecs import hookimpl
from core.testing import Maker, counted_queries
from core.web import needs, permission_of

HERE, ELSEWHERE = "XBP3", "OTHER"
INSIDE = "the view was reached"
Verdict = tuple[int, str]


class Plugin:
    """A phone route without a class, to see what identification alone costs."""

    @hookimpl
    def register_blueprints(self) -> list[Blueprint]:
        blueprint = Blueprint("trial", __name__)

        @blueprint.get("/trial/phone")
        @needs(TRAINEE)
        def phone() -> str:
            return "who are you"

        @blueprint.get("/console/classes/<class_code>/trial/road")
        @needs("trial.road")
        def road() -> str:
            return "on the road"

        return [blueprint]

    @hookimpl
    def register_permissions(self) -> list[Permission]:
        return [Permission("trial.road", "在路上", (Role.COUNSELLOR,), paired=True)]


PAIRED, PAIRED_ELSEWHERE, CUT_OFF = "paired phone", "paired phone elsewhere", "phone cut off"
WITHOUT_SIGN_IN = ("nobody", "trainee", "trainee elsewhere", PAIRED, PAIRED_ELSEWHERE, CUT_OFF)


@pytest.fixture
def app_options() -> dict[str, Any]:
    return {"extra_plugins": [("trial", Plugin())]}


@pytest.fixture
def rules(app: Flask) -> list[Rule]:
    """Every route but files, each with a view that only says that it was reached."""

    def stub(permission: str | None) -> Callable[..., str]:
        view: Any = lambda **_values: INSIDE  # noqa: E731
        if permission is not None:
            view.jixun_permission = permission
        return view  # type: ignore[no-any-return]

    found = [one for one in app.url_map.iter_rules() if not one.endpoint.endswith("static")]
    for endpoint in {one.endpoint for one in found}:
        app.view_functions[endpoint] = stub(permission_of(app.view_functions[endpoint]))
    return found


@pytest.fixture
def askers(app: Flask, make: Maker) -> dict[str, FlaskClient]:
    """One browser for each kind of person."""
    here, elsewhere = make.training_class(code=HERE), make.training_class(code=ELSEWHERE)
    known = {
        "nobody": app.test_client(),
        "trainee": make.phone_of(make.trainee(here)),
        "trainee elsewhere": make.phone_of(make.trainee(elsewhere)),
        **paired_askers(make, here, elsewhere),
        "host elsewhere": make.staff_browser(elsewhere, Role.HOST),
        "staff without a role": make.browser_of(make.account()),
        "administrator": make.browser_of(make.account(administrator=True)),
    }
    return {**known, **{role.value: make.staff_browser(here, role) for role in Role}}


def paired_askers(make: Maker, here: Any, elsewhere: Any) -> dict[str, FlaskClient]:
    """Phones on the road: one with the only right that a phone may have here, one of another class."""
    lost = make.paired_phone(here, "trial.road")
    known = {
        PAIRED: make.browser_of_paired(make.paired_phone(here, "trial.road", "training.edit")),
        PAIRED_ELSEWHERE: make.browser_of_paired(make.paired_phone(elsewhere, "trial.road")),
        CUT_OFF: make.browser_of_paired(lost),
    }
    cut_off(lost, by=THE_SYSTEM, at=clock.now())
    return known


def address_of(rule: Rule) -> str:
    values: dict[str, Any] = {}
    for name, converter in rule._converters.items():  # noqa: SLF001
        if isinstance(converter, AnyConverter):
            values[name] = min(converter.items)
        else:
            values[name] = 1 if isinstance(converter, IntegerConverter) else "x"
    if "class_code" in values:
        values["class_code"] = HERE
    built = rule.build(values)
    assert built is not None
    return built[1]


def expected(who: str, rule: Rule, permission: str, known: dict[str, Permission]) -> Verdict:
    """What the design says, told again in its own words."""
    in_class = "class_code" in rule.arguments
    if permission == "":
        return 200, INSIDE
    if permission == TRAINEE:
        return expected_on_phone(who, in_class)
    if permission == OUTBOX:
        return expected_of_outbox(who, rule)
    if who in WITHOUT_SIGN_IN:
        return expected_of_nobody(who, permission, in_class)
    if in_class and who not in ("administrator", *Role):
        return 404, ""
    roles = known[permission].roles if permission in known else ()
    held = permission == SIGNED_IN or (in_class and permission != SYSTEM and who in roles)
    return (200, INSIDE) if held or who == "administrator" else (403, "")


def expected_of_nobody(who: str, permission: str, in_class: bool) -> Verdict:
    """Without an account one signs in; a phone on the road opens only what it was given."""
    if who == CUT_OFF and in_class:
        return 403, ""
    return (200, INSIDE) if (who, permission) == (PAIRED, "trial.road") else (303, "/sign-in")


def expected_on_phone(who: str, in_class: bool) -> Verdict:
    """Staff have no phone; a trainee is at home in their own class."""
    if who == "trainee" or (who == "trainee elsewhere" and not in_class):
        return 200, INSIDE
    return (404, "") if who == "trainee elsewhere" else (303, "/bind")


def expected_of_outbox(who: str, rule: Rule) -> Verdict:
    """Whoever has to do with the class may send; a lost phone is told to forget."""
    if who in ("administrator", PAIRED, "trainee", *Role):
        return 200, INSIDE
    if who == CUT_OFF:
        return (410 if "POST" in (rule.methods or set()) else 403), ""
    return (401 if who == "nobody" else 404), ""


def test_every_route_opens_only_to_those_it_names(
    app: Flask, rules: list[Rule], askers: dict[str, FlaskClient]
) -> None:
    known: dict[str, Permission] = app.extensions["jixun.permissions"]
    wrong = []
    for rule in rules:
        permission = permission_of(app.view_functions[rule.endpoint]) or ""
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            for who, browser in askers.items():
                answer = browser.open(address_of(rule), method=method)
                status, sign = expected(who, rule, permission, known)
                found = answer.text if answer.status_code == 200 else answer.location or ""
                if answer.status_code != status or sign not in found:
                    wrong.append((rule.rule, method, who, answer.status_code, status))
    assert wrong == []


def test_every_route_names_a_right_that_somebody_registered(app: Flask, rules: list[Rule]) -> None:
    registered = {"", TRAINEE, OUTBOX, SIGNED_IN, SYSTEM, *app.extensions["jixun.permissions"]}
    named = {one.endpoint: permission_of(app.view_functions[one.endpoint]) for one in rules}
    assert {one: right for one, right in named.items() if right not in registered} == {}


def test_every_right_is_given_to_roles_that_exist(app: Flask) -> None:
    given = {role for one in app.extensions["jixun.permissions"].values() for role in one.roles}
    assert given - set(Role) == set()


def test_nothing_that_changes_is_public_outside_the_doors(app: Flask, rules: list[Rule]) -> None:
    """A console page is never public, but for the way in and out."""
    open_to_all = {
        one.endpoint
        for one in rules
        if one.rule.startswith("/console") and permission_of(app.view_functions[one.endpoint]) == ""
    }
    assert open_to_all == {"access.home", "access.sign_in", "access.sign_out"}


def test_menus_show_only_what_one_may_open(
    app: Flask, askers: dict[str, FlaskClient], make: Maker
) -> None:
    for who in ("administrator", *Role):
        page = askers[who].get(f"/console/classes/{HERE}/notices/")
        for entry in app.extensions["jixun.menu"]:
            item = entry[1]
            if item.where == "phone":
                continue
            with app.test_request_context():
                url = app.url_for(item.endpoint, class_code=HERE)
            url = url.removesuffix(f"?class_code={HERE}")
            if f'href="{url}"' in page.text:
                assert askers[who].get(url).status_code == 200, (who, url)


def test_phone_is_known_by_one_statement(app: Flask, askers: dict[str, FlaskClient]) -> None:
    with counted_queries() as seen:
        answer = askers["trainee"].get("/trial/phone")
    assert (answer.text, len(seen)) == ("who are you", 1)
    assert "account" not in seen[0]


def test_phone_page_in_a_class_asks_for_phone_class_and_trainee_only(
    rules: list[Rule], askers: dict[str, FlaskClient]
) -> None:
    with counted_queries() as seen:
        assert askers["trainee"].get(f"/m/{HERE}/notices/").text == INSIDE
    assert len(seen) == 3


def test_staff_who_signed_in_on_a_phone_cost_it_nothing(
    app: Flask, askers: dict[str, FlaskClient]
) -> None:
    browser = askers["trainee"]
    with browser.session_transaction() as session:
        session["_user_id"] = "somebody"
    with counted_queries() as seen:
        assert browser.get("/trial/phone").text == "who are you"
    assert len(seen) == 1
