"""The two spellings of QTI: choiceInteraction in 2.1, qti-choice-interaction in 3.0."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

UPPER = re.compile(r"(?<!^)([A-Z])")
UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML has no way to say."""
SPACES = re.compile(r"(?<= ) |^ ", re.MULTILINE)


@dataclass(frozen=True)
class Names:
    """How a version spells elements and attributes, and what its files call themselves."""

    version: str
    space: str
    package_space: str
    resource: str
    template: str

    def element(self, name: str) -> str:
        """The name of an element of QTI."""
        return f"qti-{self._kebab(name)}" if self.version == "3.0" else name

    def attribute(self, name: str) -> str:
        """The name of an attribute of QTI."""
        return self._kebab(name) if self.version == "3.0" else name

    def _kebab(self, name: str) -> str:
        return UPPER.sub(r"-\1", name).lower()

    def file(self, number: int) -> str:
        """The file of an item."""
        return f"q{number:05d}.xml"

    def made(self, name: str, within: Element | None = None, /, **attributes: str) -> Element:
        """An element of QTI, inside another or alone; attributes in the spelling of 2.1."""
        told = {self.attribute(key): fit(value) for key, value in attributes.items()}
        if within is None:
            return Element(self.element(name), told)
        return SubElement(within, self.element(name), told)

    def values(self, within: Element, texts: Iterable[str]) -> None:
        """A value for each text."""
        for text in texts:
            self.made("value", within).text = fit(text)


VERSIONS = {
    "2.1": Names(
        "2.1",
        "http://www.imsglobal.org/xsd/imsqti_v2p1",
        "http://www.imsglobal.org/xsd/imscp_v1p1",
        "imsqti_item_xmlv2p1",
        "http://www.imsglobal.org/question/qti_v2p1/rptemplates/",
    ),
    "3.0": Names(
        "3.0",
        "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        "imsqti_item_xmlv3p0",
        "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/",
    ),
}


def fit(text: str) -> str:
    """A text without what XML cannot say."""
    return UNFIT.sub("", text)


def say(element: Element, text: str) -> None:
    """Puts a text at the end of an element: a <br/> for each line end, spaces that HTML would swallow kept."""
    first, *others = SPACES.sub("\u00a0", fit(text)).split("\n")
    _append(element, first)
    for line in others:
        SubElement(element, "br").tail = line or "\u00a0"


def _append(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def xml_of(root: Element) -> bytes:
    """The bytes of a file."""
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content
