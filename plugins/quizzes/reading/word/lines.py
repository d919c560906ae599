"""The lines of a document as its page shows them, with a sign for each picture and after each mark."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from plugins.quizzes.reading.text.plain import MARK
from plugins.quizzes.reading.word import tables
from plugins.quizzes.reading.word.numbering import Numbering, numbering_of
from plugins.quizzes.reading.word.package import Package
from plugins.quizzes.terms import BLANK

FIRST_PICTURE, MOST_PICTURES = 0xE200, 3_000
PRIVATE = dict.fromkeys(range(0xE000, 0xF900))
KNOWN_ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"})
UNREAD = frozenset({"pPr", "rPr", "Fallback", "del", "moveFrom", "txbxContent", "instrText"})
SYMBOLS = {"F0FC": "√", "F0FE": "√", "F052": "√", "F0FB": "×", "F0FD": "×", "F051": "×"}
NOT = ("0", "false", "off", "none")


@dataclass
class Written:
    """The lines, and the pictures by their sign and by their name."""

    lines: list[str] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


def lines_of(package: Package) -> Written:
    """Every line of the document in order; a table row by row."""
    return _Writer(package, numbering_of(package.numbering, package.styles)).written()


@dataclass
class _Writer:
    package: Package
    numbering: Numbering
    made: Written = field(default_factory=Written)

    def written(self) -> Written:
        body = self.package.document.find("body")
        if body is not None:
            self.made.lines += self._blocks(body)
        return self.made

    def _blocks(self, within: Element) -> Iterator[str]:
        for element in within:
            if element.tag == "p":
                yield from self._paragraph(element)
            elif element.tag == "tbl":
                yield from tables.lines_of(self._rows(element))
            elif element.tag not in UNREAD:
                yield from self._blocks(element)

    def _rows(self, table: Element) -> list[list[list[str]]]:
        return [
            [[line for line in self._blocks(cell) if line.strip()] for cell in _nearest(row, "tc")]
            for row in _nearest(table, "tr")
        ]

    def _paragraph(self, paragraph: Element) -> Iterator[str]:
        text = self._marked(paragraph)
        if text.strip():
            text = self.numbering.label(paragraph) + text
        yield from text.split("\n")
        for box in _boxes(paragraph):
            yield from self._blocks(box)

    def _marked(self, paragraph: Element) -> str:
        """The text with MARK where a marked stretch ends, however Word cut it into runs."""
        parts: list[str] = []
        was_marked = False
        for run in _runs(paragraph):
            text, marked = self._said(run), _is_marked(run)
            if not text:
                continue
            if was_marked and not marked:
                parts.append(MARK)
            if _is_underlined(run) and not text.strip():
                text, marked = BLANK, False
            parts.append(text)
            was_marked = marked
        return "".join(parts).replace(BLANK * 2, BLANK) + (MARK if was_marked else "")

    def _said(self, run: Element) -> str:
        parts: list[str] = []
        for element in _inside(run):
            if element.tag == "t":
                parts.append((element.text or "").translate(PRIVATE))
            elif element.tag == "tab":
                parts.append("\t")
            elif element.tag in ("br", "cr"):
                parts.append("\n")
            elif element.tag == "noBreakHyphen":
                parts.append("-")
            elif element.tag == "sym":
                parts.append(SYMBOLS.get(element.get("char", "").upper(), ""))
            elif element.tag in ("blip", "imagedata"):
                parts.append(self._picture(element.get("embed") or element.get("id") or ""))
        return "".join(parts)

    def _picture(self, relation: str) -> str:
        content = self.package.pictures.get(relation)
        ending = self.package.endings.get(relation, "")
        if (
            content is None
            or ending not in KNOWN_ENDINGS
            or len(self.made.pictures) >= MOST_PICTURES
        ):
            return "[图片]"
        name = hashlib.sha256(content).hexdigest()[:24] + ending
        sign = chr(FIRST_PICTURE + len(self.made.pictures))
        self.made.pictures[sign] = name
        self.made.files[name] = content
        return sign


def _nearest(within: Element, tag: str) -> Iterator[Element]:
    """The rows or cells of a table itself, not those of a table inside of it."""
    for child in within:
        if child.tag == tag:
            yield child
        elif child.tag not in ("tc", "tbl", *UNREAD):
            yield from _nearest(child, tag)


def _inside(element: Element) -> Iterator[Element]:
    """Everything in an element but what is not shown."""
    for child in element:
        if child.tag not in UNREAD:
            yield child
            yield from _inside(child)


def _runs(paragraph: Element) -> Iterator[Element]:
    """The runs of a paragraph, also those in links, insertions and fields; formulas as one."""
    for child in paragraph:
        if child.tag in ("r", "oMath"):
            yield child
        elif child.tag not in UNREAD:
            yield from _runs(child)


def _boxes(paragraph: Element) -> Iterator[Element]:
    for child in paragraph:
        if child.tag == "txbxContent":
            yield child
        elif child.tag != "Fallback":
            yield from _boxes(child)


def _is_on(run: Element, name: str) -> bool:
    found = run.find(f"rPr/{name}")
    return found is not None and found.get("val", "on") not in NOT


def _is_underlined(run: Element) -> bool:
    return _is_on(run, "u")


def _is_marked(run: Element) -> bool:
    """Whether the author made the run stand out: bold, underlined, shaded, or red."""
    if any(_is_on(run, name) for name in ("b", "u", "highlight")):
        return True
    color = run.find("rPr/color")
    return color is not None and _is_red(color.get("val", ""))


def _is_red(color: str) -> bool:
    try:
        red, green, blue = bytes.fromhex(color)
    except ValueError:
        return False
    return red >= 0xB0 and green <= 0x60 and blue <= 0x60
