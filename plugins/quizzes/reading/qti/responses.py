"""The keys of a QTI item: what its declarations call correct, and how far a number may be off."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from xml.etree.ElementTree import Element

from plugins.quizzes.reading.building import tidy
from plugins.quizzes.reading.words import number_of


@dataclass(frozen=True)
class Response:
    """A declared response: its correct values in order, values that earn points, and a number's tolerance."""

    cardinality: str = "single"
    correct: tuple[str, ...] = ()
    mapped: tuple[tuple[str, Decimal], ...] = ()
    tolerance: Decimal | None = None

    @property
    def right(self) -> tuple[str, ...]:
        """All that counts as right: the correct values, then those that are mapped to as many points."""
        best = max((points for _value, points in self.mapped), default=Decimal(0))
        several = self.cardinality != "single" and not self.correct
        mapped = [
            value for value, points in self.mapped if points > 0 and (points == best or several)
        ]
        return tuple(dict.fromkeys([*self.correct, *mapped]))

    @property
    def is_uneven(self) -> bool:
        """Whether some right values earn less than others."""
        return len({points for _value, points in self.mapped if points > 0}) > 1


def responses_of(item: Element) -> dict[str, Response]:
    """The responses of an item by their identifiers."""
    tolerances = _tolerances(item)
    return {
        name: _response(one, tolerances.get(name))
        for one in item.findall("responseDeclaration")
        if (name := one.get("identifier", ""))
    }


def _response(declared: Element, tolerance: Decimal | None) -> Response:
    correct = declared.find("correctResponse")
    values = correct.findall("value") if correct is not None else []
    entries = declared.findall("mapping/mapEntry")
    mapped = [
        (tidy(one.get("mapKey", "")), number_of(one.get("mappedValue", ""))) for one in entries
    ]
    return Response(
        declared.get("cardinality", "single"),
        tuple(tidy("".join(one.itertext())) for one in values),
        tuple((key, points or Decimal(0)) for key, points in mapped),
        tolerance,
    )


def _tolerances(item: Element) -> dict[str, Decimal]:
    """`equal` with an absolute tolerance, as the rules of the item apply it to a response."""
    found: dict[str, Decimal] = {}
    for equal in item.iter("equal"):
        variable = equal.find("variable")
        within = number_of(equal.get("tolerance", "").split(" ")[0])
        if variable is not None and within is not None and equal.get("toleranceMode") == "absolute":
            found[variable.get("identifier", "")] = abs(within)
    return found


def score_in(item: Element) -> str:
    """What the whole item is worth, as its outcome MAXSCORE says; '' where it does not."""
    for outcome in item.findall("outcomeDeclaration"):
        if outcome.get("identifier") == "MAXSCORE":
            return tidy(outcome.findtext("defaultValue/value") or "")
    return ""
