"""Stamps a person's name, number and QR on a drawn page, as real text with its own tiny font."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from core import fonts, qr
from plugins.certificates.rendering.lettering import TinyFont, tiny
from plugins.certificates.rendering.page import Box, CertificateFace, Page

NUMBER_SIZE = 12.0


def can_stamp(face: CertificateFace) -> bool:
    """Whether the 楷体 alone writes what is the person's own."""
    return fonts.holds(fonts.KAI, face.name + face.number)


def stamped(page: Page, face: CertificateFace) -> bytes:
    """The page with one person's data on it."""
    font = tiny(fonts.KAI, face.name + face.number)
    name, number = page.slots["name"], page.slots["number"]
    indent = (name[2] - name[0] - font.width(face.name) * page.name_size) / 2
    marks = (
        _line(font, face.name, (name[0] + indent, _baseline(font, name)), page.name_size),
        _line(font, face.number, (number[0], _baseline(font, number)), NUMBER_SIZE),
        _code(face.verify_url, page.slots["qr"]),
    )
    with pikepdf.open(BytesIO(page.pdf)) as opened:
        sheet = opened.pages[0]
        sheet.add_resource(_font_object(opened, font), Name.Font, Name("/Stamp"))
        sheet.contents_add("\n".join(marks).encode())
        opened.docinfo["/Title"] = f"{face.title} {face.name}"
        out = BytesIO()
        opened.save(out, deterministic_id=True)
        return out.getvalue()


def _baseline(font: TinyFont, box: Box) -> float:
    """The line a slot's text stands on: the slot is one em high, and the text is centred in it."""
    height = box[3] - box[1]
    return (box[1] + box[3]) / 2 - height * (font.ascent + font.descent) / 2000


def _line(font: TinyFont, text: str, at: tuple[float, float], size: float) -> str:
    glyphs = "".join(f"{font.glyphs[character]:04X}" for character in text)
    return f"q BT 0.122 0.137 0.161 rg /Stamp {size:g} Tf {at[0]:.2f} {at[1]:.2f} Td <{glyphs}> Tj ET Q"


def _code(url: str, box: Box) -> str:
    """The QR as vectors: sharp at any size, and a few kilobytes."""
    side = len(qr.matrix(url))
    unit = (box[2] - box[0]) / side
    drawn = "".join(f"{x} {side - y - 1} {n} 1 re\n" for x, y, n in qr.runs(url))
    return f"q 0 g {unit:.5f} 0 0 {unit:.5f} {box[0]:.2f} {box[1]:.2f} cm\n{drawn}f Q"


def _font_object(opened: Any, font: TinyFont) -> Any:
    base = Name(f"/{_tag(font)}+JixunKai")
    characters = sorted(font.glyphs, key=lambda one: font.glyphs[one])
    widths = [item for one in characters for item in (font.glyphs[one], [font.widths[one]])]
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=base,
        Flags=4,
        FontBBox=[-200, round(font.descent), 1200, round(font.ascent)],
        ItalicAngle=0,
        Ascent=round(font.ascent),
        Descent=round(font.descent),
        CapHeight=round(font.ascent),
        StemV=80,
        FontFile2=opened.make_stream(font.data, Length1=len(font.data)),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=base,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=opened.make_indirect(descriptor),
        CIDToGIDMap=Name.Identity,
        DW=1000,
        W=Array([Array(item) if isinstance(item, list) else item for item in widths]),
    )
    return opened.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=base,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([opened.make_indirect(descendant)]),
            ToUnicode=opened.make_stream(_to_unicode(font)),
        )
    )


def _tag(font: TinyFont) -> str:
    digest = hashlib.sha256(font.data).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _to_unicode(font: TinyFont) -> bytes:
    """What makes the name searchable and copyable: from glyph number back to character."""
    lines = [
        f"<{glyph:04X}> <{character.encode('utf-16-be').hex().upper()}>"
        for character, glyph in font.glyphs.items()
    ]
    blocks = [
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar"
        for part in (lines[start : start + 100] for start in range(0, len(lines), 100))
    ]
    head = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
    )
    tail = "\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    return (head + "\n".join(blocks) + tail).encode()
