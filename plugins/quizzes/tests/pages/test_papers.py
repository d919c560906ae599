"""试卷 in the console."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from core.db import db
from core.testing import MONDAY, Maker
from plugins.quizzes.models import Paper, Sitting
from plugins.quizzes.tests.conftest import BLANK, JUDGE, MULTIPLE, SINGLE, Office


def form(**values: object) -> dict[str, object]:
    return {"draw": "fixed", "multiple_rule": "partial", "pass_mark": "3", "marks_from": "sent",
            "keys_from": "closed", **values}  # fmt: skip


def test_paper_is_set_by_hand_and_given_out(
    office: Office, make: Maker, stand: Callable[[timedelta], None]
) -> None:
    found = make.training_class(code="QUIZ")
    desk = make.staff_browser(found, "organiser")
    base = "/console/classes/QUIZ/quizzes"
    versions = [office.version(one) for one in (SINGLE, MULTIPLE, JUDGE, BLANK)]
    made = desk.post(f"{base}/papers/new", data=form(title="结业测验卷"))
    page = made.location
    assert "还没有大题" in desk.get(page).text
    picker = desk.post(f"{page}/sections/new", data={"title": "选择题", "points": "2"}).location
    shown = desk.get(picker).text
    assert "党的七届二中全会召开于哪一年？" in shown
    added = desk.post(picker, data={"chosen": [str(one.id) for one in versions]})
    assert added.location == page
    text = desk.get(page).text
    assert "一、选择题" in text
    assert "4 题，共 8 分" in text
    assert desk.get(f"{page}/preview").status_code == 200
    again = desk.post(picker, data={"chosen": [str(versions[0].id)]}, follow_redirects=True).text
    assert "已经在这份试卷里" in again
    paper = db.session.execute(select(Paper)).scalar_one()
    sitting = {
        "paper_id": str(paper.id), "purpose": "final", "title": "结业测验", "opens_on": "2026-11-23",
        "opens": "09:00", "closes": "10:00", "minutes": "30", "attempts": "1", "counts": "best",
        "grace_seconds": "300", "pass_mark": "4", "marks_from": "closed", "keys_from": "closed",
        "markers": "1", "difference_limit": "2",
    }  # fmt: skip
    assert desk.get(f"{base}/new?paper={paper.id}").status_code == 200
    planned = desk.post(f"{base}/new", data=sitting)
    assert planned.status_code == 303 or planned.status_code == 302, planned.text
    shown = desk.get(planned.location).text
    assert "发布" in shown
    told = desk.post(f"{planned.location}/publish", follow_redirects=True).text
    assert "已发布" in told
    row = db.session.execute(select(Sitting)).scalar_one()
    assert (row.published_at, row.opens_at) == (MONDAY, MONDAY + timedelta(hours=1))
    assert "将要进行" in desk.get(f"{base}/").text
    assert desk.get(f"{base}/papers").status_code == 200
    for path in ("edit", "progress", "screen", "screen/state", "missing.pdf", "missing.xlsx"):
        assert desk.get(f"{planned.location}/{path}").status_code == 200, path
    for path in ("A.pdf", "B.pdf", "key.pdf", "edit"):
        assert desk.get(f"{page}/{path}").status_code == 200, path
