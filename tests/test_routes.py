"""Addresses that are compiled when they are first asked for are the addresses of Werkzeug."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import Map, Rule

from core.routes import Route

PLACES = (
    (
        "/m/<class_code>/field/stops/<int:stop_id>",
        {"class_code": "班 3", "stop_id": 7, "care": "1"},
    ),
    ("/v/<token>", {"token": "a/b?c"}),
    ("/", {"q": ["一", "二"]}),
)


def test_route_builds_what_a_rule_of_werkzeug_builds() -> None:
    for rule, values in PLACES:
        built = [
            Map([kind(rule, endpoint="page")]).bind("localhost").build("page", dict(values))
            for kind in (Rule, Route, Route)
        ]
        assert built == [built[0]] * 3


def test_every_route_of_the_app_is_one(app: Flask) -> None:
    ours = [
        rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"
    ]  # Flask makes that
    assert {type(rule) for rule in ours} == {Route}
