"""A policy to plain JSON and back, strictly: what is not understood is refused, never guessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.training.terms import ApprovalRule, LeaveKind, PhoneRule, Role


def written(value: Any) -> Any:
    """One value of a policy as JSON."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, ApprovalRule):
        return {name: written(getattr(value, name)) for name in APPROVAL_KEYS}
    if isinstance(value, tuple):
        return [written(item) for item in value]
    return value


def read(hints: Mapping[str, Any], data: object) -> dict[str, Any]:
    """The keyword arguments of a policy with fields of these types; Refused names every problem."""
    if not isinstance(data, dict):
        raise Refused(Problem("wrong_type", _("班级规则的内容无法识别。")))
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, raw in data.items():
        if key not in hints:
            words = _("没有“%(key)s”这一项规则。", key=str(key))
            problems.append(Problem("unknown_key", words, str(key)))
            continue
        try:
            values[key] = READERS[hints[key]](raw)
        except (ValueError, TypeError, InvalidOperation):
            problems.append(Problem("wrong_type", _("这一项的内容类型不对。"), str(key)))
    if problems:
        raise Refused(problems)
    return values


def _bool(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise TypeError
    return raw


def _int(raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise TypeError
    return raw


def _decimal(raw: Any) -> Decimal:
    # A float has already lost what was written, so only strings and whole numbers are taken.
    if isinstance(raw, bool) or not isinstance(raw, (str, int)):
        raise TypeError
    number = Decimal(raw)
    if not number.is_finite():
        raise ValueError
    return number


def _or_none(reader: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda raw: None if raw is None else reader(raw)


def _list(raw: Any) -> list[Any]:
    if not isinstance(raw, (list, tuple)):
        raise TypeError
    return list(raw)


def _pair(raw: Any) -> tuple[str, Decimal]:
    kind, hours = _list(raw)
    if not isinstance(kind, str):
        raise TypeError
    return kind, _decimal(hours)


APPROVAL_KEYS = ("kinds", "up_to_hours", "roles")


def _approval_rule(raw: Any) -> ApprovalRule:
    if not isinstance(raw, dict) or set(raw) != set(APPROVAL_KEYS):
        raise TypeError
    return ApprovalRule(
        kinds=tuple(LeaveKind(kind) for kind in _list(raw["kinds"])),
        up_to_hours=_or_none(_decimal)(raw["up_to_hours"]),
        roles=tuple(Role(role) for role in _list(raw["roles"])),
    )


READERS: dict[Any, Callable[[Any], Any]] = {
    bool: _bool,
    int: _int,
    int | None: _or_none(_int),
    Decimal: _decimal,
    Decimal | None: _or_none(_decimal),
    PhoneRule: PhoneRule,
    tuple[tuple[str, Decimal], ...]: lambda raw: tuple(_pair(item) for item in _list(raw)),
    tuple[ApprovalRule, ...]: lambda raw: tuple(_approval_rule(item) for item in _list(raw)),
}
