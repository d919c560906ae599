"""What was told of an outing, and in words what has become of it since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from core.i18n import gettext as _
from core.wording import day as day_words

ALL = 0
FEWEST = 3
"""So many stops in a row that are later by as much are said in one sentence."""


@dataclass(frozen=True)
class Called:
    """A stop as it was told: aware start (None where only words are known), how that reads, where."""

    stop: int
    title: str
    at: datetime | None
    when: str
    place: str = ""


@dataclass(frozen=True)
class Told:
    """An outing as trainees were told it; `day` is ISO, so that no face's language makes it another.

    `ways` are by vehicle (0: all who have no order of their own).
    """

    title: str
    day: str
    variant: str
    dress: str = ""
    bring: str = ""
    ways: Mapping[int, Sequence[Called]] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As plain values that a column keeps."""
        known = asdict(self)
        known["ways"] = {
            str(owner): [{**asdict(one), "at": one.at and one.at.isoformat()} for one in way]
            for owner, way in self.ways.items()
        }
        known["names"] = {str(owner): name for owner, name in self.names.items()}
        return known

    @classmethod
    def from_json(cls, known: Mapping[str, Any]) -> Told:
        """What a column kept."""
        ways = {
            int(owner): [
                Called(**{**one, "at": datetime.fromisoformat(one["at"]) if one["at"] else None})
                for one in way
            ]
            for owner, way in known["ways"].items()
        }
        names = {int(owner): name for owner, name in known["names"].items()}
        return cls(**{**known, "ways": ways, "names": names})


def way_words(way: Sequence[Called]) -> list[str]:
    """A whole way, a line a stop: 13:30 参观纪念馆（一号馆）."""
    return [_line(one) for one in way]


def changes_between(before: Told, after: Told) -> list[str]:
    """What is no longer as it was told, a sentence each; empty where nothing is."""
    said = list(_of_the_day(before, after))
    said += _of_way(before.ways.get(ALL, []), after.ways.get(ALL, []))
    for owner in sorted({*before.ways, *after.ways} - {ALL}):
        name = after.names.get(owner) or before.names.get(owner) or ""
        if owner not in after.ways:
            said.append(_("%(name)s改走全体的顺序。", name=name))
        elif owner not in before.ways:
            order = " → ".join(_short(one) for one in after.ways[owner])
            said.append(_("%(name)s另走顺序：%(order)s", name=name, order=order))
        else:
            for words in _of_way(before.ways[owner], after.ways[owner]):
                said.append(_("%(name)s：%(words)s", name=name, words=words))
    return said


def _of_the_day(before: Told, after: Told) -> Iterator[str]:
    for title, old, new in (
        (_("日期"), _day(before), _day(after)),
        (_("名称"), before.title, after.title),
        (_("着装"), before.dress, after.dress),
        (_("携带"), before.bring, after.bring),
    ):
        if old != new:
            names = {"what": title, "old": old or _("无"), "new": new or _("无")}
            yield _("%(what)s：%(old)s → %(new)s", **names)


def _day(told: Told) -> str:
    return day_words(date.fromisoformat(told.day))


def _of_way(before: Sequence[Called], after: Sequence[Called]) -> list[str]:
    old = {one.stop: one for one in before}
    new = {one.stop: one for one in after}
    said = [_("取消 %(stop)s", stop=_line(one)) for one in before if one.stop not in new]
    said += [_("新增 %(stop)s", stop=_line(one)) for one in after if one.stop not in old]
    stayed = [(old[one.stop], one) for one in after if one.stop in old]
    said += _times(stayed)
    for was, now in stayed:
        if was.title != now.title:
            said.append(_("“%(old)s”改为“%(new)s”", old=was.title, new=now.title))
        if was.place != now.place:
            names = {
                "title": now.title,
                "old": was.place or _("未定"),
                "new": now.place or _("未定"),
            }
            said.append(_("%(title)s 地点：%(old)s → %(new)s", **names))
    if not said and [one.stop for one in before] != [one.stop for one in after]:
        said.append(_("顺序改为：%(order)s", order=" → ".join(_short(one) for one in after)))
    return said


def _times(stayed: Sequence[tuple[Called, Called]]) -> list[str]:
    """Other times, stop by stop; a run that is later by as much in one sentence."""
    said: list[str] = []
    place = 0
    while place < len(stayed):
        by = _later(*stayed[place])
        run = place + 1
        while by and run < len(stayed) and _later(*stayed[run]) == by:
            run += 1
        if run - place >= FEWEST and by:
            said.append(_run_words(stayed[place], run - place, by))
        else:
            run = place + 1
            was, now = stayed[place]
            if was.at != now.at or (now.at is None and was.when != now.when):
                said.append(f"{now.title} {was.when or _('未定')} → {now.when or _('未定')}")
        place = run
    return said


def _later(was: Called, now: Called) -> int:
    """By how many minutes a stop is later; 0 where that cannot be said."""
    return int((now.at - was.at).total_seconds()) // 60 if was.at and now.at else 0


def _run_words(first: tuple[Called, Called], count: int, by: int) -> str:
    was, now = first
    names = {"title": now.title, "n": count, "by": abs(by), "old": was.when, "new": now.when}
    if by > 0:
        words = _("从“%(title)s”起 %(n)d 站都推迟 %(by)d 分钟（%(old)s → %(new)s）", **names)
    else:
        words = _("从“%(title)s”起 %(n)d 站都提前 %(by)d 分钟（%(old)s → %(new)s）", **names)
    return str(words)


def _short(one: Called) -> str:
    return " ".join(filter(None, (one.when, one.title)))


def _line(one: Called) -> str:
    where = one.place if one.place != one.title else ""
    return f"{_short(one)}（{where}）" if where else _short(one)
