"""The server's own door: who is slow keeps nobody waiting, and what was cut off is never acted on."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request

from bench import servers
from core import config, migrate
from core.app import create_app
from core.db import db
from core.serve import LISTENERS, Turnstile

LIMIT = 1000
SLOW = b"POST /console/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nusername="


class Broken(io.BytesIO):
    """A connection that ends while it is read."""

    def read(self, _size: int | None = -1) -> bytes:
        raise OSError("the other side is gone")


@pytest.fixture
def door() -> Turnstile:
    app = Flask("trial")
    app.config["MAX_CONTENT_LENGTH"] = LIMIT

    @app.post("/")
    def heard() -> str:
        return f"heard {len(request.get_data())}"

    return Turnstile(app)


def asked(door: Turnstile, body: io.BytesIO, **environ: Any) -> tuple[str, bytes]:
    said: list[str] = []
    known = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "SERVER_NAME": "x",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": body,
        "wsgi.input_terminated": True,
    }
    answer = door({**known, **environ}, lambda status, _headers: said.append(status))
    return said[0][:3], b"".join(answer)


def test_whole_body_reaches_the_app(door: Turnstile) -> None:
    assert asked(door, io.BytesIO(b"x" * 900), CONTENT_LENGTH="900") == ("200", b"heard 900")


def test_body_without_a_length_reaches_the_app(door: Turnstile) -> None:
    found = asked(door, io.BytesIO(b"x" * 900), HTTP_TRANSFER_ENCODING="chunked")
    assert found == ("200", b"heard 900")


def test_body_that_was_cut_off_never_reaches_the_app(door: Turnstile) -> None:
    assert asked(door, io.BytesIO(b"x" * 800), CONTENT_LENGTH="900") == ("400", b"")
    assert asked(door, Broken(), CONTENT_LENGTH="900") == ("400", b"")
    assert asked(door, Broken(), HTTP_TRANSFER_ENCODING="chunked") == ("400", b"")


def test_body_over_the_limit_is_refused_unread(door: Turnstile) -> None:
    body = io.BytesIO(b"x" * (LIMIT + 1))
    assert asked(door, body, CONTENT_LENGTH=str(LIMIT + 1))[0] == "413"
    assert body.tell() == 0


def test_body_that_hides_its_length_is_heard_only_to_the_limit(door: Turnstile) -> None:
    body = io.BytesIO(b"x" * 500_000)
    assert asked(door, body, HTTP_TRANSFER_ENCODING="chunked")[0] == "413"
    assert body.tell() < 100_000


@pytest.fixture
def server(tmp_path: Path) -> Iterator[servers.Server]:
    app = create_app(settings=config.load(tmp_path, environ={}), testing=True)
    with app.app_context():
        migrate.upgrade()
        db.engine.dispose()
    with servers.jixun(tmp_path) as started:
        yield started


def test_phones_on_a_weak_signal_keep_nobody_waiting(server: servers.Server) -> None:
    where = ("127.0.0.1", server.port)
    slow = [socket.create_connection(where) for _phone in range(LISTENERS // 2)]
    for phone in slow:
        phone.sendall(SLOW)
    with socket.create_connection(where, timeout=10) as quick:
        quick.sendall(b"GET /console/sign-in HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = quick.recv(12)
    for phone in slow:
        phone.close()
    assert answer == b"HTTP/1.1 200"
