"""Sessions: opened and kept for who signs in, left out for everybody else."""

from __future__ import annotations

import pytest
from flask import Flask, Response, session
from flask.testing import FlaskClient

from core.sessions import Sessions

PREPARED: list[int] = []


def prepare(answer: Response) -> Response:
    PREPARED.append(answer.status_code)
    return answer


@pytest.fixture
def client() -> FlaskClient:
    PREPARED.clear()
    app = Flask(__name__)
    app.secret_key = "k" * 32
    app.session_interface = Sessions([prepare])

    @app.get("/sign-in")
    def sign_in() -> str:
        session["who"] = "李"
        return "in"

    @app.get("/who")
    def who() -> str:
        return str(session.get("who", "nobody"))

    @app.get("/sign-out")
    def sign_out() -> str:
        session.clear()
        return "out"

    app.add_url_rule("/plain", view_func=lambda: "plain", endpoint="plain")
    return app.test_client()


def test_session_is_kept_from_page_to_page_until_it_is_left(client: FlaskClient) -> None:
    pages = ("/who", "/sign-in", "/who", "/sign-out", "/who")
    assert [client.get(page).text for page in pages] == ["nobody", "in", "李", "out", "nobody"]


def test_page_that_needs_no_session_leaves_no_trace_of_one(client: FlaskClient) -> None:
    answer = client.get("/plain")
    assert ("Set-Cookie" in answer.headers, "Vary" in answer.headers) == (False, False)
    assert PREPARED == []


def test_page_that_looks_for_a_session_says_that_it_depends_on_it(client: FlaskClient) -> None:
    assert client.get("/who").headers["Vary"] == "Cookie"


def test_session_is_prepared_before_it_is_saved(client: FlaskClient) -> None:
    client.get("/sign-in")
    client.get("/plain")
    assert PREPARED == [200, 200]


def test_forged_session_is_none(client: FlaskClient) -> None:
    client.set_cookie("session", "forged.cookie.here")
    assert client.get("/who").text == "nobody"
