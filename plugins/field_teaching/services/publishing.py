"""Telling trainees of an outing: the first time, what has changed since, a swap, and that it is withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.audit import Actor
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.notices.rules import BODY_LONGEST, TITLE_LONGEST, Text
from core.notices.services import tell
from core.training.models import TrainingClass
from core.transaction import transaction
from core.wording import day as day_words
from plugins.field_teaching.models import Outing
from plugins.field_teaching.queries.planning import planning_of
from plugins.field_teaching.rules.changes import ALL, Told, way_words
from plugins.field_teaching.services.outings import note_act, open_class
from plugins.field_teaching.terms import Variant


def publish(training_class: TrainingClass, outing: Outing, *, by: Actor, at: datetime) -> None:
    """Shows an outing to all trainees and tells them its way; a second press changes nothing."""
    with transaction():
        open_class(outing)
        if outing.published_at is not None:
            return
        told = planning_of(training_class, [outing]).told(outing)
        if not any(told.ways.values()):
            words = _("还没有排站，先把行程排好再发布。")
            raise Refused(Problem("no_stops", words))
        outing.published_at = at
        _keep(outing, told, [], at=at)
        title = _("行程：%(day)s %(title)s", day=day_words(outing.held_on), title=told.title)
        _tell(training_class, outing, title, _whole(told), by=by, at=at)
        note_act("publish", outing, by=by, at=at, version=outing.version)


def tell_changes(
    training_class: TrainingClass, outing: Outing, *, by: Actor, at: datetime
) -> list[str]:
    """Tells everyone in one notice what has changed since they were told; answers the sentences."""
    with transaction():
        open_class(outing)
        planning = planning_of(training_class, [outing])
        changes = planning.untold(outing)
        if not changes:
            words = _("没有要通知的变动。")
            raise Refused(Problem("nothing_changed", words))
        _keep(outing, planning.told(outing), changes, at=at)
        title = _("行程有变：%(title)s", title=f"{day_words(outing.held_on)} {outing.title}")
        _tell(training_class, outing, title, changes, by=by, at=at)
        note_act("tell_changes", outing, by=by, at=at, version=outing.version, changes=changes)
    return changes


def tell_swap(training_class: TrainingClass, outing: Outing, *, by: Actor, at: datetime) -> None:
    """Inside the act of a swap: everyone is told the whole way that holds now."""
    told = planning_of(training_class, [outing]).told(outing)
    rain = outing.variant == Variant.RAIN
    words = _("改为雨天方案：%(title)s") if rain else _("恢复原方案：%(title)s")
    title = words % {"title": f"{day_words(outing.held_on)} {told.title}"}
    changed = [_("改为雨天方案，请看新的行程。") if rain else _("恢复原方案，请看新的行程。")]
    _keep(outing, told, changed, at=at)
    _tell(training_class, outing, title, _whole(told), by=by, at=at)


def withdraw(training_class: TrainingClass, outing: Outing, *, by: Actor, at: datetime) -> None:
    """Takes an outing back from the phones, and says so to those who were told of it."""
    with transaction():
        open_class(outing)
        if outing.published_at is None:
            return
        outing.published_at, outing.published_json = None, {}
        outing.version += 1
        title = _("行程撤回：%(title)s", title=f"{day_words(outing.held_on)} {outing.title}")
        lines = [_("这次行程有待重新安排，请等新的通知。")]
        _tell(training_class, outing, title, lines, by=by, at=at)
        note_act("withdraw", outing, by=by, at=at, version=outing.version)


def _keep(outing: Outing, told: Told, changes: list[str], *, at: datetime) -> None:
    """One version more, and what trainees know from now on."""
    outing.version += 1
    outing.published_json = {"at": at.isoformat(), "told": changes, "state": told.as_json()}


def _whole(told: Told) -> list[str]:
    """All of an outing: what to wear and bring, the way, and the ways of vehicles that differ."""
    lines = [
        words % {"what": text}
        for words, text in ((_("着装：%(what)s"), told.dress), (_("携带：%(what)s"), told.bring))
        if text
    ]
    lines += way_words(told.ways.get(ALL, []))
    for owner, way in told.ways.items():
        if owner != ALL:
            lines += [_("%(name)s另走顺序：", name=told.names.get(owner, "")), *way_words(way)]
    return lines


def _tell(
    training_class: TrainingClass, outing: Outing, title: str, lines: Iterable[str],
    *, by: Actor, at: datetime,
) -> None:  # fmt: skip
    text = Text(
        title=title[:TITLE_LONGEST],
        body="\n".join(lines)[:BODY_LONGEST],
        link=f"/m/{training_class.code}/field/",
        occasion=f"field_teaching.outing:{outing.id}:{outing.version}",
    )
    tell(training_class.id, text, by=by, at=at)
