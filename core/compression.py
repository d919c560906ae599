"""Answers that travel small: text is gzipped for every browser that takes it, static files once each.

A page may hold a CSRF token beside what somebody typed; session cookies are SameSite=Lax, so no foreign
page can make a browser fetch it over and over to guess that token from its length.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request

TEXT = frozenset(
    {
        "application/javascript",
        "application/json",
        "application/wasm",
        "image/svg+xml",
        "text/css",
        "text/html",
        "text/javascript",
        "text/plain",
    }
)
SMALLEST = 2600
"""What fits into two packets travels no faster for being packed."""
PAGE_LEVEL = 5
FILE_LEVEL = 9


def init_app(app: Flask) -> None:
    """Packs what leaves the app, for a phone on a weak line."""
    app.after_request(pack)


def pack(answer: Response) -> Response:
    """The same answer in fewer bytes, where it is text and the browser says it can unpack it."""
    if answer.mimetype not in TEXT or answer.status_code != 200:
        return answer
    is_file = (request.endpoint or "").endswith("static")
    if "Content-Encoding" in answer.headers or (answer.is_streamed and not is_file):
        return answer
    if "Vary" in answer.headers:
        answer.vary.add("Accept-Encoding")
    else:
        answer.headers.add("Vary", "Accept-Encoding")
    if not is_file and len(answer.get_data()) < SMALLEST:
        return answer
    if request.accept_encodings["gzip"] <= 0:
        return answer
    answer.direct_passthrough = False
    body = answer.get_data()
    if len(body) >= SMALLEST:
        answer.set_data(_packed_file(body) if is_file else gzip.compress(body, PAGE_LEVEL, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
        etag, _weak = answer.get_etag()
        if etag is not None:
            answer.set_etag(etag, weak=True)
    return answer


@lru_cache(maxsize=64)
def _packed_file(body: bytes) -> bytes:
    return gzip.compress(body, FILE_LEVEL, mtime=0)
