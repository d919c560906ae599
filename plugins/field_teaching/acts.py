"""What leaders' phones send from the road: untrusted until every part of it is read."""

from __future__ import annotations

import re
from typing import Any

from core.contributions import OutboxAct
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.outbox.terms import ArrivedAct
from plugins.field_teaching.services.counts import (
    MOST_WORDS,
    Report,
    Statement,
    Told,
    depart,
    recall,
    say,
)
from plugins.field_teaching.services.incidents import take_from_road
from plugins.field_teaching.terms import RIDER, CountWay, Said

COUNT = "field_teaching.count"
ACT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
BY_LEADERS = {CountWay.TAP: tuple(Said), CountWay.SCAN: (Said.HERE,), CountWay.REST: (Said.HERE,)}
MOST = 2**31 - 1


def acts() -> list[OutboxAct]:
    """What may be sent from the road later, for the outbox."""
    return [
        OutboxAct(COUNT, _("清点"), take_count, COUNT),
        OutboxAct("field_teaching.depart", _("发车"), take_depart, COUNT),
        OutboxAct("field_teaching.recall", _("撤回发车"), take_recall, COUNT),
        OutboxAct("field_teaching.incident", _("途中情况"), take_from_road, COUNT),
    ]


def take_count(act: ArrivedAct) -> None:
    """Takes what a leader said of riders; Refused in words for anything that cannot be meant."""
    words = act.payload.get("words")
    if not isinstance(words, list) or not 0 < len(words) <= MOST_WORDS:
        raise _torn()
    statements = [_statement(one) for one in words]
    if len({one.rider for one in statements}) != len(statements):
        raise _torn()
    say(_told(act), statements, by=act.by, at=act.arrived_at)


def take_depart(act: ArrivedAct) -> None:
    """Takes that a vehicle left."""
    sent = act.payload
    missing, swept = _riders(sent.get("missing", [])), _riders(sent.get("rest", []))
    report = Report(
        _number(sent, "here", 0, 9999), _number(sent, "due", 0, 9999), missing, swept, _why(sent)
    )
    if report.here + len(missing) != report.due or set(missing) & set(swept):
        raise _torn()
    depart(_told(act), report, by=act.by, at=act.arrived_at)


def take_recall(act: ArrivedAct) -> None:
    """Takes that a vehicle has not left after all."""
    named = act.payload.get("act")
    if not isinstance(named, str) or not ACT.fullmatch(named):
        raise _torn()
    recall(_told(act), named, by=act.by, at=act.arrived_at)


def _told(act: ArrivedAct) -> Told:
    outing, stop, vehicle = [_number(act.payload, name) for name in ("outing", "stop", "vehicle")]
    device = act.device or act.by.label[:32]
    return Told(act.id, act.class_id, outing, stop, vehicle, act.happened_at, device)


def _statement(sent: Any) -> Statement:
    if not isinstance(sent, dict):
        raise _torn()
    rider, said, way = sent.get("rider"), sent.get("said"), sent.get("way")
    known = isinstance(rider, str) and RIDER.fullmatch(rider)
    if not known or said not in list(Said) or way not in list(CountWay):
        raise _torn()
    statement = Statement(str(rider), Said(said), CountWay(way), _why(sent))
    if statement.said not in BY_LEADERS.get(statement.way, ()):
        raise _torn()
    if statement.said is Said.LEFT and not statement.why:
        raise Refused(Problem("why_missing", _("记离队要写明原因和去向。")))
    return statement


def _riders(sent: Any) -> list[str]:
    if not isinstance(sent, list) or len(sent) > MOST_WORDS:
        raise _torn()
    if not all(isinstance(one, str) and RIDER.fullmatch(one) for one in sent):
        raise _torn()
    if len(set(sent)) != len(sent):
        raise _torn()
    return sent


def _number(sent: dict[str, Any], name: str, least: int = 1, most: int = MOST) -> int:
    found = sent.get(name)
    if type(found) is not int or not least <= found <= most:
        raise _torn()
    return found


def _why(sent: dict[str, Any]) -> str:
    found = sent.get("why", "")
    if not isinstance(found, str) or len(found) > 200:
        raise Refused(Problem("why_too_long", _("说明最多 200 个字。")))
    return found.strip()


def _torn() -> Refused:
    return Refused(Problem("torn", _("清点内容不完整，没有记录。请刷新清点页面再记。")))
