"""What an account, a password and a way back must look like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from core.access.terms import PhoneRule, Role
from core.errors import Problem
from core.i18n import lazy_gettext as _

PASSWORD_LENGTHS = range(10, 129)
LEAST_DIFFERENT_SIGNS = 5
SECOND_PHONE, SHARED_PHONE = "second_phone", "shared_phone"
FLAG_WORDS: dict[str, Any] = {
    SECOND_PHONE: _("一人多机"),
    SHARED_PHONE: _("一机多人"),
}
"""Why a 组织员 should look at a bound phone."""


DEVICES = (
    ("OpenHarmony", _("华为手机")),
    ("HarmonyOS", _("华为手机")),
    ("iPhone", _("iPhone")),
    ("iPad", _("iPad")),
    ("Android", _("安卓手机")),
    ("Windows", _("Windows 电脑")),
    ("Macintosh", _("苹果电脑")),
    ("Linux", _("Linux 电脑")),
)
"""What a browser says of its device, the more telling words first."""


def device_words(user_agent: str) -> str:
    """What a trainee calls this phone: 安卓手机 · 微信; empty where the browser says nothing known."""
    device = next((word for sign, word in DEVICES if sign in user_agent), None)
    if device is None:
        return ""
    return f"{device} · {_('微信')}" if "MicroMessenger" in user_agent else str(device)


def normalised_username(typed: str) -> str:
    """A sign-in name as it is kept: half width, small letters, no spaces around it."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def username_problem(username: str) -> Problem | None:
    """Why a normalised text cannot be a sign-in name, or None."""
    if not re.fullmatch(r"[\w.@-]{2,60}", username):
        words = _("登录名用 2 到 60 个字母、数字、汉字或 . _ - @，不含空格。")
        return Problem("username_shape", words, "username")
    return None


def password_problems(password: str, username: str = "") -> list[Problem]:
    """Everything that makes a password too easy to guess; empty means that it will do."""
    found = []
    if len(password) < PASSWORD_LENGTHS.start:
        found.append(_("密码至少 %(least)d 个字符。", least=PASSWORD_LENGTHS.start))
    elif len(password) not in PASSWORD_LENGTHS:
        found.append(_("密码最多 %(most)d 个字符。", most=PASSWORD_LENGTHS.stop - 1))
    if password.isdigit():
        found.append(_("密码不能全是数字，请加上字母或汉字。"))
    if password and len(set(password.lower())) < LEAST_DIFFERENT_SIGNS:
        found.append(_("密码里不同的字符太少，容易被猜到。"))
    if len(username) > 1 and username.lower() in password.lower():
        found.append(_("密码里不能包含登录名。"))
    return [Problem("password_weak", words, "password") for words in found]


def safe_next(wanted: str | None, fallback: str) -> str:
    """The page to go back to, only if it is a plain path of ours; else `fallback`."""
    if not wanted or not wanted.startswith("/") or len(wanted) > 1000:
        return fallback
    # Browsers read "\" as "/" and skip tabs and line ends: "/\t/evil" would leave the house.
    if "\\" in wanted or wanted.startswith("//") or any(ord(sign) < 33 for sign in wanted):
        return fallback
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return fallback
    return fallback if parts.scheme or parts.netloc else wanted


def may_hand_on(role: Role, held: Collection[str]) -> bool:
    """Whether one who holds these roles in a class may give or take this one there."""
    if role is Role.HOST:
        return Role.HOST in held
    return Role.HOST in held or Role.HEAD_TEACHER in held


def phone_flags(second: bool, shared: bool, rules: tuple[PhoneRule, PhoneRule]) -> list[str]:
    """Which flags a new binding gets; `rules` are one_phone_per_person, one_person_per_phone."""
    seen = ((SECOND_PHONE, second, rules[0]), (SHARED_PHONE, shared, rules[1]))
    return [flag for flag, met, rule in seen if met and rule is PhoneRule.FLAG]


def phone_problems(second: bool, shared: bool, rules: tuple[PhoneRule, PhoneRule]) -> list[Problem]:
    """Why a phone may not be bound in a class that allows only one to one."""
    found = []
    if second and rules[0] is PhoneRule.REFUSE:
        words = _(
            "您已绑定另一部手机，本班一人只能绑定一部。请先在那部手机上解绑，或找组织员解绑。"
        )
        found.append(Problem(SECOND_PHONE, words))
    if shared and rules[1] is PhoneRule.REFUSE:
        words = _(
            "这部手机已绑定另一位学员，本班一部手机只能绑定一人。请换自己的手机，或找组织员。"
        )
        found.append(Problem(SHARED_PHONE, words))
    return found


# -- phones on the road -----------------------------------------------------------------------------

CODE_LASTS = timedelta(minutes=15)
"""How long the QR that pairs a phone may be used."""


def code_hash(code: str) -> str:
    """What is kept of a pairing code, so that nobody reads it from the database."""
    return sha256(code.encode("utf-8", "replace")).hexdigest()


def phone_name_problem(name: str) -> Problem | None:
    """Why a text cannot be the name of a paired phone, or None."""
    if 1 <= len(name) <= 80:
        return None
    return Problem("name_missing", _("请写明是谁的手机，最多 80 个字，例如“一号车 李娜”。"), "name")
