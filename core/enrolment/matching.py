"""Whether a row of a list is somebody we know: by phone, then ID number, then unit and name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class Identity:
    """What tells one person from another; all normalised, empty where not known."""

    name: str
    phone: str = ""
    id_number: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Candidate:
    """Somebody on file."""

    key: Any
    identity: Identity


class Verdict(StrEnum):
    """What is to be done with a row: take the person on file, make a new one, or ask."""

    SAME = "same"
    NEW = "new"
    ASK = "ask"


@dataclass(frozen=True)
class Match:
    """The verdict, whom it concerns, and which field decided (`phone`, `id_number`, `name`)."""

    verdict: Verdict
    candidates: tuple[Candidate, ...] = ()
    by: str = ""


def match_of(wanted: Identity, on_file: Iterable[Candidate]) -> Match:
    """Finds a person on file; asks wherever the fields do not agree, for the name is never the key."""
    known = list(on_file)
    for field in ("phone", "id_number"):
        value = getattr(wanted, field)
        found = [one for one in known if value and getattr(one.identity, field) == value]
        if found:
            return _judged(wanted, found, field, known)
    namesakes = [one for one in known if _same_unit_and_name(wanted, one.identity)]
    if not namesakes:
        return Match(Verdict.NEW)
    return _judged(wanted, namesakes, "name", known)


def _same_unit_and_name(one: Identity, other: Identity) -> bool:
    return bool(one.unit) and (one.unit, one.name) == (other.unit, other.name)


def _judged(
    wanted: Identity, found: Sequence[Candidate], by: str, known: Sequence[Candidate]
) -> Match:
    others = [
        one
        for one in known
        if one not in found and wanted.id_number and one.identity.id_number == wanted.id_number
    ]
    if others or len(found) > 1 or _contradicts(wanted, found[0].identity):
        return Match(Verdict.ASK, (*found, *others), by)
    return Match(Verdict.SAME, tuple(found), by)


def _contradicts(one: Identity, other: Identity) -> bool:
    if one.name != other.name:
        return True
    if one.id_number and one.id_number == other.id_number:
        return False
    pairs = ((one.phone, other.phone), (one.id_number, other.id_number))
    return any(mine and theirs and mine != theirs for mine, theirs in pairs)
