"""Which pictures a question may show, and what they are called: by their content alone."""

from __future__ import annotations

import hashlib

MOST_BYTES = 5 * 1024 * 1024
"""A picture for a phone; larger ones keep 120 phones waiting."""
KINDS = (
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"GIF87a", "image/gif", ".gif"),
    (b"GIF89a", "image/gif", ".gif"),
)


def _kind(content: bytes) -> tuple[str, str]:
    for start, media_type, ending in KINDS:
        if content.startswith(start):
            return media_type, ending
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp", ".webp"
    return "", ""


def picture_type(content: bytes) -> str:
    """The media type by the first bytes; '' for what is no PNG, JPEG, GIF or WebP (an SVG may hold a script)."""
    return _kind(content)[0]


def picture_name(content: bytes) -> str:
    """The hash of the content and its ending, as items name their pictures; '' for what is no picture."""
    ending = _kind(content)[1]
    return f"{hashlib.sha256(content).hexdigest()}{ending}" if ending else ""
