"""Run inside the throw-away environment: uses the plugin as its users would, prints what they saw."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

from sqlalchemy import inspect

from core import config, migrate, plugins
from core.app import create_app
from core.audit import SYSTEM
from core.clock import now
from core.db import db
from core.testing import Browser, Maker
from core.training.models import TrainingClass
from core.training.services import switch_plugin

instance = Path(sys.argv[1])
known = replace(
    config.load(instance, environ={"JIXUN_SECRET_KEY": "s" * 40}), public_url="http://localhost"
)
app = create_app(settings=known, testing=True)
app.test_client_class = Browser
app.config["WTF_CSRF_ENABLED"] = False
seen: dict[str, object] = {}
with app.app_context():
    seen["moved"] = migrate.upgrade()
    seen["plugins"] = [plugin.name for plugin in plugins.switchable()]
    seen["tables"] = "lost_property_item" in inspect(db.engine).get_table_names()
    make = Maker(app)
    here = db.session.query(TrainingClass).first() or make.training_class(code="HERE")
    shelf = f"/console/classes/{here.code}/lost-property"
    staff, phone = make.staff_browser(here, "counsellor"), make.phone_of(make.trainee(here, "张伟"))
    staff.post(shelf, data={"name": "一把雨伞"})

    def look() -> dict[str, object]:
        """What organiser and trainee see of the plugin now."""
        console = staff.get(shelf)
        home = staff.get(f"/console/classes/{here.code}/")
        today = phone.get(f"/m/{here.code}/today")
        return {
            "page": console.status_code,
            "item": "一把雨伞" in console.text,
            "tab": "失物招领" in home.text,
            "home": home.status_code,
            "card": "一把雨伞" in today.text,
            "today": today.status_code,
            "closing": [
                one.code for one in plugins.ask("closing_problems", here.id, training_class=here)
            ],
        }

    seen["on"] = look()
    if "lost_property" in seen["plugins"]:
        switch_plugin(here, "lost_property", False, by=SYSTEM, at=now())
        seen["off"] = look()
        switch_plugin(here, "lost_property", True, by=SYSTEM, at=now())
sys.stdout.write(json.dumps(seen, ensure_ascii=False) + "\n")
