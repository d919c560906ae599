from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Blueprint, Flask, request
from hypothesis import given
from hypothesis import strategies as st
from wtforms import DateField, DateTimeLocalField, DecimalField, FieldList, IntegerField

from core import intake
from core.hookspecs import hookimpl
from core.web import Form, public

trial = Blueprint("trial", __name__)
LARGEST = 2**31 - 1


class TrialForm(Form):
    """One field of each kind that a column bounds."""

    number = IntegerField()
    hours = DecimalField()
    day = DateField()
    moment = DateTimeLocalField(format="%Y-%m-%dT%H:%M")
    several = FieldList(IntegerField(), min_entries=1)


@trial.post("/trial/form")
@public
def form() -> Any:
    """What the form understood."""
    typed = TrialForm()
    typed.validate()
    return {"errors": {k: str(v) for k, v in typed.errors.items()}, "number": typed.number.data}


@trial.route("/trial/echo", methods=["GET", "POST"])
@public
def echo() -> Any:
    """What is read of an address and of a form, in either order."""
    return {"files": len(request.files), "form": request.form, "args": request.args}


@trial.get("/trial/<int:number>/<text>")
@public
def named(number: int, text: str) -> Any:
    """An address that names something."""
    return f"{number} {text}"


class Plugin:
    """Brings the pages of this test."""

    @hookimpl
    def register_blueprints(self) -> list[Blueprint]:
        return [trial]


@pytest.fixture
def app_options() -> dict[str, Any]:
    return {"extra_plugins": [("trial", Plugin())]}


@pytest.fixture
def post(app: Flask) -> Callable[..., dict[str, Any]]:
    def posted(**typed: Any) -> dict[str, Any]:
        answer = app.test_client().post("/trial/form", **typed)
        assert answer.status_code == 200
        return dict(answer.json or {})

    return posted


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("number", str(2**31), "这个数字太大"),
        ("number", "9" * 400, "这个数字太大"),
        ("number", f"-{2**63}", "这个数字太大"),
        ("hours", "NaN", "这个数字太大"),
        ("hours", "-Infinity", "这个数字太大"),
        ("hours", "1e400", "这个数字太大"),
        ("day", "0001-01-01", "1950 年到 2199 年"),
        ("day", "9999-12-31", "1950 年到 2199 年"),
        ("moment", "9999-12-31T23:59", "1950 年到 2199 年"),
        ("several-0", "9" * 30, "这个数字太大"),
    ],
)
def test_what_no_column_holds_is_refused_beside_its_field(
    post: Callable[..., dict[str, Any]], field: str, typed: str, said: str
) -> None:
    errors = post(data={field: typed})["errors"]
    assert said in errors[field.partition("-")[0]]


def test_number_of_five_thousand_digits_is_no_number(
    post: Callable[..., dict[str, Any]],
) -> None:
    answer = post(data={"number": "9" * 5000})
    assert (answer["number"], "number" in answer["errors"]) == (None, True)


@pytest.mark.parametrize("body", [b"5", b"[]", b"null", b'{"number": {"a": 1}}', b"{", b'[["a"]]'])
def test_json_body_is_an_empty_form(post: Callable[..., dict[str, Any]], body: bytes) -> None:
    assert post(data=body, content_type="application/json")["number"] is None


def test_control_characters_are_gone_wherever_a_text_is_read(app: Flask) -> None:
    browser = app.test_client()
    answer = browser.post(
        "/trial/echo?q=a%00b%0Ac&%01k=x", data={"t": "张\x00三\x1b\r\n李\u202e四"}
    )
    assert answer.json == {
        "files": 0,
        "form": {"t": "张三\r\n李四"},
        "args": {"q": "ab\nc", "k": "x"},
    }


def test_address_that_names_what_no_column_holds_is_unknown(app: Flask) -> None:
    browser = app.test_client()
    known = [f"/trial/{number}/x" for number in (0, LARGEST)]
    unknown = [f"/trial/{number}/x" for number in (LARGEST + 1, 2**63, "9" * 5000)]
    torn = ["/trial/1/a%00b", "/trial/1/%1b"]
    assert [browser.get(one).status_code for one in known] == [200, 200]
    assert {browser.get(one).status_code for one in [*unknown, *torn]} == {404}


def test_converters_do_not_reach_another_app(app: Flask) -> None:
    assert Flask("another").url_map.converters["int"] is not intake.WholeNumber
    assert app.url_map.converters["int"] is intake.WholeNumber


@given(st.text())
def test_whole_takes_digits_that_a_column_holds_and_nothing_else(text: str) -> None:
    found = intake.wholes([text])
    assert found in ([], [int(text)] if text.isascii() and text.isdecimal() else [])


@given(st.integers())
def test_whole_is_bounded_on_both_sides(number: int) -> None:
    assert intake.wholes([str(number)]) == ([number] if 0 <= number <= LARGEST else [])


@given(st.text())
def test_clean_text_stays_as_it_is_once_cleaned(text: str) -> None:
    once = intake.clean(text)
    assert intake.clean(once) == once


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-11-23", date(2026, 11, 23)),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("2026-02-30", None),
        ("", None),
        (None, None),
    ],
)
def test_day_in_an_address_lies_within_the_years_of_a_class(
    text: str | None, found: date | None
) -> None:
    assert intake.day_in(text) == found


def test_torn_address_has_no_parts() -> None:
    assert intake.parts_of("http://[::1").netloc == ""
    assert intake.parts_of(None).path == ""


def test_usual_values_are_not_too_far() -> None:
    usual = [0, -1, LARGEST, Decimal("0.5"), date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)]
    assert [intake.too_far(one) for one in [*usual, True, None, "", "9" * 99]] == [None] * 10
