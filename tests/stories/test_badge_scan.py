"""A badge held before the camera of the leader's phone, without a signal."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, expect

from core import clock, qr
from core.access.cookies import PAIRED_COOKIE, paired_cookie
from core.testing import Maker
from plugins.field_teaching.tests.conftest import Road
from tests.stories.conftest import CHROMIUM, SWITCHES, Watched

pytestmark = pytest.mark.browser


def film_of(text: str, file: Path) -> None:
    """A film in which somebody holds a badge before the camera."""
    code = Image.open(BytesIO(qr.png(text))).convert("L")
    picture = Image.new("L", (640, 480), 150)
    picture.paste(code.resize((360, 360)), (140, 60))
    frame = BytesIO()
    picture.convert("RGB").save(frame, "JPEG", quality=90)
    file.write_bytes(frame.getvalue() * 10)


@pytest.fixture
def trip(house: Flask) -> dict[str, Any]:
    with house.app_context():
        make = Maker(house)
        road, found = Road(make), make.training_class(code="SCAN-1")
        outing = road.outing(found, held_on=clock.today(found.zone))
        road.stop(outing, "gather", "北门集合", clock.now())
        bus, other = road.vehicle(found), road.vehicle(found, "二号车")
        zhang, stray = make.trainee(found, "张伟"), make.trainee(found, "赵错车")
        road.ride(bus, zhang, seat=1), road.ride(other, stray, seat=1)
        phone = make.paired_phone(found, "field_teaching.count")
        path = f"/console/classes/SCAN-1/field/road/{outing.id}/{bus.id}"
        return {"path": path, "phone": paired_cookie(phone), "token": stray.token}


def test_badge_of_another_bus_is_read_without_a_signal(
    trip: dict[str, Any], browser: Browser, address: str, tmp_path: Path
) -> None:
    film = tmp_path / "badge.mjpeg"
    film_of(f"https://jixun.example/p/{trip['token']}", film)
    switches = [*SWITCHES, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={film}"]  # fmt: skip
    opened = browser.browser_type.launch(executable_path=CHROMIUM, args=switches)
    try:
        context = opened.new_context(
            base_url=address, viewport={"width": 390, "height": 844}, permissions=["camera"]
        )
        context.add_cookies([{"name": PAIRED_COOKIE, "value": trip["phone"], "url": address}])
        leader = Watched(context.new_page())
        scan(leader, trip["path"])
    finally:
        opened.close()


def scan(leader: Watched, path: str) -> None:
    page = leader.page
    page.goto(path)
    page.locator('[data-road][data-reader-kept="yes"]').wait_for(timeout=30_000)
    page.locator('[data-keep-state="kept"]').wait_for(state="attached")
    page.context.set_offline(True)
    page.reload()
    page.get_by_role("button", name="扫胸牌").click()
    expect(page.get_by_text("赵错车 在（应在二号车）")).to_be_visible(timeout=30_000)
    leader.looks_right("scan")
    page.get_by_role("button", name="关闭").click()
    expect(page.get_by_role("heading", name="坐错车的人 1")).to_be_visible()
    expect(page.locator(".road-number")).to_have_text("0 / 1")
