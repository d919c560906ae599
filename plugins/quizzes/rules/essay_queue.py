"""Which essay a marker gets next: never the same twice, in an order of their own, and not what another has in hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from plugins.quizzes.rules.essays import Judgement, Needs, needs


@dataclass(frozen=True)
class Essay:
    """An answer that people mark, without whose it is; `token` names it on the page."""

    token: str
    attempt: int
    number: int
    version: int
    points: Decimal
    text: str
    given: tuple[Judgement, ...]


@dataclass(frozen=True)
class Terms:
    """How the essays of a sitting are settled: by how many, within which difference."""

    markers: int
    limit: Decimal


@dataclass(frozen=True)
class Progress:
    """How far the answers to one question are, and how many of those that wait are for this marker."""

    whole: int
    done: int
    third: int
    own: int


def wants(essay: Essay, terms: Terms, marker: str) -> Needs:
    """What an essay needs of this marker."""
    if any(one.marker == marker for one in essay.given):
        return Needs.NOBODY
    return needs(essay.given, terms.markers, terms.limit)


def next_essay(essays: Iterable[Essay], terms: Terms, marker: str) -> Essay | None:
    """The next for this marker, or None; two markers go through the same pile in different orders."""
    waiting = [one for one in essays if wants(one, terms, marker) is not Needs.NOBODY]
    return min(waiting, key=lambda one: _place(one, marker), default=None)


def _place(essay: Essay, marker: str) -> bytes:
    return hashlib.sha256(f"{marker}|{essay.token}".encode()).digest()


def progress(essays: Sequence[Essay], terms: Terms, marker: str) -> Progress:
    """The figures of one pile."""
    states = [needs(one.given, terms.markers, terms.limit) for one in essays]
    return Progress(
        len(essays),
        states.count(Needs.NOBODY),
        states.count(Needs.THIRD),
        sum(wants(one, terms, marker) is not Needs.NOBODY for one in essays),
    )
