"""The texts of Moodle XML: plain, or HTML in CDATA, with files beside them."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from plugins.quizzes.reading.building import tidy
from plugins.quizzes.reading.gallery import decoded_bytes
from plugins.quizzes.reading.markup import Said, said_by

TAGS = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|img|div|span|sup|sub|ul|ol|li|table)\b", re.IGNORECASE
)


def inner(element: Element | None) -> str:
    """The text of an element, or of the <text> in it, as it is written."""
    if element is None:
        return ""
    text = element.find("text")
    return "".join((element if text is None else text).itertext())


def said_in(element: Element | None) -> Said:
    """What an element says; HTML where it is said to be, or plainly is."""
    raw = inner(element)
    form = "" if element is None else element.get("format", "")
    if form == "html" or (form in ("", "moodle_auto_format") and TAGS.search(raw)):
        return said_by(raw)
    return Said(tidy(raw))


def files_in(element: Element | None) -> dict[str, bytes]:
    """The files that stand beside a text, by name."""
    found: dict[str, bytes] = {}
    for file in element.findall("file") if element is not None else ():
        content = decoded_bytes(file.text or "") if file.get("encoding") == "base64" else None
        if content is not None:
            name = file.get("path", "/").strip("/")
            found[f"{name}/{file.get('name', '')}".lstrip("/")] = content
    return found


def flat(question: Element) -> str:
    """A question as a person compares it with what was read: its texts, one a line, without its files."""
    told = [one.text for one in question.iter() if one.tag != "file" and one.text]
    return "\n".join(filter(None, map(tidy, told)))
