"""What a phone receives: fewer bytes, the same content."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import compression

PAGE = "<p>签到</p>" * 300
GZIP = {"Accept-Encoding": "gzip, deflate"}


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    (tmp_path / "a.css").write_text("a { color: black }\n" * 200)
    (tmp_path / "a.png").write_bytes(b"\x89PNG" + bytes(2000))
    app = Flask(__name__, static_folder=str(tmp_path), static_url_path="/static")
    compression.init_app(app)
    app.add_url_rule("/page", view_func=lambda: PAGE, endpoint="page")
    app.add_url_rule("/short", view_func=lambda: "好", endpoint="short")
    app.add_url_rule("/missing", view_func=lambda: (PAGE, 404), endpoint="missing")
    return app.test_client()


def test_page_for_a_browser_that_unpacks_is_small(client: FlaskClient) -> None:
    answer = client.get("/page", headers=GZIP)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data).decode() == PAGE
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_page_for_a_browser_that_does_not_unpack_is_plain(client: FlaskClient) -> None:
    for accepted in ({}, {"Accept-Encoding": "gzip;q=0"}):
        answer = client.get("/page", headers=accepted)
        assert "Content-Encoding" not in answer.headers
        assert answer.data.decode() == PAGE


def test_static_file_is_packed_and_still_answers_not_modified(client: FlaskClient) -> None:
    first = client.get("/static/a.css", headers=GZIP)
    assert gzip.decompress(first.data).decode() == "a { color: black }\n" * 200
    again = client.get("/static/a.css", headers=GZIP | {"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_picture_short_page_and_error_travel_as_they_are(client: FlaskClient) -> None:
    for path in ("/static/a.png", "/short", "/missing"):
        with client.get(path, headers=GZIP) as answer:
            assert "Content-Encoding" not in answer.headers
