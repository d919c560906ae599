"""Draws certificates: plain values in, one PDF for each person out; knows no database and no request."""

from __future__ import annotations

from collections.abc import Sequence

from core.fonts import missing_characters
from plugins.certificates.rendering.page import CertificateFace, drawn_page, filled_page, name_space
from plugins.certificates.rendering.seal import drawn_seal, opened_seal

__all__ = ["CertificateFace", "drawn_seal", "opened_seal", "render", "unprintable"]


def render(faces: Sequence[CertificateFace], seal: bytes | None) -> list[bytes]:
    """One A4 sheet for each face, in order; the same face and seal always give the same bytes.

    What the faces of a class share is drawn once and each person's data stamped on it. `seal` is a
    picture (PNG, JPEG or SVG) or None; raises Refused when it is none, or when the wording cannot fit.
    """
    picture = opened_seal(seal) if seal is not None else None
    return [_rendered(face, picture) for face in faces]


def _rendered(face: CertificateFace, seal: tuple[str, bytes] | None) -> bytes:
    from plugins.certificates.rendering.stamp import can_stamp, stamped  # loads pikepdf

    space = name_space(face.name)
    if not can_stamp(face):
        return filled_page(face, space, seal)
    return stamped(drawn_page(face.shared(), space, seal), face)


def unprintable(face: CertificateFace) -> list[str]:
    """The characters of a certificate that no typeface here draws; ask before a number is given."""
    return missing_characters("".join(str(value) for value in vars(face).values()))
