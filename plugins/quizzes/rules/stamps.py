"""Signed time: what a phone proves of when something was said on it, whatever its own clock says."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

LONGEST = 14 * 24 * 3600 * 1000
"""Milliseconds after which a stamp proves nothing any more."""
MILLISECOND = timedelta(milliseconds=1)
EPOCH = datetime.fromtimestamp(0, UTC)


def stamp_at(key: str, attempt_id: int, at: datetime) -> str:
    """A moment of the server's clock, signed for one attempt."""
    told = (at - EPOCH) // MILLISECOND
    return f"{told}.{_signature(key, attempt_id, told)}"


def stamped_at(key: str, attempt_id: int, stamp: Any) -> datetime | None:
    """The moment in a stamp; None where it is none of ours, or another attempt's."""
    told, _dot, signature = stamp.partition(".") if isinstance(stamp, str) else ("", "", "")
    if not (told.isascii() and told.isdecimal() and len(told) <= 15 and signature.isascii()):
        return None
    if not hmac.compare_digest(signature, _signature(key, attempt_id, int(told))):
        return None
    return EPOCH + int(told) * MILLISECOND


def said_at(key: str, attempt_id: int, stamp: Any, elapsed: Any) -> datetime | None:
    """When something was said: a stamp and the milliseconds since it was received; None without proof."""
    from_when = stamped_at(key, attempt_id, stamp)
    if from_when is None or isinstance(elapsed, bool) or not isinstance(elapsed, int | float):
        return None
    return from_when + elapsed * MILLISECOND if 0 <= elapsed <= LONGEST else None


def _signature(key: str, attempt_id: int, told: int) -> str:
    words = f"quizzes.stamp:{attempt_id}:{told}"
    return hmac.new(key.encode(), words.encode(), hashlib.sha256).hexdigest()[:32]
