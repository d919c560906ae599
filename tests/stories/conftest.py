"""A real server, real browsers: a desk, and as many phones as a story needs."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from core import config
from core.app import create_app

AXE = config.ROOT / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    "chromium",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield opened
        opened.close()


@pytest.fixture
def address() -> str:
    """Where the house of this story will stand; codes and certificates lead there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@pytest.fixture
def house(settings: config.Settings, address: str, app_options: dict[str, Any]) -> Iterator[Flask]:
    """The app that a story visits, served; forged posts are refused here, as in earnest."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create_app(settings=replace(settings, public_url=address), testing=True, **app_options)
    server = make_server("127.0.0.1", int(address.rpartition(":")[2]), app, threaded=True)
    running = threading.Thread(target=server.serve_forever, daemon=True)
    running.start()
    yield app
    server.shutdown()
    running.join(timeout=10)


@dataclass
class Watched:
    """A browser window that remembers what went wrong in it."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        refused_on_purpose = "Failed to load resource" in message.text
        if message.type == "error" and not refused_on_purpose:
            self.complaints.append(message.text)

    def looks_right(self, name: str = "") -> None:
        """Nothing went wrong, everybody can use it, nothing runs out at the side."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})", STANDARDS
        )
        barriers = [
            f"{one['id']}: {one['help']} — {one['nodes'][0]['html'][:200]}"
            for one in found["violations"]
        ]
        where = self.page.url
        assert barriers == [], f"{where}: {barriers}"
        assert self.complaints == [], f"{where}: {self.complaints}"
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{where} runs out at the side by {wide} px"
        folder = os.environ.get("JIXUN_PICTURES")
        if folder and name:
            self.page.screenshot(path=str(Path(folder) / f"{name}.png"))


Opener = Callable[..., Watched]


@pytest.fixture
def open_window(browser: Browser, house: Flask, address: str) -> Iterator[Opener]:
    contexts: list[BrowserContext] = []

    def opened(**options: Any) -> Watched:
        context = browser.new_context(base_url=address, locale="zh-CN", **options)
        context.set_default_timeout(30_000)  # a busy machine is slow, not wrong
        contexts.append(context)
        return Watched(context.new_page())

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def desk(open_window: Opener) -> Watched:
    """An organiser's screen."""
    return open_window(viewport={"width": 1440, "height": 900})


@pytest.fixture
def phone(open_window: Opener) -> Callable[[], Watched]:
    """Opens one more trainee's phone."""
    return lambda: open_window(
        viewport={"width": 390, "height": 844},
        is_mobile=True,
        has_touch=True,
        device_scale_factor=2,
    )
