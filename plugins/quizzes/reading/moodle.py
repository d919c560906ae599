"""Questions in Moodle XML, as https://docs.moodle.org/en/Moodle_XML_format describes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree.ElementTree import Element

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.building import (
    read_of,
    reading_of,
    refuse,
    refuse_too_many,
    tidy,
    too_long,
)
from plugins.quizzes.reading.gallery import Gallery
from plugins.quizzes.reading.moodle_kinds import KINDS, Asked, NotRead
from plugins.quizzes.reading.moodle_texts import flat, inner
from plugins.quizzes.reading.terms import Read, Reading, Refusal, Skipped
from plugins.quizzes.reading.topics import topic_in
from plugins.quizzes.reading.words import score_of
from plugins.quizzes.reading.xml import line_of, parsed
from plugins.quizzes.rules.items import Item

MOST_SOURCE = 2_000


@dataclass
class _Book:
    """What is carried from one question to the next."""

    gallery: Gallery = field(default_factory=Gallery)
    topic: str = ""


def read_moodle(content: bytes) -> Reading:
    """The questions of a Moodle XML file with the pictures inside it; kinds we do not have are refused by name."""
    root = parsed(content)
    if root.tag != "quiz":
        raise refuse("file_kind", _("这个 XML 不是 Moodle 题库（没有 quiz）。"))
    questions = root.findall("question")
    refuse_too_many(len(questions))
    book = _Book()
    return reading_of("moodle-xml", [_read(one, book) for one in questions], book.gallery)


def _read(question: Element, book: _Book) -> Read | Refusal | Skipped | None:
    kind, line = question.get("type", ""), line_of(question)
    source = flat(question)[:MOST_SOURCE]
    if kind == "category":
        book.topic = topic_in(inner(question.find("category")))
        return None
    if kind == "description":
        return Skipped(line, source, str(_("说明文字，不是题目。")))
    reader = KINDS.get(kind)
    if reader is None:
        words = _("Moodle 的“%(kind)s”题型不能读取。", kind=kind[:40])
        return Refusal(line, source, Problem("kind_unsupported", words))
    try:
        return _question(Asked(question, book.gallery), reader, book.topic, source)
    except NotRead as why:
        return Refusal(line, source, Problem(why.code, why.message))


def _question(asked: Asked, reader: Callable[[Asked], Item], topic: str, source: str) -> Read:
    question = asked.question
    item = reader(asked)
    item = replace(
        item,
        stem=item.stem or tidy(inner(question.find("name"))),
        score=score_of(question.findtext("defaultgrade") or ""),
        explanation="\n".join(filter(None, [asked.text("generalfeedback", ""), item.explanation])),
        topic=topic,
        tags=_tags(question),
        pictures=tuple(asked.pictures),
    )
    long = too_long([item.stem, item.explanation, *item.options, *item.targets])
    if long:
        raise NotRead(long.code, long.message)
    return read_of(item, line_of(question), source, asked.doubts, draft=asked.draft)


def _tags(question: Element) -> tuple[str, ...]:
    told: list[Any] = [tidy(inner(tag)) for tag in question.findall("tags/tag")]
    return tuple(dict.fromkeys(filter(None, told)))
