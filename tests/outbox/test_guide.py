"""The plugin without a signal in docs/plugins.md is real: it is read from there, installed and used."""

from __future__ import annotations

import re
import sys
from importlib import util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select

from core import config
from core.app import create_app
from core.audit import AuditEntry
from core.config import Settings
from core.db import db
from core.testing import MONDAY, Browser, Maker
from tests.outbox.conftest import NOW, number, send

TOLD = re.compile(r"<!-- offline: (?P<name>\S+) -->\n```\w+\n(?P<code>.*?)```", re.DOTALL)


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The plugin of the guide, written to a folder and imported."""
    for match in TOLD.finditer((config.ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")):
        file = tmp_path / "guide" / match["name"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(match["code"], encoding="utf-8")
    spec = util.spec_from_file_location("jixun_bus", tmp_path / "guide" / "jixun_bus.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "jixun_bus", module)
    spec.loader.exec_module(module)
    return module


@pytest.mark.usefixtures("stand")
def test_plugin_of_the_guide_takes_a_departure(told: ModuleType, settings: Settings) -> None:
    app = create_app(settings=settings, testing=True, extra_plugins=[("bus", told)])
    app.test_client_class, app.config["WTF_CSRF_ENABLED"] = Browser, False
    with app.app_context():
        make = Maker(app)
        phone = make.browser_of_paired(
            make.paired_phone(make.training_class(code="ROAD"), "bus.count")
        )
        shown = phone.get("/m/ROAD/bus").text
        assert ["data-depart" in shown, 'data-sync="/outbox/ROAD/sync"' in shown] == [True, True]
        with phone.get("/bus/static/bus.js") as script:
            assert (script.status_code, 'src="/bus/static/bus.js"' in shown) == (200, True)
        acts: list[dict[str, Any]] = [
            {"id": number(n), "kind": "bus.depart", "seq": n, "made_at": NOW, "payload": payload}
            for n, payload in ((1, {"count": 42}), (2, {"count": "全齐"}))
        ]
        answers = send(phone, *acts).json["answers"]
        assert [(one["state"], one["message"]) for one in answers] == [
            ("done", ""),
            ("refused", "没有写人数"),
        ]
        noted = select(AuditEntry.detail, AuditEntry.at).where(AuditEntry.act == "bus.depart")
        assert db.session.execute(noted).all() == [({"count": 42}, MONDAY)]
        db.engine.dispose()
