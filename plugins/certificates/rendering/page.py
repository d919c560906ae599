"""The sheet itself: the wording of the trade set by WeasyPrint, with slots for what is a person's own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import jinja2

from core import documents, fonts, qr
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from plugins.certificates.rendering.lettering import ems

FOLDER = Path(__file__).resolve().parent.parent / "templates" / "certificates"

# Tried in turn, in points, until the wording stands above the issuer's name.
BODY_SIZES = (23.0, 20.0, 17.0, 14.5, 12.5, 11.0)
NAME_SIZE = 30.0
WIDEST_NAME = 470.0
LOWEST_LINE = 190.0

Box = tuple[float, float, float, float]
Seal = tuple[str, bytes]


@dataclass(frozen=True)
class CertificateFace:
    """All that is printed on one certificate; `verify_url` is what its QR opens."""

    name: str
    class_name: str
    host: str
    starts_on: date
    ends_on: date
    credit_hours: Decimal
    number: str
    issuer: str
    issued_on: date
    verify_url: str
    title: str = "结业证书"

    def shared(self) -> CertificateFace:
        """The same without what is the person's own; equal for all of a class."""
        return replace(self, name="", number="", verify_url="")


@dataclass(frozen=True)
class NameSpace:
    """How large a name is set and how much of the line is kept for it, in points."""

    size: float
    width: float


@dataclass(frozen=True)
class Page:
    """A drawn sheet and where its slots lie: {slot: (left, bottom, right, top)} in points."""

    pdf: bytes
    slots: dict[str, Box]
    name_size: float


def hours_in_words(hours: Decimal) -> str:
    """40 or 39.5, never 40.0."""
    return f"{hours.normalize():f}"


def name_space(name: str) -> NameSpace:
    """Long names are set smaller, never cut; widths come in half characters so that pages are shared."""
    widths = ems(fonts.KAI, name)
    size = min(NAME_SIZE, max(9.0, WIDEST_NAME / max(1.0, widths)))
    halves = int(widths * 2 + 0.999) + 2
    return NameSpace(round(size, 1), round(halves * size / 2, 1))


@lru_cache(maxsize=64)
def drawn_page(face: CertificateFace, space: NameSpace, seal: Seal | None) -> Page:
    """The sheet with empty slots, drawn once for all of a class whose names are as long."""
    return _fitted(face, space, seal)


def filled_page(face: CertificateFace, space: NameSpace, seal: Seal | None) -> bytes:
    """The sheet with its slots filled in by WeasyPrint, for names that the 楷体 alone cannot write."""
    return _fitted(face, space, seal).pdf


def _fitted(face: CertificateFace, space: NameSpace, seal: Seal | None) -> Page:
    for size in BODY_SIZES:
        page = _measured(_printed(face, space, size, seal), space)
        if page is not None:
            return page
    message = _("证书正文太长，一页放不下：请缩短班名或主办单位名称。")
    raise Refused(Problem("certificate_too_long", message, field="class_name"))


def _printed(face: CertificateFace, space: NameSpace, body_size: float, seal: Seal | None) -> bytes:
    html = (
        _templates()
        .get_template("certificate.html")
        .render(
            face=face,
            hours=hours_in_words(face.credit_hours),
            seal=seal[0] if seal else "",
            name=face.name,
            number=face.number,
            qr="qr.svg" if face.verify_url else "",
        )
    )
    assets = {**_fixed_assets(), "sizes.css": _sizes(space, body_size)}
    if face.verify_url:
        assets["qr.svg"] = qr.svg(face.verify_url, quiet=0).encode()
    if seal:
        assets[seal[0]] = seal[1]
    return documents.pdf(html, assets=assets)


def _sizes(space: NameSpace, body_size: float) -> bytes:
    name_size = min(space.size, round(body_size * 1.35, 1))
    width = round(space.width * name_size / space.size, 1)
    return (
        f".wording {{ font-size: {body_size}pt; }}\n"
        f".holder a {{ font-size: {name_size}pt; width: {width}pt; }}\n"
    ).encode()


def _measured(pdf: bytes, space: NameSpace) -> Page | None:
    """The page without its slot links, or None where the wording runs down too far."""
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as opened:
        slots = _slots(opened)
        if "end" not in slots or slots["end"][1] < LOWEST_LINE:
            return None
        _drop_links(opened)
        sheet = opened.pages[0]
        sheet.contents_add(b"q", prepend=True)  # what is stamped later starts from a fresh state
        sheet.contents_add(b"Q")
        sheet.contents_coalesce()
        return Page(_saved(opened), slots, min(space.size, _height(slots["name"])))


def _height(box: Box) -> float:
    return round(box[3] - box[1], 1)


def _slots(opened: Any) -> dict[str, Box]:
    found: dict[str, Box] = {}
    for link in opened.pages[0].get("/Annots", []):
        target = str(link.get("/A", {}).get("/URI", ""))
        if target.startswith("slot:"):
            left, bottom, right, top = (float(value) for value in link.Rect)
            found[target.removeprefix("slot:")] = (left, min(bottom, top), right, max(bottom, top))
    return found


def _drop_links(opened: Any) -> None:
    del opened.pages[0]["/Annots"]
    opened.remove_unreferenced_resources()


def _saved(opened: Any) -> bytes:
    from pikepdf import ObjectStreamMode

    out = BytesIO()
    opened.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return out.getvalue()


@lru_cache(maxsize=1)
def _templates() -> jinja2.Environment:
    return jinja2.Environment(loader=jinja2.FileSystemLoader(FOLDER), autoescape=True)


@lru_cache(maxsize=1)
def _fixed_assets() -> dict[str, bytes]:
    names = ("certificate.css", "frame.svg", "rule.svg")
    return {name: (FOLDER / name).read_bytes() for name in names}
