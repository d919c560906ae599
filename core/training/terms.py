"""The terms a class's policy is written in: roles, kinds of leave, who approves what."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.i18n import lazy_gettext as _


class Role(StrEnum):
    """What a member of staff is in one class; nobody holds a role in all classes."""

    HOST = "host"
    ORGANISER = "organiser"
    HEAD_TEACHER = "head_teacher"
    COUNSELLOR = "counsellor"
    LIAISON = "liaison"
    LEADER = "leader"


ROLE_WORDS: dict[Role, Any] = {
    Role.HOST: _("主办"),
    Role.ORGANISER: _("承办"),
    Role.HEAD_TEACHER: _("班主任"),
    Role.COUNSELLOR: _("组织员"),
    Role.LIAISON: _("联络员"),
    Role.LEADER: _("领队"),
}


class LeaveKind(StrEnum):
    """Why somebody is away with permission."""

    SICK = "sick"
    PERSONAL = "personal"
    OFFICIAL = "official"


class PhoneRule(StrEnum):
    """What happens when a phone and a person do not go one to one."""

    ALLOW = "allow"
    FLAG = "flag"
    REFUSE = "refuse"


@dataclass(frozen=True)
class ApprovalRule:
    """Who decides, in turn, on leave of these kinds up to so many hours (None: any length)."""

    kinds: tuple[LeaveKind, ...]
    up_to_hours: Decimal | None
    roles: tuple[Role, ...]
