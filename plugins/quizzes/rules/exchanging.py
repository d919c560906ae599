"""互学互考: what a question that trainees wrote may still become, and how many each is asked of the others'."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.terms import KIND_WORDS, Kind

WRITTEN = (Kind.SINGLE, Kind.MULTIPLE, Kind.JUDGE, Kind.BLANK)
"""Kinds that trainees may write for each other."""
MOST_PER_PERSON = 20
MOST_PER_GROUP = 50
LONGEST_TITLE, LONGEST_TOPIC, LONGEST_NOTE = 120, 80, 200


class Verdict(StrEnum):
    """Where a question that a trainee wrote stands."""

    SENT = "sent"
    ACCEPTED = "accepted"
    RETURNED = "returned"


VERDICT_WORDS: dict[Verdict, Any] = {
    Verdict.SENT: _("待评审"),
    Verdict.ACCEPTED: _("已采用"),
    Verdict.RETURNED: _("已退回"),
}
VERDICT_TONES: dict[Verdict, str] = {
    Verdict.SENT: "leave",
    Verdict.ACCEPTED: "ok",
    Verdict.RETURNED: "late",
}


@dataclass(frozen=True)
class Accepted:
    """A question that the jury took, for the paper: its kind, and the group that wrote it."""

    kind: Kind
    group: int | None


def counts_by_kind(accepted: Iterable[Accepted], groups: Collection[int]) -> dict[Kind, int]:
    """How many of each kind everybody can be asked, though nobody is asked their own group's."""
    known = list(accepted)
    most = {
        kind: min(
            sum(one.kind is kind and one.group != group for one in known)
            for group in (groups or [0])
        )
        for kind in WRITTEN
    }
    return {kind: count for kind, count in most.items() if count}


def topic_of(exchange_id: int, title: str) -> str:
    """The topic in the bank under which a round's questions are found again, and no others."""
    return f"{_('互考')}{exchange_id}：{title}"[:LONGEST_TOPIC]


def section_title(kind: Kind) -> str:
    """What the part of the paper is called."""
    return str(KIND_WORDS[kind])


def mark_of(content: Any) -> str:
    """Changes with the wording, so that nobody accepts what they have not read."""
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def round_problems(title: str, topic: str, per_group: int | None) -> list[Problem]:
    """What is wrong with a round as it was typed."""
    found = []
    if not title:
        found.append(Problem("title_missing", _("请填写这一轮的名称。"), "title"))
    for name, text, most in (("title", title, LONGEST_TITLE), ("topic", topic, LONGEST_TOPIC)):
        if len(text) > most:
            found.append(Problem(f"{name}_long", _("最多 %(most)d 个字。", most=most), name))
    if per_group is None or not 1 <= per_group <= MOST_PER_GROUP:
        words = _("请填 1 到 %(most)d 之间的题数。", most=MOST_PER_GROUP)
        found.append(Problem("per_group_wrong", words, "per_group"))
    return found
