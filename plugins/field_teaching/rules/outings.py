"""What an outing and a stop must have before they can be written down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.field_teaching.terms import StopKind, Transport

LONGEST = {
    "title": 200,
    "dress": 200,
    "bring": 200,
    "place": 200,
    "note": 400,
    "leader": 80,
    "leader_phone": 40,
    "time_text": 60,
    "text": 5000,
}
WORDS: dict[str, Any] = {
    "title": _("名称"),
    "dress": _("着装"),
    "bring": _("携带"),
    "place": _("地点"),
    "note": _("备注"),
    "leader": _("负责人"),
    "leader_phone": _("负责人电话"),
    "time_text": _("时间说明"),
    "text": _("说明"),
}
MOST_MINUTES = 24 * 60


def text_problems(values: Mapping[str, Any]) -> list[Problem]:
    """No title, or a text that its column cannot hold."""
    problems = []
    if not values["title"]:
        problems.append(Problem("title_missing", _("请填写名称。"), "title"))
    for name, most in LONGEST.items():
        if len(values.get(name) or "") > most:
            words = _("%(what)s最多 %(most)d 个字。", what=WORDS[name], most=most)
            problems.append(Problem(f"{name}_long", words, name))
    return problems


def stop_problems(values: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with a stop by itself."""
    problems = text_problems(values)
    if values["kind"] not in set(StopKind):
        problems.append(Problem("kind_unknown", _("请选择类型。"), "kind"))
    if values["transport"] and values["transport"] not in set(Transport):
        problems.append(Problem("transport_unknown", _("请选择交通方式。"), "transport"))
    for name in ("minutes", "leg_minutes"):
        if values[name] is not None and not 0 <= values[name] <= MOST_MINUTES:
            words = _("请填 0 到 %(most)d 之间的分钟数。", most=MOST_MINUTES)
            problems.append(Problem("minutes_wrong", words, name))
    return problems


def day_problems(held_on: Any, starts_at: datetime | None, zone_day: Any) -> list[Problem]:
    """A stop is reached on the outing's day or in the night after it; `zone_day` says a moment's day."""
    if starts_at is None or timedelta(0) <= zone_day(starts_at) - held_on <= timedelta(days=1):
        return []
    return [Problem("not_that_day", _("时间要在出行当天或次日。"), "starts")]
