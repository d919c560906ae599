"""What a browser fetches to keep pages, and the phone's own page on the road."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.app import create_app
from core.config import Settings
from core.contributions import OutboxAct
from core.errors import WrongStart
from core.hookspecs import hookimpl
from core.testing import Maker
from core.training.models import TrainingClass
from tests.outbox.conftest import send, states


def test_worker_may_stand_before_every_page_and_is_asked_for_anew(app: Flask) -> None:
    answer = app.test_client().get("/sw.js")
    kept = {name: answer.headers[name] for name in ("Service-Worker-Allowed", "Cache-Control")}
    assert kept == {"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"}
    assert answer.mimetype == "text/javascript"
    again = app.test_client().get("/sw.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("asked", "start"),
    [
        ("/m/ROAD/today", "/m/ROAD/today"),
        ("https://evil.example/", "/m/"),
        ("//evil.example", "/m/"),
        ("", "/m/"),
    ],
)
def test_home_screen_opens_a_page_of_ours(app: Flask, asked: str, start: str) -> None:
    told = app.test_client().get("/app.webmanifest", query_string={"start": asked}).json
    assert (told["short_name"], told["display"], told["start_url"]) == ("集训", "standalone", start)
    for icon in told["icons"]:
        with app.test_client().get(icon["src"]) as picture:
            assert picture.status_code == 200


def test_road_shows_a_phone_what_it_may_do(make: Maker, the_class: TrainingClass) -> None:
    counts = make.browser_of_paired(make.paired_phone(the_class, "bus.count", "outbox.rehearse"))
    shown = counts.get("/m/ROAD/road").text
    assert ["/m/ROAD/bus" in shown, "试发一条" in shown, "修改密码" in shown] == [True, True, False]
    bare = make.browser_of_paired(make.paired_phone(the_class)).get("/m/ROAD/road").text
    assert ["/m/ROAD/bus" in bare, "试发一条" in bare] == [False, False]


def test_rehearsal_leaves_its_time(make: Maker, the_class: TrainingClass) -> None:
    phone = make.browser_of_paired(make.paired_phone(the_class, "outbox.rehearse"))
    assert "还没有试发过" in phone.get("/m/ROAD/road").text
    act = {"id": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "kind": "outbox.rehearse", "seq": 1}
    act |= {"made_at": 1_700_000_000_000, "payload": {}}
    assert states(send(phone, act)) == ["done"]
    assert "上次试发成功" in phone.get("/m/ROAD/road").text


def test_pages_of_a_plugin_carry_the_line(phone: FlaskClient, the_class: TrainingClass) -> None:
    shown = phone.get("/m/ROAD/bus").text
    assert 'data-sync="/outbox/ROAD/sync"' in shown
    assert 'data-keep="/m/ROAD/bus.json"' in shown


@pytest.mark.parametrize(
    "names", [["stray.act"], ["wrong.one", "wrong.one"], ["wrong." + "x" * 80]]
)
def test_act_that_is_not_its_owners_stops_the_start(settings: Settings, names: list[str]) -> None:
    class Wrong:
        @hookimpl
        def register_outbox_acts(self) -> list[OutboxAct]:
            return [OutboxAct(name, name, lambda _act: None) for name in names]

    with pytest.raises(WrongStart, match="wrong"):
        create_app(settings=settings, testing=True, extra_plugins=[("wrong", Wrong())])


def test_trainee_keeps_today_and_the_week_and_nothing_else(
    make: Maker, the_class: TrainingClass
) -> None:
    trainee = make.trainee(the_class)
    phone = make.phone_of(trainee)
    wanted = f'data-keep-owner="trainee:{trainee.person_id}:ROAD"'
    keeping: dict[str, Any] = {
        page: wanted in phone.get(f"/m/ROAD/{page}").text
        for page in ("today", "week", "me", "notices/", "leave/ask", "me/phones")
    }
    assert [page for page, kept in keeping.items() if kept] == ["today", "week"]
