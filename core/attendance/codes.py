"""The rotating code on the hall's screen, and the claim that a scan is exchanged for.

Nothing is stored: a code is the lesson's public id, the time step and a truncated HMAC of both.
Only the server's clock counts, so any number of screens show the same code.
"""

from __future__ import annotations

import hmac
import re
import secrets
import string
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer

from core.errors import Problem
from core.i18n import lazy_gettext as _

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SIGNATURE_BYTES = 8
SIGNATURE_LENGTH = 11  # 8 bytes in 62 signs
CODE_SHAPE = re.compile(r"([0-9A-Za-z]{1,32})-([0-9A-Za-z]{1,11})-[0-9A-Za-z]{11}")
CLAIM_AGE = timedelta(minutes=15)
# Two web machines may differ by a little; a claim from further ahead was not made by either.
CLOCK_SKEW = timedelta(minutes=1)


@dataclass(frozen=True)
class ReadCode:
    """What a good code says: which lesson, and when its time step began (UTC)."""

    public_id: str
    stepped_at: datetime


@dataclass(frozen=True)
class Claim:
    """A scan that was in time: which lesson, when scanned, and a nonce that makes it unique."""

    public_id: str
    scanned_at: datetime
    nonce: str


def code_at(secret: bytes, public_id: str, at: datetime, step: int) -> str:
    """The code a screen shows for a lesson; `step` in seconds, `public_id` of 0-9A-Za-z."""
    return _code(secret, public_id, _counter(at, step), step)


def typed_code_at(secret: bytes, public_id: str, at: datetime, step: int) -> str:
    """Six digits for whoever cannot scan; good within the class, so guesses must be limited."""
    return _typed(secret, public_id, _counter(at, step), step)


def remaining_ms(at: datetime, step: int) -> int:
    """How long the present code is still the newest, in milliseconds, 1 to 1000 × step."""
    length = timedelta(seconds=step)
    return -(-(length - (at - EPOCH) % length) // timedelta(milliseconds=1))


def public_id_of(code: str) -> str | None:
    """The lesson a code says it belongs to, unproved: to look up its policy before reading it."""
    shape = CODE_SHAPE.fullmatch(code)
    return shape[1] if shape else None


def read_code(
    secret_for: Callable[[str], bytes | None],
    code: str,
    at: datetime,
    step: int,
    accept_previous: int = 1,
) -> ReadCode | Problem:
    """What a scanned code proves at this moment, or why it proves nothing.

    `secret_for` answers None for an unknown lesson. Problems: `code_invalid` (torn or invented),
    `code_old`, `code_future`.
    """
    shape = CODE_SHAPE.fullmatch(code)
    secret = secret_for(shape[1]) if shape else None
    if shape is None or secret is None:
        return INVALID
    counter = _number(shape[2])
    if not hmac.compare_digest(_code(secret, shape[1], counter, step), code):
        return INVALID
    age = _counter(at, step) - counter
    if age < 0:
        return FUTURE
    if age > accept_previous:
        return OLD
    return ReadCode(shape[1], EPOCH + timedelta(seconds=counter * step))


def read_typed_code(
    secrets_by_id: Mapping[str, bytes],
    typed: str,
    at: datetime,
    step: int,
    accept_previous: int = 1,
) -> ReadCode | Problem:
    """Which of a class's open lessons six typed digits name; full width and spaces are fine."""
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed))
    if not re.fullmatch(r"[0-9]{6}", digits):
        return Problem("typed_code_shape", _("请输入屏幕上的 6 位数字。"), "code")
    now = _counter(at, step)
    for counter in range(now, now - accept_previous - 1, -1):
        for public_id, secret in secrets_by_id.items():
            if hmac.compare_digest(_typed(secret, public_id, counter, step), digits):
                return ReadCode(public_id, EPOCH + timedelta(seconds=counter * step))
    words = _("这个数字不对或已过期，请看屏幕上现在的数字再输入一次。")
    return Problem("typed_code_wrong", words, "code")


def held_by(secret: bytes, holder: str) -> bytes:
    """The secret of claims that only this phone may use: a link passed on in a chat is worth nothing."""
    return hmac.digest(secret, f"jixun claim {holder}".encode(), "sha256")


def sign_claim(secret: bytes, public_id: str, scanned_at: datetime) -> str:
    """The claim a scan is exchanged for: it outlives the code while somebody identifies."""
    microseconds = (scanned_at - EPOCH) // timedelta(microseconds=1)
    return _signer(secret).dumps([public_id, microseconds, secrets.token_urlsafe(9)])


def read_claim(
    secret: bytes, token: str, at: datetime, max_age: timedelta = CLAIM_AGE
) -> Claim | Problem:
    """What a claim says, or the problem `claim_invalid` or `claim_old`."""
    try:
        public_id, microseconds, nonce = _signer(secret).loads(token)
    except BadData:
        return Problem("claim_invalid", _("这个签到凭据无法识别，请重新扫屏幕上的二维码。"))
    scanned_at = EPOCH + timedelta(microseconds=microseconds)
    if scanned_at - at > CLOCK_SKEW:
        return Problem("claim_invalid", _("这个签到凭据无法识别，请重新扫屏幕上的二维码。"))
    if at - scanned_at > max_age:
        return Problem("claim_old", _("扫码后等得太久，请重新扫屏幕上的二维码。"))
    return Claim(public_id, scanned_at, nonce)


INVALID = Problem("code_invalid", _("这个签到码不完整或不是本系统的，请重新扫屏幕上的二维码。"))
OLD = Problem("code_old", _("这个签到码已经过期，请扫屏幕上现在的二维码。"))
FUTURE = Problem("code_future", _("这个签到码还没有生效，请扫屏幕上现在的二维码。"))


def _signer(secret: bytes) -> URLSafeSerializer:
    return URLSafeSerializer(
        secret, salt="attendance.claim", signer_kwargs={"digest_method": sha256}
    )


def _counter(at: datetime, step: int) -> int:
    return (at - EPOCH) // timedelta(seconds=step)


def _digest(secret: bytes, purpose: str, public_id: str, counter: int, step: int) -> bytes:
    # The length of a step is signed too: a code made under another setting is simply not ours.
    message = f"jixun {purpose} {public_id} {counter} {step}".encode()
    return hmac.digest(secret, message, "sha256")


def _code(secret: bytes, public_id: str, counter: int, step: int) -> str:
    digest = _digest(secret, "scan", public_id, counter, step)[:SIGNATURE_BYTES]
    signature = _signs(int.from_bytes(digest)).rjust(SIGNATURE_LENGTH, "0")
    return f"{public_id}-{_signs(counter)}-{signature}"


def _typed(secret: bytes, public_id: str, counter: int, step: int) -> str:
    digest = _digest(secret, "typed", public_id, counter, step)
    return f"{int.from_bytes(digest[:SIGNATURE_BYTES]) % 1_000_000:06d}"


def _signs(number: int) -> str:
    signs = ""
    while number:
        number, digit = divmod(number, len(ALPHABET))
        signs = ALPHABET[digit] + signs
    return signs or "0"


def _number(signs: str) -> int:
    number = 0
    for sign in signs:
        number = number * len(ALPHABET) + ALPHABET.index(sign)
    return number
