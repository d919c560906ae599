"""One item of QTI."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.building import read_of, tidy, too_long
from plugins.quizzes.reading.gallery import Gallery
from plugins.quizzes.reading.points import points_of
from plugins.quizzes.reading.qti.bodies import body_of, said_in
from plugins.quizzes.reading.qti.interactions import Asked, understood
from plugins.quizzes.reading.qti.package import Part
from plugins.quizzes.reading.qti.responses import responses_of, score_in
from plugins.quizzes.reading.refusing import NotRead
from plugins.quizzes.reading.terms import Read, Refusal, Skipped
from plugins.quizzes.reading.words import score_of
from plugins.quizzes.reading.xml import line_of, parsed
from plugins.quizzes.rules.items import Point
from plugins.quizzes.terms import Kind

MOST_SOURCE = 2_000


def item_in(part: Part, files: Mapping[str, bytes], gallery: Gallery) -> Read | Refusal | Skipped:
    """The question of an item; in a package a torn one is refused alone, a lone one is refused as a file."""
    try:
        root = parsed(part.content)
    except Refused as refused:
        if not part.number:
            raise
        return Refusal(part.number, part.path[:200], refused.problems[0])
    line = part.number or line_of(root)
    source = _source(root) or part.path
    if root.tag in ("assessmentTest", "assessmentSection", "assessmentStimulus", "manifest"):
        return Skipped(line, source[:200], str(_("“%(kind)s”不是题目，没有读取。", kind=root.tag)))
    try:
        return _read(root, part, files, gallery)
    except NotRead as why:
        return Refusal(line, source, Problem(why.code, why.message))


def _source(root: Element) -> str:
    told = [one.text for one in root.iter() if one.text]
    return "\n".join(filter(None, map(tidy, told)))[:MOST_SOURCE]


def _read(root: Element, part: Part, files: Mapping[str, bytes], gallery: Gallery) -> Read:
    if root.tag == "questestinterop":
        raise NotRead("qti_1", _("这是 QTI 1.x 的题目，请另存为 QTI 2.x 或 3.0 再导入。"))
    if root.tag != "assessmentItem":
        raise NotRead("no_item", _("这个 XML 不是 QTI 题目（没有 assessmentItem）。"))
    body = body_of(root)
    asked = Asked(body, responses_of(root), gallery, _Beside(posixpath.dirname(part.path), files))
    hung = gallery.hang(body.stem, "stem", asked.contents, asked.doubts)
    item = understood(asked)
    feedback = [*body.feedback, *(said_in(one).text for one in root.findall("modalFeedback"))]
    item = replace(
        item,
        stem=item.stem or body.stem.text,
        score=score_of(score_in(root)),
        explanation="\n".join(dict.fromkeys(filter(None, feedback))),
        topic=part.topic,
        level=part.level,
        tags=part.tags,
        pictures=(*hung, *asked.pictures),
        points=_points(body.for_scorers) if item.kind is Kind.ESSAY else (),
    )
    problem = too_long([item.stem, item.explanation, *item.options, *item.targets])
    if problem:
        raise NotRead(problem.code, problem.message)
    return read_of(item, part.number or line_of(root), _source(root), asked.doubts)


def _points(told: list[str]) -> tuple[Point, ...]:
    """What is said to markers only: the points to tick of an essay."""
    return tuple(point for text in told for point in points_of(text))


@dataclass(frozen=True)
class _Beside:
    """The files of a package by their path from an item's folder."""

    folder: str
    files: Mapping[str, bytes]

    def get(self, path: str) -> bytes | None:
        """The file at a path; None where there is none."""
        return self.files.get(posixpath.normpath(posixpath.join(self.folder, path)))
