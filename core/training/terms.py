"""The terms a class's policy is written in: roles, kinds of leave, who approves what."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.access.terms import ROLE_WORDS, PhoneRule, Role

__all__ = ["ROLE_WORDS", "ApprovalRule", "LeaveKind", "PhoneRule", "Role"]


class LeaveKind(StrEnum):
    """Why somebody is away with permission."""

    SICK = "sick"
    PERSONAL = "personal"
    OFFICIAL = "official"


@dataclass(frozen=True)
class ApprovalRule:
    """Who decides, in turn, on leave of these kinds up to so many hours (None: any length)."""

    kinds: tuple[LeaveKind, ...]
    up_to_hours: Decimal | None
    roles: tuple[Role, ...]
