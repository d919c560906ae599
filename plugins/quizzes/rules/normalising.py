"""By which stated rules two texts in a blank are the same; never by how much alike they look.

1. Full and half width are the same (５ and 5, ，and ,), and so are the ways of composing a character. Circled,
   raised and other signs that only resemble a digit stay themselves: ① is not 1, 10² is not 102.
2. Upper and lower case are the same.
3. Quotation marks and 书名号 do not count; what cannot be seen does not either.
4. Blanks do not count, but between two Latin letters or digits any number of them is one.
5. Comma and 、 are the same, 。 and the point, dashes of every length (and ～ between two words), 〔 【 and (.
   Commas between thousands do not count. Points, commas, semicolons at the end do not count.
6. 零 〇 ○ are the same.
7. Where `numerals` is on: Chinese numerals are the same as Arabic ones (一百零五 and 105, 二〇二六 and 2026).
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from plugins.quizzes.rules.numerals import in_digits

WIDTHS = ("<wide>", "<narrow>")
RADICALS = range(0x2E80, 0x2FE0)
"""Parts of characters, which PDFs yield in the place of the characters themselves."""
QUOTES = dict.fromkeys(map(ord, "“”„‟«»「」『』《》〈〉‘’\"'"))
VARIANTS = str.maketrans(
    {
        **dict.fromkeys("—–―‐‑‒−", "-"),
        **dict.fromkeys("•・‧∙⋅", "·"),
        **dict.fromkeys("〔【", "("),
        **dict.fromkeys("〕】", ")"),
        **dict.fromkeys("零○◯", "〇"),
        **dict.fromkeys("〜∼", "~"),
        ",": "、",
        "。": ".",
    }
)
THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])", re.ASCII)
BLANKS = re.compile(r"([0-9a-z]?)\s+(?=([0-9a-z]?))")
DASHES, RANGE = re.compile("-+"), re.compile(r"(?<=\w)~+(?=\w)")
CLOSING = re.compile("[.、;]+$")
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)


def normal(text: str, *, numerals: bool = False) -> str:
    """The form in which texts are compared; the same again for what it gave."""
    kept = _without_thousands(_folded(text).translate(QUOTES))
    kept = BLANKS.sub(lambda met: f"{met[1]} " if met[1] and met[2] else met[1], kept)
    kept = DASHES.sub("-", kept.translate(VARIANTS))
    kept = CLOSING.sub("", RANGE.sub("-", kept))
    return in_digits(kept) if numerals else kept


def number_in(text: str, *, numerals: bool = False) -> Decimal | None:
    """The number that a text is, or None where it is none, or more than one."""
    found = normal(text, numerals=numerals)
    if not NUMBER.fullmatch(found):
        return None
    return Decimal(found)


def _folded(text: str) -> str:
    """Width, composition and case; what cannot be seen is dropped."""
    shown = "".join(map(_folded_character, unicodedata.normalize("NFC", text)))
    lower = unicodedata.normalize("NFD", shown).casefold()
    return unicodedata.normalize("NFC", lower)


def _folded_character(one: str) -> str:
    if one < "\x7f" and one >= " ":
        return one
    if unicodedata.category(one) == "Cf":
        return ""
    told = unicodedata.decomposition(one)
    if told.startswith(WIDTHS) or (ord(one) in RADICALS and told):
        return unicodedata.normalize("NFKC", one)
    return one


def _without_thousands(text: str) -> str:
    return THOUSANDS.sub(lambda found: found[0].replace(",", ""), text)
