"""Phones on the road: offered a place by a QR, paired once, cut off when lost."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from core import audit
from core.access import queries
from core.access.models import PairedPhone
from core.access.rules import CODE_LASTS, code_hash, phone_name_problem
from core.audit import Actor
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.transaction import transaction

SEEN_EVERY = timedelta(minutes=1)


def offer_pairing(
    class_id: int,
    name: str,
    rights: Collection[str],
    holder_phone: str = "",
    *,
    by: Actor,
    at: datetime,
) -> tuple[PairedPhone, str]:
    """Makes a place for a phone with some rights; the code of its QR is told this once."""
    named = name.strip()
    problem = phone_name_problem(named)
    with transaction() as session:
        problems = [*_rights_problems(class_id, rights, by), *([problem] if problem else [])]
        if problems:
            raise Refused(problems)
        phone = PairedPhone(
            class_id=class_id,
            name=named,
            holder_phone=holder_phone[:20],
            rights=sorted(set(rights)),
            made_by=by.label,
            made_at=at,
        )
        session.add(phone)
        session.flush()
        code = _new_code(phone, at)
        _note("access.offer_pairing", phone, by, at)
    return phone, code


def _rights_problems(class_id: int, rights: Collection[str], by: Actor) -> list[Problem]:
    """Nobody hands on what they do not hold, nor what no paired phone may have."""
    if not rights:
        return [Problem("rights_missing", _("请至少勾选一项，手机才有事可做。"), "rights")]
    allowed = queries.pairable_rights()
    if all(one in allowed and queries.holds(by, one, class_id) for one in rights):
        return []
    return [Problem("rights_foreign", _("只能交给手机您自己也有的权限。"), "rights")]


def renew_pairing(phone: PairedPhone, *, by: Actor, at: datetime) -> str:
    """Gives a phone that was never paired a fresh code; the old one is dead."""
    with transaction():
        if phone.cut_off_at is not None or phone.paired_at is not None:
            raise Refused(Problem("paired_already", _("这部手机已经配对过或已停用，请另配一部。")))
        code = _new_code(phone, at)
        _note("access.offer_pairing", phone, by, at)
    return code


def _new_code(phone: PairedPhone, at: datetime) -> str:
    code = secrets.token_urlsafe(24)
    phone.code_hash, phone.code_expires_at = code_hash(code), at + CODE_LASTS
    return code


def pair_phone(code: str, user_agent: str = "", *, at: datetime) -> PairedPhone:
    """Makes the phone in hand the one that the code stands for; the code is dead afterwards."""
    with transaction() as session:
        phone = open_offer(code, at)
        phone.code_hash = phone.code_expires_at = None
        phone.device, phone.paired_at = secrets.token_hex(16), at
        phone.user_agent = user_agent[:255]
        session.flush()
        _note("access.pair_phone", phone, Actor("phone", phone.id, phone.name), at)
    return phone


def open_offer(code: str, at: datetime) -> PairedPhone:
    """The phone that a code may still pair; Refused with what to do where it may not."""
    phone = queries.phone_offered(code)
    if phone is None or phone.cut_off_at is not None:
        words = _(
            "这个配对码不能用：可能已经用过、换过，或者没有抄全。请找给您二维码的工作人员重新出一个。"
        )
        raise Refused(Problem("code_dead", words))
    if phone.code_expires_at is None or at > phone.code_expires_at:
        words = _("这个配对码已经过期（15 分钟内有效）。请找给您二维码的工作人员重新出一个。")
        raise Refused(Problem("code_old", words))
    return phone


def rename_paired(phone: PairedPhone, name: str, *, by: Actor, at: datetime) -> None:
    """Gives a paired phone another name, when it changes hands."""
    named = name.strip()
    problem = phone_name_problem(named)
    if problem:
        raise Refused(problem)
    with transaction():
        phone.name = named
        _note("access.rename_paired", phone, by, at)


def cut_off(phone: PairedPhone, *, by: Actor, at: datetime) -> None:
    """Makes a lost phone forget everything the next time it has a signal; twice changes nothing."""
    with transaction():
        if phone.cut_off_at is None:
            phone.cut_off_at, phone.code_hash, phone.code_expires_at = at, None, None
            _note("access.cut_off", phone, by, at)


def note_seen(phone: PairedPhone, *, at: datetime) -> None:
    """Keeps when a paired phone last sent something, at most once a minute."""
    if phone.last_seen_at is None or at - phone.last_seen_at >= SEEN_EVERY:
        with transaction():
            phone.last_seen_at = at


def forget_holder(number: str, before: datetime) -> int:
    """Erases whose phone it was where it was offered before `before`, inside the retention run's act."""
    with transaction():
        held = [one for one in queries.phones_held_by(number) if one.made_at < before]
        for phone in held:
            phone.holder_phone, phone.name, phone.user_agent = "", str(_("已删除")), ""
    return len(held)


def _note(act: str, phone: PairedPhone, by: Actor, at: datetime) -> None:
    audit.note(
        act, f"paired_phone:{phone.id}", by=by, at=at, class_id=phone.class_id, name=phone.name
    )
