"""What is true of a person's name, sex, phone and ID number, and what others may see of them."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from typing import Any

from core.errors import Problem
from core.i18n import lazy_gettext as _
from core.people.names import SURNAME_READINGS, surname_of
from core.people.strokes import NO_CHARACTER, StrokeKey, stroke_key

__all__ = [
    "GENDER_WORDS",
    "Gender",
    "gender_of",
    "masked_id",
    "masked_name",
    "masked_phone",
    "name_problem",
    "normalised_id",
    "normalised_name",
    "normalised_phone",
    "phone_problem",
    "pinyin_key",
    "strokes_key",
    "surname_of",
]


class Gender(IntEnum):
    """Sex by the codes of GB/T 2261.1."""

    UNKNOWN = 0
    MALE = 1
    FEMALE = 2
    UNSTATED = 9


GENDER_WORDS: dict[Gender, Any] = {
    Gender.UNKNOWN: _("未知"),
    Gender.MALE: _("男"),
    Gender.FEMALE: _("女"),
    Gender.UNSTATED: _("未说明"),
}
GENDERS_WRITTEN = {
    "": Gender.UNKNOWN,
    "未知": Gender.UNKNOWN,
    "0": Gender.UNKNOWN,
    "男": Gender.MALE,
    "男性": Gender.MALE,
    "1": Gender.MALE,
    "m": Gender.MALE,
    "male": Gender.MALE,
    "女": Gender.FEMALE,
    "女性": Gender.FEMALE,
    "2": Gender.FEMALE,
    "f": Gender.FEMALE,
    "female": Gender.FEMALE,
    "未说明": Gender.UNSTATED,
    "9": Gender.UNSTATED,
}


def gender_of(written: str) -> Gender | None:
    """The code for what people write in a 性别 column, or None where it means nothing."""
    return GENDERS_WRITTEN.get(_plain(written).lower())


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def normalised_name(name: str) -> str:
    """A name without the spaces that align two characters with three; every middle dot becomes “·”."""
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", name)).strip()
    text = re.sub(r"\s*[•・･‧∙⋅●．]\s*", "·", text)
    return text if re.search(r"[A-Za-z]", text) else text.replace(" ", "")


def name_problem(name: str) -> Problem | None:
    """Why a text cannot be a name, or None; one character, a dot and rare characters are all fine."""
    if not name:
        return Problem("name_missing", _("请填写姓名。"), "name")
    if len(name) > 50:
        return Problem("name_long", _("姓名最多 50 个字。"), "name")
    letters = [sign for sign in name if unicodedata.category(sign).startswith("L")]
    if not letters or any(unicodedata.category(sign) in ("Nd", "Cc", "Sm") for sign in name):
        return Problem("name_shape", _("“%(name)s”不像姓名，请核对。", name=name), "name")
    return None


MOBILE = re.compile(r"1[3-9][0-9]{9}")


def normalised_phone(written: str) -> str:
    """A phone number as digits: full width, spaces, dashes, +86 and a spreadsheet's “.0” are taken off."""
    text = re.sub(r"[\s()\-–—－]", "", unicodedata.normalize("NFKC", written))
    text = re.sub(r"\.0+$", "", text)
    return re.sub(r"^(\+86|0086|86)(?=1[0-9]{10}$)", "", text)


def phone_problem(phone: str) -> Problem | None:
    """Why a normalised phone number is no mainland mobile number, or None."""
    if not phone:
        return Problem("phone_missing", _("请填写手机号。"), "phone")
    if "*" in phone:
        return Problem("phone_masked", _("手机号被遮住了一部分，请填写完整的 11 位号码。"), "phone")
    if not MOBILE.fullmatch(phone):
        return Problem("phone_shape", _("手机号应为 1 开头的 11 位数字。"), "phone")
    return None


def masked_phone(phone: str) -> str:
    """A phone number as lists show it: 138****0001."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "*" * len(phone)


def masked_name(name: str) -> str:
    """A name as the public page shows it: 张*, 欧阳**; a single character is hidden."""
    shown = surname_of(name) if len(name) > 1 else ""
    hidden = (sign if sign in "· " else "*" for sign in name[len(shown) :])
    return shown + "".join(hidden)


def masked_id(number: str) -> str:
    """An ID number of which only three signs in front and two behind are shown."""
    return (
        f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"
        if len(number) > 5
        else "*" * len(number)
    )


def normalised_id(written: str) -> str:
    """An ID number without spaces, in half width, with a capital X."""
    return _plain(written).upper()


def _written(name: str) -> str:
    return "".join(sign for sign in name if unicodedata.category(sign)[0] not in "ZP")


def strokes_key(name: str) -> tuple[StrokeKey, ...]:
    """A sort key for 姓氏笔画 order.

    Character by character: by stroke count, then stroke by stroke as 横竖撇点折. Where the given name
    is one character, the missing one counts 0 strokes and stands before it: 高富 before 高大富.
    """
    written = _written(name)
    surname = surname_of(written)
    given = written[len(surname) :]
    missing = (NO_CHARACTER,) if len(given) == 1 else ()
    return (*map(stroke_key, surname), *missing, *map(stroke_key, given))


def pinyin_key(name: str) -> tuple[tuple[str, ...], str]:
    """A sort key by sound, syllable by syllable with tones; surnames by their own readings."""
    written = _written(name)
    surname = surname_of(written)
    front = SURNAME_READINGS.get(surname) or _syllables(surname)
    return (*front, *_syllables(written[len(surname) :])), name


def _syllables(text: str) -> tuple[str, ...]:
    # Its dictionaries weigh 57 MB: only a process that sorts by sound shall carry them.
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True))
