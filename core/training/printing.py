"""What stands at the head of every paper of a class."""

from __future__ import annotations

from core.training.models import TrainingClass


def head_of(training_class: TrainingClass, title: str) -> dict[str, str]:
    """Title, class, dates and place for templates/print/base.html."""
    return {
        "title": title,
        "class_name": training_class.name,
        "dates": dates_of(training_class),
        "place": training_class.place,
    }


def dates_of(training_class: TrainingClass) -> str:
    """From the first day to the last as papers write it: 2026年12月30日至2027年1月3日."""
    first, last = training_class.starts_on, training_class.ends_on
    start = f"{first.year}年{first.month}月{first.day}日"
    if first == last:
        return start
    year = "" if first.year == last.year else f"{last.year}年"
    return f"{start}至{year}{last.month}月{last.day}日"
