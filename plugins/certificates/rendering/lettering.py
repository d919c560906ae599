"""Measures text and makes the tiny font that carries a few characters into a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import uharfbuzz

from core import fonts

# What a PDF viewer needs to draw glyphs by number; characters are found by the ToUnicode map.
_UNUSED_TABLES = [
    "GSUB",
    "GPOS",
    "GDEF",
    "BASE",
    "name",
    "OS/2",
    "post",
    "cmap",
    "vhea",
    "vmtx",
    "VORG",
    "gasp",
    "DSIG",
    "meta",
    "STAT",
]


@dataclass(frozen=True)
class TinyFont:
    """A TrueType font of the few characters of one person; lengths in thousandths of an em."""

    data: bytes
    glyphs: dict[str, int]
    widths: dict[str, float]
    ascent: float
    descent: float

    def width(self, text: str) -> float:
        """The length of a text in ems."""
        return sum(self.widths[character] for character in text) / 1000


def ems(cut: fonts.Cut, text: str) -> float:
    """How long a text is in ems; a character the typeface lacks counts one."""
    face = fonts.face(cut)
    if face is None:
        return float(len(text))
    font = uharfbuzz.Font(face)
    glyphs = [font.get_nominal_glyph(ord(character)) for character in text]
    upem = face.upem
    return float(sum(font.get_glyph_h_advance(one) / upem if one else 1.0 for one in glyphs))


def tiny(cut: fonts.Cut, text: str) -> TinyFont:
    """The characters of a text as a font of their own; every one must be in the typeface."""
    face = fonts.face(cut)
    font = uharfbuzz.Font(face)
    plan = uharfbuzz.SubsetPlan(face, _wanted(text))
    moved = plan.old_to_new_glyph_mapping
    glyphs = {one: font.get_nominal_glyph(ord(one)) for one in sorted(set(text))}
    scale = 1000 / face.upem
    extents = font.get_font_extents("ltr")
    return TinyFont(
        data=bytes(plan.execute().blob.data),
        glyphs={one: moved[old] for one, old in glyphs.items()},
        widths={one: font.get_glyph_h_advance(old) * scale for one, old in glyphs.items()},
        ascent=extents.ascender * scale,
        descent=extents.descender * scale,
    )


def _wanted(text: str) -> Any:
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update({ord(character) for character in text})
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
    wanted.drop_table_tag_set.update(_tags())
    return wanted


@lru_cache(maxsize=1)
def _tags() -> set[int]:
    return {int.from_bytes(tag.ljust(4).encode(), "big") for tag in _UNUSED_TABLES}
