"""成绩单 as a sheet and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from flask import render_template

from core import clock
from core.documents import pdf
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.training.printing import head_of
from core.wording import day
from core.workbooks import write_xlsx
from plugins.quizzes.models import Sitting
from plugins.quizzes.queries.outcomes import Results, Row
from plugins.quizzes.rules.numbers import plain
from plugins.quizzes.rules.standing import STANDING_WORDS

STYLE = "results.css"
_FOLDER = Path(__file__).parent.parent / "templates" / "quizzes" / "print"


def sheet(sitting: Sitting, found: Results, zone: str) -> bytes:
    """Everybody's result with when and how long it was written."""
    heads = [
        *(_("学号"), _("姓名"), _("组别"), _("单位"), _("得分"), _("满分"), _("结果")),
        *(_("补考"), _("作答次数"), _("开始"), _("交卷"), _("用时（分钟）"), _("离开页面次数")),
    ]
    rows = [_cells(one, found, zone) for one in found.rows]
    return write_xlsx(sitting.title, heads, rows)


def _cells(row: Row, found: Results, zone: str) -> list[Any]:
    who, one = row.enrolment, row.counting
    times = (
        [
            *(_wall(one.started_at, zone), _wall(one.ended_at, zone) if one.ended_at else ""),
            *(one.minutes, one.away),
        ]
        if one
        else ["", "", "", ""]
    )
    return [
        *(who.number, who.name, who.group.name if who.group else "", who.unit_name),
        *(row.result.points, found.points, str(STANDING_WORDS[row.result.standing])),
        *(_("是") if row.made_up else "", len(row.attempts), *times),
    ]


def _wall(moment: Any, zone: str) -> str:
    return f"{clock.local(moment, zone):%Y-%m-%d %H:%M}"


def transcript(training_class: TrainingClass, parts: Sequence[tuple[Sitting, Results]]) -> bytes:
    """成绩单: a page or more for each test, names in two columns, the sums below."""
    head = head_of(training_class, "成绩单")
    html = render_template(
        "quizzes/print/results.html",
        **head,
        parts=[_part(sitting, found, training_class.zone) for sitting, found in parts],
    )
    return pdf(html, assets={STYLE: _style()})


def _part(sitting: Sitting, found: Results, zone: str) -> dict[str, Any]:
    lines = [_line(one) for one in found.rows]
    half = -(-len(lines) // 2)
    beside = [*lines[half:], *[None] * (2 * half - len(lines))]
    sums = found.sums
    return {
        "title": sitting.title,
        "held": day(clock.local(sitting.opens_at, zone).date()),
        "points": plain(found.points),
        "pass_mark": plain(sitting.pass_mark),
        "rows": list(zip(lines[:half], beside, strict=True)),
        "sums": sums,
        "mean": "—" if sums.mean is None else plain(sums.mean),
        "highest": "—" if sums.highest is None else plain(sums.highest),
        "lowest": "—" if sums.lowest is None else plain(sums.lowest),
        "rate": "—" if sums.pass_rate is None else f"{plain(sums.pass_rate)}%",
    }


def _line(row: Row) -> dict[str, Any]:
    result = row.result
    return {
        "number": row.enrolment.number,
        "name": row.enrolment.name,
        "unit": row.enrolment.unit_name,
        "points": plain(result.points) if result.points is not None else "",
        "word": STANDING_WORDS[result.standing],
        "note": "补考" if row.made_up else "",
    }


@cache
def _style() -> bytes:
    return (_FOLDER / STYLE).read_bytes()
