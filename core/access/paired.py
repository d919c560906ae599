"""The paired phone that asks: a bus leader's, known by a signed cookie, for one class."""

from __future__ import annotations

from functools import cache

from flask import current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from core.access.models import PairedPhone
from core.access.queries import paired_phone_of

PAIRED_COOKIE = "jixun_paired"


def paired_cookie(phone: PairedPhone) -> str:
    """What a paired phone carries: its number and its device, signed."""
    return str(_signer().dumps([phone.id, phone.device]))


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
            phone_id, device = _signer().loads(cookie)
        except (BadSignature, ValueError, TypeError):
            return None
        g.paired_phone, g.paired_signed = paired_phone_of(phone_id, device), True
    found: PairedPhone | None = g.paired_phone
    return found


def _signer() -> URLSafeSerializer:
    return _signer_with(current_app.config["SECRET_KEY"])


@cache
def _signer_with(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="paired")
