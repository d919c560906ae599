"""How certificates are numbered, named and told apart; values only."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from typing import Any

from core.errors import Problem
from core.i18n import lazy_gettext as _

NAME = "certificates"
ISSUER, PREFIX = f"{NAME}.issuer", f"{NAME}.prefix"
USUAL_PREFIX = "培证字"
BATCH = 20
LONGEST_PREFIX, LONGEST_ISSUER = 16, 60


def number_text(prefix: str, year: int, serial: int) -> str:
    """市工培〔2026〕第0042号."""
    return f"{prefix}〔{year}〕第{serial:04d}号"


def prefix_problem(prefix: str) -> Any:
    """Why this cannot stand before the year, or None."""
    text = prefix.strip()
    if not text:
        return _("请填写机关代字，例如 市工培。")
    if len(text) > LONGEST_PREFIX:
        return _("机关代字最多 %(most)d 个字。", most=LONGEST_PREFIX)
    if any(sign in '〔〕/\\"<>|:*?' or not sign.isprintable() for sign in text):
        return _("机关代字里不能有括号、斜线等符号。")
    return None


def issuer_problem(issuer: str) -> Any:
    """Why this cannot sign a certificate, or None; nothing typed means the host."""
    if len(issuer.strip()) > LONGEST_ISSUER:
        return _("发证单位最多 %(most)d 个字。", most=LONGEST_ISSUER)
    return None


def token_for(secret: str, holder: str, number: str) -> str:
    """What stands in the QR: nobody can guess it, and the same certificate always has the same.

    So a certificate that left the house before the database was put back to an older copy, and is
    issued anew under its number, is still verified by its QR. `holder` is the enrolment's own token.
    """
    digest = hmac.new(secret.encode(), f"certificate:{holder}:{number}".encode(), hashlib.sha256)
    return urlsafe_b64encode(digest.digest()[:16]).decode().rstrip("=")


def file_name(number: str, name: str) -> str:
    """What the PDF is called: the number makes two of one name different."""
    kept = "".join(
        sign if sign.isprintable() and sign not in '/\\:*?"<>|' else "_" for sign in name
    )
    return f"{number} {kept}.pdf"


def unprintable_problem(name: str, signs: Sequence[str]) -> Problem:
    """Says which characters keep a certificate from being printed."""
    words = _(
        "“%(name)s”有打印不出的字：%(signs)s。请安装含这些字的字体，或改正姓名后再发。",
        name=name,
        signs=" ".join(f"{one}（U+{ord(one):04X}）" for one in signs),
    )
    return Problem("unprintable", words, "name")
