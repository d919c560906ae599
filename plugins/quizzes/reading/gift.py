"""Questions in GIFT, read by its grammar as https://docs.moodle.org/en/GIFT_format states it.

One question a paragraph: `::title:: [format] stem {answers} rest`; `//` begins a comment, `$CATEGORY:` names
the topic of what follows. A stem without braces is a description, and no question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.building import read_of, reading_of, refuse_too_many, tidy, too_long
from plugins.quizzes.reading.encodings import decoded
from plugins.quizzes.reading.gift_answers import answered
from plugins.quizzes.reading.gift_marks import hidden, shown
from plugins.quizzes.reading.limits import MOST_QUESTIONS
from plugins.quizzes.reading.markup import said_by
from plugins.quizzes.reading.refusing import NotRead
from plugins.quizzes.reading.terms import Read, Reading, Refusal, Skipped
from plugins.quizzes.reading.topics import topic_in
from plugins.quizzes.rules.items import Item
from plugins.quizzes.terms import Kind

TITLE = re.compile(r"::(.*?)::\s*", re.DOTALL)
FORMAT = re.compile(r"\[(html|moodle|markdown|plain)\]\s*", re.IGNORECASE)
CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)")
TAG = re.compile(r"\[tag:((?:\\\]|[^\]])+)\]")
MOST_SOURCE = 2_000


@dataclass(frozen=True)
class Paragraph:
    """A question as it stands in the file: from which line, without its comments, with what they name."""

    line: int
    text: str
    topic: str = ""
    tags: tuple[str, ...] = ()


def read_gift(content: bytes) -> Reading:
    """The questions of a GIFT file; what its grammar does not allow is refused, what we cannot keep is said."""
    paragraphs = list(islice(_paragraphs(decoded(content)), MOST_QUESTIONS + 1))
    refuse_too_many(len(paragraphs))
    return reading_of("gift", map(_read, paragraphs))


def _paragraphs(text: str) -> Iterator[Paragraph]:
    topic, held, first = "", list[str](), 0
    tags: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        category = CATEGORY.match(line)
        if line.lstrip().startswith("//"):
            tags += [tag.replace("\\]", "]") for tag in TAG.findall(line)]
            continue
        if line.strip() and not category:
            first = first if held else number
            held.append(line)
            continue
        if held:
            yield Paragraph(first, "\n".join(held), topic, tuple(dict.fromkeys(map(tidy, tags))))
            held, tags = [], []
        if category:
            topic = topic_in(category[1])


def _read(paragraph: Paragraph) -> Read | Refusal | Skipped:
    source = paragraph.text[:MOST_SOURCE]
    try:
        stem, block, rest = _parted(hidden(paragraph.text))
        if block is None:
            return Skipped(paragraph.line, source, str(_("说明文字，没有答案，不是题目。")))
        return _question(paragraph, stem, block, rest)
    except NotRead as problem:
        return Refusal(paragraph.line, source, Problem(problem.code, problem.message))


def _question(paragraph: Paragraph, stem: str, block: str, rest: str) -> Read:
    title, stem = _titled(stem)
    form, stem = _formed(stem)
    found = answered(block, form)
    before, doubts = _text(stem, form, list(found.doubts))
    after, doubts = _text(rest, form, doubts)
    stem = tidy(found.stem(before, after)) or tidy(shown(title))
    item = replace(found.item, stem=stem, topic=paragraph.topic, tags=paragraph.tags)
    long = too_long(_texts(item))
    if long:
        raise NotRead(long.code, long.message)
    return read_of(item, paragraph.line, paragraph.text, doubts, draft=found.draft)


def _texts(item: Item) -> list[str]:
    model = item.answer if item.kind is Kind.ESSAY and isinstance(item.answer, str) else ""
    return [item.stem, item.explanation, model, *item.options, *item.targets]


def _parted(text: str) -> tuple[str, str | None, str]:
    """Stem, what stands in the braces (None without any), and what follows them."""
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        return text, None, ""
    if start < 0 or end < start or text.count("{") != text.count("}"):
        raise NotRead("braces", _("大括号不成对，读不出答案。"))
    if text.count("{") > 1:
        raise NotRead("braces", _("一道题里有几对大括号，GIFT 不允许。"))
    return text[:start], text[start + 1 : end], text[end + 1 :]


def _titled(stem: str) -> tuple[str, str]:
    found = TITLE.match(stem.lstrip())
    return (found[1], stem.lstrip()[found.end() :]) if found else ("", stem)


def _formed(stem: str) -> tuple[str, str]:
    found = FORMAT.match(stem.lstrip())
    return (found[1].lower(), stem.lstrip()[found.end() :]) if found else ("", stem)


def _text(raw: str, form: str, doubts: list[Problem]) -> tuple[str, list[Problem]]:
    """A piece of the stem as plain text, with the white space beside the braces, and what of it was lost."""
    text = shown(raw)
    if form != "html":
        return text, doubts
    said = said_by(text)
    if said.pictures:
        doubts = [*doubts, Problem("picture_missing", _("题干里的图片不在文件里。"))]
    if said.left_out:
        words = _("没有保留：%(what)s。", what="、".join(said.left_out))
        doubts = [*doubts, Problem("not_kept", words)]
    before, after = (" " if edge.isspace() else "" for edge in (text[:1], text[-1:]))
    return f"{before}{said.text}{after}", doubts
