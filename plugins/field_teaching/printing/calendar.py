"""The outings of a class for calendar programs, by the standard."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from core import clock
from core.i18n import gettext as _
from core.training.models import TrainingClass
from plugins.field_teaching.queries.feeds import FeedDay
from plugins.field_teaching.queries.outings import Halt
from plugins.field_teaching.queries.planning import kind_words

if TYPE_CHECKING:
    from icalendar import Event


def outings_ics(training_class: TrainingClass, name: str, days: Iterable[FeedDay]) -> bytes:
    """Every stop as an event of its own; one whose time is words stands for the whole day."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Jixun//field teaching//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", training_class.zone)
    for day in days:
        for halt in day.halts:
            calendar.add_component(_event(training_class, day, halt))
        for halt in day.cancelled:
            called_off = _event(training_class, day, halt)
            called_off["summary"] = _("已取消：%(title)s", title=halt.stop.title)
            called_off.add("status", "CANCELLED")
            calendar.add_component(called_off)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(training_class: TrainingClass, day: FeedDay, halt: Halt) -> Event:
    from icalendar import Event

    event, zone = Event(), training_class.zone
    event.add("uid", f"{training_class.code}-stop-{halt.stop.id}@jixun")
    event.add("dtstamp", _told_at(day))
    event.add("sequence", day.outing.version)
    starts, words = halt.placing.starts_at, ""
    if starts is not None:
        ends = halt.placing.ends_at
        event.add("dtstart", clock.local(starts, zone))
        if ends is not None and ends > starts:
            event.add("dtend", clock.local(ends, zone))
    else:
        words = f"{halt.placing.time_text} "
        event.add("dtstart", day.outing.held_on)
        event.add("dtend", day.outing.held_on + timedelta(days=1))
    event.add("summary", f"{words}{_title(halt)}".strip())
    if halt.place:
        event.add("location", halt.place)
    if description := "\n".join(_lines(day, halt)):
        event.add("description", description)
    return event


def _title(halt: Halt) -> str:
    kind = kind_words(halt.stop.kind)
    return halt.stop.title if kind in halt.stop.title else f"{kind} {halt.stop.title}"


def _lines(day: FeedDay, halt: Halt) -> list[str]:
    lines = []
    if day.vehicle is not None:
        seat = _("座位 %(n)d", n=day.seat) if day.seat else ""
        lines.append(" ".join(filter(None, (day.vehicle.name, day.vehicle.plate, seat))))
    if halt.stop.leader:
        lines.append(f"{halt.stop.leader} {halt.stop.leader_phone}".strip())
    return [*lines, *filter(None, (halt.stop.note, day.outing.dress))]


def _told_at(day: FeedDay) -> datetime:
    """When this version was told; it stays the same however often a program asks."""
    told = day.outing.published_json.get("at")
    return datetime.fromisoformat(told) if told else day.outing.created_at
