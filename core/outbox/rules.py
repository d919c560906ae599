"""What a phone may send at once, and when what it sends really happened."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeGuard

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.intake import LARGEST, clean

MOST_ACTS = 100
MOST_BYTES = 256 * 1024
MOST_PAYLOAD = 16 * 1024
DEEPEST = 20
LONGEST_WAIT = timedelta(days=14)
"""An act older than this is taken, but its time is doubtful."""
EXACT = 2**53
"""Beyond this a browser's numbers are not exact."""
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
KIND = re.compile(r"[a-z][a-z0-9_]*\.[a-z0-9_.]+")
DEVICE = re.compile(r"[0-9a-zA-Z-]{1,32}")


@dataclass(frozen=True)
class Sent:
    """One act as a phone sent it; `age` is in milliseconds by the phone's own clock.

    `problem` says why it cannot be understood; it is answered all the same, so that the phone drops it.
    """

    id: str
    kind: str = ""
    seq: int = 0
    age: float = 0
    payload: dict[str, Any] = field(default_factory=dict)
    problem: Problem | None = None


@dataclass(frozen=True)
class Parcel:
    """What came in one request, in the order in which the phone made it."""

    device: str
    acts: list[Sent]


def parcel_of(body: bytes) -> Parcel:
    """Reads a request; Refused where not even the single acts can be told apart."""
    told = _read(body)
    acts, now = told.get("acts"), told.get("now")
    if not isinstance(acts, list) or not _is_number(now):
        raise _torn()
    if len(acts) > MOST_ACTS:
        words = _("一次最多发送 %(most)d 条。", most=MOST_ACTS)
        raise Refused(Problem("too_many_acts", words))
    sent = sorted((_act(one, now) for one in acts), key=lambda act: act.seq)
    device = told.get("device")
    known = isinstance(device, str) and DEVICE.fullmatch(device)
    return Parcel(str(device) if known else "", sent)


def _read(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise _torn() from None
    if not isinstance(told, dict):
        raise _torn()
    return told


def _torn() -> Refused:
    return Refused(Problem("torn", _("发送的内容不完整或格式不对。")))


def _no_number(name: str) -> float:
    raise ValueError(name)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < EXACT


def _act(told: object, now: float) -> Sent:
    """One act of a parcel; Refused where it has no number of its own, for then it cannot be answered."""
    if not isinstance(told, dict) or not isinstance(told.get("id"), str):
        raise _torn()
    number = told["id"].lower()
    if not ID.fullmatch(number):
        raise _torn()
    kind, seq, made, payload = (told.get(name) for name in ("kind", "seq", "made_at", "payload"))
    if not (isinstance(kind, str) and len(kind) <= 80 and KIND.fullmatch(kind)):
        return Sent(number, problem=_unreadable())
    if not (isinstance(seq, int) and not isinstance(seq, bool) and 0 <= seq <= LARGEST):
        return Sent(number, problem=_unreadable())
    if not _is_number(made) or not isinstance(payload, dict):
        return Sent(number, seq=seq, problem=_unreadable())
    taken, problem = _payload(payload)
    return Sent(number, kind, seq, now - made, taken, problem)


def _unreadable() -> Problem:
    return Problem("unreadable", _("这一条的内容不完整，系统看不懂，没有记录。"))


def _payload(payload: dict[str, Any]) -> tuple[dict[str, Any], Problem | None]:
    try:
        taken = _measured(payload, 0)
    except ValueError:
        return {}, _unreadable()
    if len(json.dumps(taken, ensure_ascii=False, separators=(",", ":")).encode()) > MOST_PAYLOAD:
        return {}, Problem("too_large", _("这一条的内容太多，没有记录。"))
    return taken, None


def _measured(value: Any, depth: int) -> Any:
    """The same value without what no database holds; ValueError where it cannot be meant."""
    if depth > DEEPEST:
        raise ValueError("too deep")
    if isinstance(value, str):
        return clean(value.encode("utf-16", "surrogatepass").decode("utf-16", "ignore"))
    if isinstance(value, dict):
        return {_measured(key, depth): _measured(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list):
        return [_measured(one, depth + 1) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("no number")
    if isinstance(value, int | float) and abs(value) > EXACT:
        raise ValueError("not exact")
    return value


def moment_of(age: float, arrived_at: datetime) -> tuple[datetime, bool]:
    """When an act happened by the server's clock, and whether that is doubtful; `age` in milliseconds."""
    longest = LONGEST_WAIT / timedelta(milliseconds=1)
    clamped = min(max(age, 0.0), longest)
    return arrived_at - timedelta(milliseconds=clamped), clamped != age
