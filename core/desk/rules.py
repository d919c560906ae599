"""What an organiser does next with a class, from where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.i18n import lazy_gettext as _
from core.training.rules import State


@dataclass(frozen=True)
class NextStep:
    """One sentence, the page where it is done, and the states that the class may now move to."""

    text: Any
    action: Any
    endpoint: str
    moves: tuple[State, ...] = ()


IMPORT_TRAINEES = NextStep(
    _("把单位报来的名单导入进来；也可以先开放报名，让单位和个人自己填。"),
    _("导入名单"),
    "enrolment.upload",
    (State.ENROLLING,),
)
IMPORT_LESSONS = NextStep(
    _("学员有了，再把培训中心的课表导入进来。"), _("导入课表"), "timetable.upload"
)
PREPARED = NextStep(
    _("名单和课表都有了。打印报到单；到报到那天开始报到，学员就能绑定手机。"),
    _("看名单"),
    "enrolment.trainees",
    (State.ENROLLING, State.REPORTING),
)
ENROLLING = NextStep(
    _("单位和个人正在报名。审核完，到报到那天开始报到。"),
    _("审核报名"),
    "enrolment.applications",
    (State.REPORTING,),
)
REPORTING = NextStep(
    _("学员正在报到、绑定手机。人到齐后，班级改为“进行中”。"),
    _("去报到台"),
    "enrolment.reporting",
    (State.RUNNING,),
)
CLOSING = NextStep(
    _("培训日程到了最后一天。核定每个人的结业结果。"), _("去核定结业"), "completion.review"
)


def next_step(
    state: State, *, has_trainees: bool, has_lessons: bool, ends_on: date, today: date
) -> NextStep | None:
    """The next thing to do; None while the class runs and when it is closed."""
    if state is State.RUNNING:
        return CLOSING if today >= ends_on else None
    if state in (State.CLOSED, State.ARCHIVED):
        return None
    if state is State.REPORTING:
        return REPORTING
    if state is State.ENROLLING:
        return ENROLLING
    if not has_trainees:
        return IMPORT_TRAINEES
    return PREPARED if has_lessons else IMPORT_LESSONS
