"""Two who decide at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import select

from core import clock
from core.attendance.models import AttendanceChange
from core.db import db
from core.errors import Refused
from core.leave import services
from core.leave.models import LeaveRequest
from core.testing import rows_of
from tests.leave.conftest import Week, wall


def test_decide_by_two_at_the_same_moment_counts_once(app: Flask, week: Week) -> None:
    week.lesson(1, 8, 3)
    leave_id = week.ask(wall(1, 8), wall(1, 12)).id
    by, at, start = week.by("counsellor"), clock.now(), Barrier(4)

    def press(approve: bool) -> str:
        with app.app_context():
            leave = db.session.execute(select(LeaveRequest)).scalar_one()
            start.wait()
            try:
                return services.decide(leave, approve, "意见", by=by, at=at, seen=1).state
            except Refused as refused:
                return refused.codes[0]

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(press, [True, False, True, False]))
    db.session.expire_all()
    state = db.session.get_one(LeaveRequest, leave_id).state
    assert answers == sorted([state, "decided", "decided", "decided"])
    assert rows_of(AttendanceChange) == (1 if state == "approved" else 0)
