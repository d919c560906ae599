"""Writes Word files as Word does: a zip of XML, with numbering that is not in the text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
SPACES = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:a="{A}"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def picture(relation: str) -> str:
    return f'<w:r><w:drawing><a:blip r:embed="{relation}"/></w:drawing></w:r>'


def paragraph(*runs: str, number: tuple[int, int] | None = None, style: str = "") -> str:
    """A paragraph of runs, or of plain texts; `number` is the list and the depth."""
    marks = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        marks += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    told = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p><w:pPr>{marks}</w:pPr>{told}</w:p>"


def table(*rows: list[str]) -> str:
    told = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{told}</w:tbl>"


def numbering(
    lists: Mapping[int, tuple[int, bool]], forms: Mapping[int, list[tuple[str, str]]]
) -> str:
    """Lists by number: which kind, and whether it starts anew; kinds by number: form and words of each depth."""
    kinds = "".join(
        f'<w:abstractNum w:abstractNumId="{kind}">'
        + "".join(
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{words}"/></w:lvl>'
            for depth, (form, words) in enumerate(levels)
        )
        + "</w:abstractNum>"
        for kind, levels in forms.items()
    )
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    told = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{kind}"/>{anew if starts else ""}</w:num>'
        for number, (kind, starts) in lists.items()
    )
    return f"<w:numbering {SPACES}>{kinds}{told}</w:numbering>"


def docx(
    *body: str,
    numbers: str = "",
    styles: str = "",
    pictures: Mapping[str, bytes] | None = None,
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """A whole file; `pictures` by their relation, `more` as they are."""
    links = "".join(
        f'<Relationship Id="{name}" Type="{R}/image" Target="media/{name}.png"/>'
        for name in pictures or {}
    )
    parts: dict[str, bytes] = {
        "word/document.xml": f"<w:document {SPACES}><w:body>{''.join(body)}</w:body></w:document>".encode(),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>'.encode(),
    }
    if numbers:
        parts["word/numbering.xml"] = numbers.encode()
    if styles:
        parts["word/styles.xml"] = f"<w:styles {SPACES}>{styles}</w:styles>".encode()
    parts |= {f"word/media/{name}.png": content for name, content in (pictures or {}).items()}
    parts |= more or {}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()
