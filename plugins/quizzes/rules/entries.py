"""An import on its way into the bank: what was read, what people made of it, and what would be taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from plugins.quizzes.rules.fingerprint import fingerprint
from plugins.quizzes.rules.items import Item, as_json, item_of
from plugins.quizzes.rules.quality import in_words, problems_of
from plugins.quizzes.terms import Level


class Standing(StrEnum):
    """What would become of an entry if it were taken now."""

    DOUBTFUL = "doubtful"
    USABLE = "usable"
    SAME = "same"
    OUT = "out"


@dataclass(frozen=True)
class Entry:
    """A question that was read. `mended` says who looked at it; `kept` that it is wanted though it is known.

    `revision` counts its changes, so that two people do not overwrite each other. `question` is its number in
    the bank once it was taken.
    """

    item: Item
    line: int
    source: str
    confidence: int = 100
    draft: bool = False
    warnings: tuple[dict[str, str], ...] = ()
    out: bool = False
    kept: bool = False
    mended: str = ""
    revision: int = 1
    print: str = ""
    question: int | None = None

    @property
    def doubtful(self) -> bool:
        """Whether a person must look at it before it can be put on a paper."""
        return self.draft or bool(problems_of(self.item))


def entry_json(entry: Entry) -> dict[str, Any]:
    """The entry for the database; `entry_of` reads it back."""
    told = {name: getattr(entry, name) for name in PLAIN}
    return {"item": as_json(entry.item), "warnings": list(entry.warnings), **told}


PLAIN = (
    "line", "source", "confidence", "draft", "out", "kept", "mended", "revision", "print", "question",
)  # fmt: skip


def entry_of(told: Mapping[str, Any]) -> Entry:
    """The entry that `entry_json` wrote."""
    plain = {name: told[name] for name in PLAIN}
    return Entry(item=item_of(told["item"]), warnings=tuple(told["warnings"]), **plain)


def mended(entry: Entry, item: Item, by: str) -> Entry:
    """The entry as a person left it: a draft only where something is still lacking."""
    lacking = problems_of(item)
    return replace(
        entry,
        item=item,
        draft=bool(lacking),
        warnings=tuple(in_words(lacking)),
        mended=by,
        revision=entry.revision + 1,
        print=fingerprint(item),
    )


@dataclass(frozen=True)
class Standings:
    """How every entry stands; `same` names what an entry repeats: a question of the bank, or an entry before it."""

    of: tuple[Standing, ...]
    bank: Mapping[int, int]
    earlier: Mapping[int, int]

    @property
    def counts(self) -> Counter[Standing]:
        """How many of each."""
        return Counter(self.of)

    @property
    def taken(self) -> int:
        """How many would go into the bank, drafts with them."""
        return self.counts[Standing.USABLE] + self.counts[Standing.DOUBTFUL]


def standings(entries: Sequence[Entry], bank: Mapping[str, int]) -> Standings:
    """How entries stand against each other and the bank (fingerprint → question); positions count from 0."""
    found: list[Standing] = []
    in_bank: dict[int, int] = {}
    earlier: dict[int, int] = {}
    first: dict[str, int] = {}
    for index, entry in enumerate(entries):
        if entry.print in bank:
            in_bank[index] = bank[entry.print]
        elif entry.print in first:
            earlier[index] = first[entry.print]
        known = index in in_bank or index in earlier
        found.append(_standing(entry, known))
        if entry.print and not entry.out:
            first.setdefault(entry.print, index)
    return Standings(tuple(found), in_bank, earlier)


def _standing(entry: Entry, known: bool) -> Standing:
    if entry.out:
        return Standing.OUT
    if known and not entry.kept:
        return Standing.SAME
    return Standing.DOUBTFUL if entry.doubtful else Standing.USABLE


@dataclass(frozen=True)
class ForAll:
    """What is set for all questions of an import where they say nothing themselves; tags are added."""

    topic: str = ""
    level: Level = Level.UNKNOWN
    source: str = ""
    tags: tuple[str, ...] = ()

    def on(self, item: Item) -> Item:
        """The item with what it lacks of these."""
        return replace(
            item,
            topic=item.topic or self.topic,
            level=item.level or self.level,
            source=item.source or self.source,
            tags=tuple(dict.fromkeys((*item.tags, *self.tags))),
        )


def prints(entries: Iterable[Entry]) -> list[str]:
    """The fingerprints to look for in the bank."""
    return sorted({one.print for one in entries if one.print})
