"""What a piece of HTML says: its text, the pictures it shows, and what of it cannot be kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser

from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.building import tidy
from plugins.quizzes.reading.refusing import NotRead

BLOCKS = frozenset(
    ("p", "div", "br", "li", "ul", "ol", "tr", "table", "blockquote", "pre", "hr", "section")
) | frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt"))
CELLS = frozenset(("td", "th"))
UNSHOWN = frozenset(("script", "style", "head", "title", "template"))
NOT_KEPT = {
    "table": "表格",
    "video": "视频",
    "audio": "音频",
    "source": "媒体",
    "object": "嵌入内容",
    "embed": "嵌入内容",
    "iframe": "嵌入内容",
    "svg": "矢量图",
    "math": "公式",
}
RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
LONGEST_HTML = 100_000
DECLARATION = re.compile(r"<[!?][^<>]{0,300}>")
UNFINISHED = re.compile(r"<(?=[^<>]{0,2000}(?:<|$)|[^<>]{2000}|[!?])")
"""A < that no > ends, or only far away, is no tag; the parser would look for its end again and again."""
EMBEDDED = re.compile(r"data:image/[a-z]{2,10};base64,[A-Za-z0-9+/=\s]+")


@dataclass(frozen=True)
class Shown:
    """A picture in a text: where it comes from, and the words for those who do not see it."""

    source: str
    alt: str = ""


@dataclass(frozen=True)
class Said:
    """The plain text, its pictures in order, and what was left out, in words."""

    text: str
    pictures: tuple[Shown, ...] = ()
    left_out: tuple[str, ...] = ()


class Listener(HTMLParser):
    """Hears tags and text one by one, from a parser or from somebody who walks a tree."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.pictures: list[Shown] = []
        self.left_out: dict[str, None] = {}
        self.unshown = 0
        self.place = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what a tag means for the text."""
        if tag in UNSHOWN:
            self.unshown += 1
        if tag in NOT_KEPT:
            self.left_out[NOT_KEPT[tag]] = None
        if tag in BLOCKS:
            self.parts.append("\n")
        elif tag in CELLS:
            self.parts.append("\t")
        elif tag in ("sup", "sub"):
            self.place = tag
        elif tag == "img":
            told = dict(attrs)
            self.pictures.append(Shown(told.get("src") or "", tidy(told.get("alt") or "")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself encloses nothing."""
        if tag not in UNSHOWN:
            self.handle_starttag(tag, attrs)
        self.place = "" if tag == self.place else self.place

    def handle_endtag(self, tag: str) -> None:
        """Ends what a tag began."""
        if tag in UNSHOWN and self.unshown:
            self.unshown -= 1
        elif tag in BLOCKS:
            self.parts.append("\n")
        elif tag == self.place:
            self.place = ""

    def handle_data(self, data: str) -> None:
        """Text, with white space as a browser shows it."""
        if self.unshown:
            return
        text = re.sub(r"[ \t\n\r\f]+", " ", data)
        if self.place == "sup":
            text = text.translate(RAISED)
        elif self.place == "sub":
            text = text.translate(LOWERED)
        self.parts.append(text)

    def said(self) -> Said:
        """All that was heard."""
        text = re.sub(r" *([\n\t]) *", r"\1", "".join(self.parts))
        text = re.sub(r"\n[ \t\n]*\n[ \t\n]*", "\n", text.replace("\n\t", "\n"))
        return Said(tidy(text), tuple(self.pictures), tuple(self.left_out))


def said_by(html: str) -> Said:
    """What a piece of HTML says; 10<sup>3</sup> is 10³, never 103. NotRead for more than any question says."""
    html, embedded = _set_aside(html)
    html = _without_comments(html)
    if len(html) > LONGEST_HTML:
        words = _("一段 HTML 超过 %(most)d 字，不是一道题。", most=LONGEST_HTML)
        raise NotRead("too_long", words)
    listener = Listener()
    listener.feed(html)
    listener.close()
    said = listener.said()
    pictures = [replace(one, source=embedded.get(one.source, one.source)) for one in said.pictures]
    return replace(said, pictures=tuple(pictures))


def _without_comments(html: str) -> str:
    """The HTML without comments, declarations and torn tags, at which the parser stumbles."""
    kept, place = [], 0
    while (start := html.find("<!--", place)) >= 0:
        kept.append(html[place:start])
        end = html.find("-->", start + 4)
        place = end + 3 if end >= 0 else len(html)
    bare = DECLARATION.sub("", "".join([*kept, html[place:]]))
    return UNFINISHED.sub("&lt;", bare)


def _set_aside(html: str) -> tuple[str, dict[str, str]]:
    """Pictures written into the text itself are long, and no text."""
    embedded: dict[str, str] = {}

    def aside(found: re.Match[str]) -> str:
        name = f"embedded:{len(embedded)}"
        embedded[name] = found[0]
        return name

    return EMBEDDED.sub(aside, html), embedded
