"""What somebody who tries Jixun reads in the terminal."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from core import welcome

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_address_of_one_host_is_that_host() -> None:
    assert welcome.address_of("127.0.0.1", 8000) == "http://127.0.0.1:8000"


def test_address_of_every_host_is_one_that_a_phone_can_open() -> None:
    assert "0.0.0.0" not in welcome.address_of("0.0.0.0", 8000)  # noqa: S104 - read, not bound


def test_show_names_the_three_ways_in(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    with app.app_context():
        welcome.show("http://127.0.0.1:8000", at=TUESDAY)
    said = capsys.readouterr().out
    assert "http://127.0.0.1:8000/console/" in said
    assert "http://127.0.0.1:8000/p/" in said
    assert "/console/classes/DEMO/lessons/" in said
    assert "0010" in said


def test_show_draws_the_phones_link_where_phones_can_open_it(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    with app.app_context():
        welcome.show("http://192.0.2.7:8000", at=TUESDAY)
    assert "█" in capsys.readouterr().out
