"""A value out of a stranger's JSON that knows where it stands, and says so where it is something else."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.building import LONGEST, tidy

Word = TypeVar("Word", bound=StrEnum)
LARGEST = Decimal(10) ** 15
FINEST = 12
"""Digits behind the point."""


class Wrong(Exception):
    """Something is not what it should be; `sentence` says what and where."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Told:
    """What somebody says at a place of a file."""

    value: Any
    place: Any

    def wrong(self, what: Any) -> Wrong:
        """The error to raise, with the place in front."""
        return Wrong(_("%(place)s：%(what)s。", place=self.place, what=what))

    def only(self, names: Collection[str]) -> None:
        """Refuses what is no object, or has a name that is not known."""
        if not isinstance(self.value, dict):
            raise self.wrong(_("应是一个对象"))
        strange = sorted(set(self.value) - set(names))
        if strange:
            raise self.wrong(_("不认识“%(name)s”", name=strange[0][:40]))

    def at(self, name: str) -> Told:
        """What the object says under a name; None where it says nothing."""
        return Told(self.value.get(name), f"{self.place} {name}")

    def each(self, most: int) -> Iterator[Told]:
        """The parts of a list; of nothing, none."""
        if self.value is None:
            return
        if not isinstance(self.value, list) or len(self.value) > most:
            raise self.wrong(_("应是不超过 %(most)d 项的列表", most=most))
        for number, one in enumerate(self.value, start=1):
            yield Told(one, f"{self.place}[{number}]")

    def texts(self, name: str, most: int) -> tuple[str, ...]:
        """The texts of a list under a name."""
        return tuple(one.text() for one in self.at(name).each(most))

    def text(self) -> str:
        """A text; '' where nothing is said."""
        if self.value is None:
            return ""
        if not isinstance(self.value, str):
            raise self.wrong(_("应是文字"))
        if len(self.value) > LONGEST:
            raise self.wrong(_("文字超过 %(most)d 字", most=LONGEST))
        return tidy(self.value)

    def flag(self, usual: bool) -> bool:
        """True or false; `usual` where nothing is said."""
        if self.value is None:
            return usual
        if not isinstance(self.value, bool):
            raise self.wrong(_("应是 true 或 false"))
        return self.value

    def one_of(self, words: type[Word]) -> Word:
        """One of the words of an enumeration; its empty word where nothing is said."""
        try:
            return words("" if self.value is None else self.value)
        except ValueError as error:
            known = "、".join(word for word in words if word)
            raise self.wrong(_("应是 %(known)s 之一", known=known)) from error

    def number(self) -> Decimal:
        """A number written as a text or as itself, 0 where nothing is said."""
        return self.number_or_none() or Decimal(0)

    def number_or_none(self) -> Decimal | None:
        """A number that is not negative and not absurd; None where nothing is said."""
        if self.value is None:
            return None
        if isinstance(self.value, bool) or not isinstance(self.value, str | int | float):
            raise self.wrong(_("应是数字"))
        try:
            number = Decimal(str(self.value)[:40])
        except InvalidOperation as error:
            raise self.wrong(_("应是数字")) from error
        exponent = number.as_tuple().exponent
        fine = isinstance(exponent, int) and exponent >= -FINEST
        if not fine or not 0 <= number <= LARGEST:
            raise self.wrong(_("数字太大、太小或过细"))
        return number
