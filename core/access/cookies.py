"""The phones that ask, known by signed cookies: a trainee's own, and a paired one on the road."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import bindparam, select

from core.access.models import PairedPhone, PhoneBinding
from core.access.queries import paired_phone_of
from core.db import db
from core.people.models import Person

PHONE_COOKIE = "jixun_phone"
PAIRED_COOKIE = "jixun_paired"


def phone_cookie(binding: PhoneBinding) -> str:
    """What a bound phone carries: its binding and its device, signed."""
    return str(_signer("phone").dumps([binding.id, binding.device]))


def bound_phone() -> tuple[int, int, str, str] | None:
    """(binding id, person id, device, name) of the phone that asks, in one statement; else None."""
    if "bound_phone" not in g:
        g.bound_phone = _read_phone(request.cookies.get(PHONE_COOKIE, ""))
    found: tuple[int, int, str, str] | None = g.bound_phone
    return found


def _phone_statement() -> Any:
    """Built once: every check-in asks it, and building it costs more than asking."""
    bound: Any = PhoneBinding.__table__
    person: Any = Person.__table__
    return (
        select(bound.c.id, bound.c.person_id, bound.c.device, person.c.name)
        .join(person, person.c.id == bound.c.person_id)
        .where(
            bound.c.id == bindparam("binding_id"),
            bound.c.device == bindparam("device"),
            bound.c.revoked_at.is_(None),
        )
    )


PHONE = _phone_statement()


def _read_phone(cookie: str) -> tuple[int, int, str, str] | None:
    try:
        binding_id, device = _signer("phone").loads(cookie)
    except (BadSignature, ValueError, TypeError):
        return None
    row = db.session.execute(PHONE, {"binding_id": binding_id, "device": device}).first()
    return None if row is None else (row[0], row[1], row[2], row[3])


def phone_trouble() -> str:
    """Why the cookie of this phone does not open a page: "" (none brought), "torn" or "revoked"."""
    cookie = request.cookies.get(PHONE_COOKIE, "")
    if not cookie or bound_phone() is not None:
        return ""
    return "revoked" if _signer("phone").loads_unsafe(cookie)[0] else "torn"


def paired_cookie(phone: PairedPhone) -> str:
    """What a paired phone carries: its number and its device, signed."""
    return str(_signer("paired").dumps([phone.id, phone.device]))


def paired_phone() -> PairedPhone | None:
    """The paired phone that asks, in one statement; None where it is none or was cut off."""
    found = _known()
    return found if found is not None and found.cut_off_at is None else None


def is_cut_off() -> bool:
    """Whether the phone that asks was paired once and may do nothing any more."""
    if not request.cookies.get(PAIRED_COOKIE) or paired_phone() is not None:
        return False
    return g.paired_signed is True


def _known() -> PairedPhone | None:
    if "paired_phone" not in g:
        g.paired_phone, g.paired_signed = None, False
        cookie = request.cookies.get(PAIRED_COOKIE, "")
        try:
            phone_id, device = _signer("paired").loads(cookie)
        except (BadSignature, ValueError, TypeError):
            return None
        g.paired_phone, g.paired_signed = paired_phone_of(phone_id, device), True
    found: PairedPhone | None = g.paired_phone
    return found


def _signer(salt: str) -> URLSafeSerializer:
    return _signer_with(current_app.config["SECRET_KEY"], salt)


@cache
def _signer_with(key: str, salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=salt)
