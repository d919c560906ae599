"""How often something may be tried; counted in Redis where there is one, else in this process."""

from __future__ import annotations

import logging
from functools import cache

from flask import Flask, current_app
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

log = logging.getLogger("jixun.limits")
LIMITS_ON = "LIMITS_ON"
"""The app's setting that turns counting on; off in tests, where many sign in as one."""


def init_app(app: Flask) -> None:
    """Connects the counters to RATELIMIT_STORAGE_URI; asked only where an attempt is counted."""
    storage = storage_from_string(app.config["RATELIMIT_STORAGE_URI"])
    app.extensions["jixun.limiter"] = FixedWindowRateLimiter(storage)


def allowed(limit: str, *keys: str) -> bool:
    """Counts one attempt for these keys; False once there were more than `limit` ("5 per minute").

    A counter that cannot be reached lets people in and says so in the log: a broken Redis must not
    keep a hall of trainees before the door.
    """
    if not current_app.config[LIMITS_ON]:
        return True
    try:
        return bool(current_app.extensions["jixun.limiter"].hit(_parsed(limit), *keys))
    except Exception:
        log.exception("attempts cannot be counted")
        return True


@cache
def _parsed(limit: str) -> RateLimitItem:
    return parse(limit)
