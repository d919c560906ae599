"""The names of calendar feeds: signed, and worth nothing once what they are signed with has changed."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

from core.errors import NotFound

SALT = "field_teaching.feed"


def signed(secret: str, own: str, key: int) -> str:
    """The token of a feed: `own` is the class's public token, or the trainee's own token."""
    return str(URLSafeSerializer([secret + own], salt=SALT).dumps(key))


def key_of(token: str) -> int:
    """The id that a token speaks of, before anything is proved; NotFound where it is no token."""
    _good, key = URLSafeSerializer("", salt=SALT).loads_unsafe(token)
    if not isinstance(key, int) or isinstance(key, bool) or not 0 < key < 2**31:
        raise NotFound
    return key


def prove(token: str, secret: str, own: str) -> None:
    """Raises NotFound where a token was not signed with this very thing."""
    try:
        URLSafeSerializer([secret + own], salt=SALT).loads(token)
    except BadSignature as error:
        raise NotFound from error
