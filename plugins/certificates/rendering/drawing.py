"""Judges a drawn picture (SVG) before anything draws it: whole, plain, and no more than it seems."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _

MOST_SHAPES = 20_000
"""A seal has some hundreds; what refers to itself again and again has millions."""
MOST_DEEP = 100


def require_plain(picture: bytes) -> None:
    """Refuses an SVG that is torn, declares a document type, or draws far more than it holds."""
    if b"<!DOCTYPE" in picture or b"<!ENTITY" in picture:
        raise _refused(_("这个 SVG 不安全，请换成 PNG。"))
    try:
        root = ElementTree.fromstring(picture)  # noqa: S314 - no document type in it
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise _refused(_("印章不是能读的图片：请换成 PNG、JPEG 或 SVG。")) from error
    if not root.tag.endswith("svg") or _Drawn(root).shapes(root, 0) > MOST_SHAPES:
        raise _refused(_("这个 SVG 不安全，请换成 PNG。"))


def _refused(words: object) -> Refused:
    return Refused(Problem("seal_unreadable", words, "seal"))


class _Drawn:
    """Counts what is drawn, each reference as often as it is drawn anew."""

    def __init__(self, root: ElementTree.Element) -> None:
        self.named = {one.get("id"): one for one in root.iter() if one.get("id")}
        self.known: dict[int, int] = {}

    def shapes(self, element: ElementTree.Element, deep: int) -> int:
        """How many shapes an element comes to; far too many where it leads back to itself."""
        if deep > MOST_DEEP:
            return MOST_SHAPES + 1
        if id(element) not in self.known:
            inside = sum(self.shapes(one, deep + 1) for one in self._parts(element))
            self.known[id(element)] = 1 + inside
        return self.known[id(element)]

    def _parts(self, element: ElementTree.Element) -> Iterator[ElementTree.Element]:
        yield from element
        for name, value in element.items():
            target = self.named.get(value[1:]) if name.endswith("href") else None
            if value.startswith("#") and target is not None:
                yield target
