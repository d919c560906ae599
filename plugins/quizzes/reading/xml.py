"""Reads a stranger's XML: no document type, hence no entities and nothing from outside; measured while it is read.

The standard library's own parser underneath, with the handler that matters: a document type ends the reading
before anything of it is looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.building import refuse

MOST_BYTES = 30 * 1024 * 1024
"""Pictures stand inside these files as text."""
MOST_ELEMENTS, MOST_DEPTH = 200_000, 120
LINE = " line"
"""The attribute that keeps where an element began; no file can have one of this name."""
DECLARED = re.compile(rb"""<\?xml[^>]{0,100}encoding=["'](gb[\w-]{2,9})["']""", re.IGNORECASE)


@dataclass
class _Growing:
    """The tree while it is read."""

    parser: expat.XMLParserType
    most_elements: int
    tree: TreeBuilder = field(default_factory=TreeBuilder)
    depth: int = 0
    elements: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element by its name alone, whatever its name space."""
        self.depth, self.elements = self.depth + 1, self.elements + 1
        if self.depth > MOST_DEPTH or self.elements > self.most_elements:
            raise refuse("file_bomb", _("文件的内部结构不正常，没有读取。"))
        told = {_camel(_bare(key)): value for key, value in attributes.items()}
        told[LINE] = str(self.parser.CurrentLineNumber)
        bare = _bare(name)
        self.tree.start(_camel(bare[4:]) if bare.startswith("qti-") else bare, told)

    def end(self, name: str) -> None:
        """The end of an element."""
        self.depth -= 1
        bare = _bare(name)
        self.tree.end(_camel(bare[4:]) if bare.startswith("qti-") else bare)

    def refuse_doctype(self, *_told: object) -> None:
        """A document type may name files and grow without end; none of these formats needs one."""
        raise refuse("file_entity", _("文件里有 DOCTYPE 或实体声明，没有读取。"))


def parsed(content: bytes, *, most_elements: int = MOST_ELEMENTS) -> Element:
    """The root of an XML file; qti-choice-interaction of QTI 3 is choiceInteraction, as in QTI 2.

    Raises `Refused` for a document type, an absurd size or depth, and what is no whole XML.
    """
    if len(content) > MOST_BYTES:
        words = _("文件超过 %(size)d MB，没有读取。", size=MOST_BYTES // 1024**2)
        raise refuse("file_too_large", words)
    encoding = None
    if DECLARED.match(content):
        content, encoding = content.decode("gb18030", "replace").encode(), "utf-8"
    parser = expat.ParserCreate(encoding, "}")
    parser.buffer_text = True
    growing = _Growing(parser, most_elements)
    parser.StartElementHandler = growing.start
    parser.EndElementHandler = growing.end
    parser.CharacterDataHandler = growing.tree.data
    parser.StartDoctypeDeclHandler = growing.refuse_doctype
    parser.EntityDeclHandler = growing.refuse_doctype
    try:
        parser.Parse(content, True)
        root = growing.tree.close()
    except (expat.ExpatError, ValueError, LookupError, AssertionError) as error:
        words = _("XML 第 %(line)d 行不完整或写法不对，没有读取。", line=parser.CurrentLineNumber)
        raise refuse("file_torn", words) from error
    if not isinstance(root, Element):
        raise refuse("file_torn", _("XML 是空的。"))
    return root


def line_of(element: Element) -> int:
    """The line on which an element begins."""
    return int(element.get(LINE, "0"))


def _bare(name: str) -> str:
    return name.rpartition("}")[2]


def _camel(name: str) -> str:
    first, *others = name.split("-")
    return first + "".join(other[:1].upper() + other[1:] for other in others)
