"""The journal: written with the act, gone with it, and saying who, what, when and in which request."""

from __future__ import annotations

import pytest
from flask import Flask, g
from sqlalchemy import select

from core import audit, clock
from core.audit import SYSTEM, Actor, AuditEntry
from core.db import db
from core.testing import STAFF, Maker, rows_of
from core.transaction import transaction


def test_entry_says_who_did_what_to_what_and_when(app: Flask, make: Maker, stand) -> None:
    training_class = make.training_class()
    g.request_id = "1f3a"
    with transaction():
        audit.note(
            "lesson_moved", "lesson:12", by=STAFF, at=clock.now(), class_id=training_class.id, to="周二"
        )  # fmt: skip
    entry = db.session.execute(select(AuditEntry)).scalar_one()
    assert (entry.at, entry.actor, entry.actor_name, entry.class_id) == (
        clock.now(),
        "staff:1",
        "李组织员",
        training_class.id,
    )
    assert (entry.act, entry.subject, entry.detail, entry.request_id) == (
        "lesson_moved",
        "lesson:12",
        {"to": "周二"},
        "1f3a",
    )


def torn_act() -> None:
    with transaction():
        audit.note("x", "y", by=SYSTEM, at=clock.now())
        raise ValueError("torn")


def test_entry_of_an_act_that_breaks_is_not_there(app: Flask) -> None:
    with pytest.raises(ValueError, match="torn"):
        torn_act()
    assert rows_of(AuditEntry) == 0


def test_label_outlives_a_change_of_name(app: Flask) -> None:
    assert (Actor("trainee", 7, "张伟").label, SYSTEM.label) == ("trainee:7", "system")
