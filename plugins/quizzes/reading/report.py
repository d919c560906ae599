"""What came of reading a file, in the shape that machines read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.terms import Read, Reading
from plugins.quizzes.rules.items import Answer


class Repeated(Protocol):
    """A question that the bank or the file has already."""

    @property
    def line(self) -> int:
        """Where it stood."""

    @property
    def stem(self) -> str:
        """What it asks."""

    @property
    def question_id(self) -> int | None:
        """The question of the bank, if it is there."""


@dataclass(frozen=True)
class Came:
    """A reading and what was known already; without a reading, why the whole file was refused."""

    reading: Reading | None
    duplicates: Sequence[Repeated] = ()
    problems: Sequence[Problem] = ()
    format: str = ""

    @property
    def is_fine(self) -> bool:
        """Something was read and nothing refused; drafts are no failure."""
        return bool(self.reading and self.reading.read and not self.reading.refused)


def report_of(came: Came) -> dict[str, Any]:
    """Counts, items and problems; read = taken + drafts + refused, and duplicates are some of the first two."""
    reading = came.reading or Reading(came.format)
    return {
        "format": reading.format,
        "read": reading.read,
        "taken": reading.taken,
        "drafts": reading.drafts,
        "refused": len(reading.refused),
        "skipped": len(reading.skipped),
        "duplicates": len(came.duplicates),
        "items": [item_report(one) for one in reading.found],
        "problems": _problems(came, reading),
    }


def item_report(read: Read) -> dict[str, Any]:
    """One question: texts of options without letters, the answer in the shape of its kind."""
    item = read.item
    return {
        "type": item.kind.value,
        "stem": item.stem,
        "options": list(item.options),
        "targets": list(item.targets),
        "answer": _answer(item.answer),
        "score": None if item.score is None else _number(item.score),
        "explanation": item.explanation,
        "source_line": read.line,
        "source": read.source,
        "draft": read.draft,
        "confidence": read.confidence,
        "warnings": [{"code": one.code, "message": str(one.message)} for one in read.warnings],
        "topic": item.topic,
        "level": item.level.value,
        "tags": list(item.tags),
        "origin": item.source,
        "pictures": [one.name for one in item.pictures],
    }


def _answer(answer: Answer) -> Any:
    """A list with an entry for each blank: the text, or the texts where several are accepted."""
    if not isinstance(answer, tuple):
        return answer
    return [one.accepted[0] if len(one.accepted) == 1 else list(one.accepted) for one in answer]


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _problems(came: Came, reading: Reading) -> list[dict[str, Any]]:
    found = [_problem(0, one.code, one.message, "") for one in came.problems]
    found += [
        _problem(one.line, one.problem.code, one.problem.message, one.source)
        for one in reading.refused
    ]
    found += [_problem(one.line, "skipped", one.why, one.source) for one in reading.skipped]
    for one in came.duplicates:
        words = _("题库里已有这道题（第 %(id)s 号），没有再加。", id=one.question_id)
        if one.question_id is None:
            words = _("和本文件里前面的一道题相同，没有再加。")
        found.append(_problem(one.line, "duplicate", words, one.stem))
    return sorted(found, key=lambda one: one["line"])


def _problem(line: int, code: str, message: Any, source: str) -> dict[str, Any]:
    return {"line": line, "code": code, "message": str(message), "source": source}
