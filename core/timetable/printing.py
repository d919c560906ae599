"""课程表 on paper, as a sheet that can be imported again, and as a calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core import clock
from core.documents import pdf_of_template
from core.i18n import gettext as _
from core.timetable.models import Lesson
from core.timetable.queries import PARTS, Block, Timetable, group_names, kinds, lessons_of
from core.timetable.rules import WEEKDAYS
from core.training.models import TrainingClass
from core.training.printing import head_of
from core.workbooks import write_xlsx

if TYPE_CHECKING:
    from icalendar import Event

# What the reader of timetables finds again; in Chinese whatever the face's language.
HEADERS = (
    *("日期", "午别", "开始时间", "结束时间", "时间", "课程内容", "类型"),
    *("地点", "授课教师", "学时", "组别", "备注"),
)


def timetable_pdf(
    training_class: TrainingClass, shown: Timetable, *, prepared_by: str = ""
) -> bytes:
    """The 课程表 on A4, days down and parts of the day across."""
    return pdf_of_template(
        "print/timetable.html",
        **head_of(training_class, _("课程表")),
        prepared_by=prepared_by,
        days=_printed_days(shown),
    )


def _printed_days(shown: Timetable) -> list[dict[str, Any]]:
    days = []
    for table in shown.tables:
        for number, day in enumerate(table.days):
            cells = {part.name: part.cells[number] for part in table.parts}
            if not any(cells.values()):
                continue
            days.append(
                {
                    "date": f"{day.date.month}月{day.date.day}日",
                    "weekday": f"周{WEEKDAYS[day.date.weekday()]}",
                    "morning": [_printed(one) for one in (*cells.get("", []), *cells["am"])],
                    "afternoon": [_printed(one) for one in cells["pm"]],
                    "evening": [_printed(one) for one in cells["evening"]],
                }
            )
    return days


def _printed(block: Block) -> dict[str, str]:
    lesson = block.lesson
    title = f"{lesson.title}（{block.group}）" if block.group else lesson.title
    return {
        "time": block.when,
        "title": title,
        "kind": str(block.kind_word),
        "teacher": lesson.teacher,
        "place": lesson.place,
    }


def timetable_xlsx(training_class: TrainingClass) -> bytes:
    """The lessons that are held, a row each, in columns that an import understands."""
    groups, known = group_names(training_class.id), kinds()
    rows = []
    for lesson in lessons_of(training_class.id):
        kind = known.get(lesson.kind)
        rows.append(
            [
                lesson.held_on,
                # a clock time says its half-day itself, even where it runs past midnight
                "" if lesson.starts_at else str(PARTS.get(lesson.half_day, "")),
                _wall(lesson.starts_at, training_class.zone),
                _wall(lesson.ends_at, training_class.zone),
                lesson.time_text,
                lesson.title,
                str(kind.title) if kind else "",
                lesson.place,
                lesson.teacher,
                lesson.credit_hours,
                groups.get(lesson.group_id or 0, ""),
                lesson.note,
            ]
        )
    return write_xlsx(_("课程表"), HEADERS, rows)


def _wall(moment: Any, zone: str) -> str:
    return f"{clock.local(moment, zone):%H:%M}" if moment else ""


def timetable_ics(training_class: TrainingClass) -> bytes:
    """The lessons that have a time, for calendar programs."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Jixun//timetable//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", training_class.name)
    for lesson in lessons_of(training_class.id):
        if lesson.starts_at is not None:
            calendar.add_component(_event(lesson))
    return bytes(calendar.to_ical())


def _event(lesson: Lesson) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{lesson.public_id}@jixun")
    event.add("dtstamp", lesson.created_at)
    event.add("dtstart", lesson.starts_at)
    if lesson.ends_at is not None:
        event.add("dtend", lesson.ends_at)
    event.add("summary", lesson.title)
    if lesson.place:
        event.add("location", lesson.place)
    if lesson.teacher:
        event.add("description", lesson.teacher)
    return event
