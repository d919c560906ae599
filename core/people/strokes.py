"""How a character is written: the stroke count and the sequence of strokes behind 姓氏笔画 order.

The data comes with the npm packages that bin/setup copies into `data/` (see package.json):
`strokes.js` spells some 6,900 simplified characters (all of GB 2312) with a letter for each stroke,
`stroke_counts.json` counts the strokes of some 75,000 characters.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
SEQUENCES = DATA / "strokes.js"
COUNTS = DATA / "stroke_counts.json"

# 横 竖 撇 点 折 as 1 to 5. 提 counts as 横, 捺 as 点, whatever turns as 折; 竖钩 is a 竖, as the national
# standard has it: so read, the data is in the very order of the 通用规范汉字表.
TYPES = {"j": "1", "i": "1", "f": "2", "g": "2", "s": "3", "k": "4", "l": "4", "d": "4"}
TURNING = "5"
UNKNOWN_SEQUENCE = "9"
UNKNOWN_COUNT = 99

StrokeKey = tuple[int, str, int]
NO_CHARACTER: StrokeKey = (0, "", 0)


def is_ready() -> bool:
    """Whether bin/setup has brought the stroke data; without it the order is that of Unicode."""
    return SEQUENCES.is_file() and COUNTS.is_file()


@cache
def stroke_key(character: str) -> StrokeKey:
    """Where a character stands: (stroke count, strokes as digits 1–5, code point).

    A character whose strokes are not known stands after those of the same count, one that is not even
    counted after all others; both by code point, which is by radical within a block.
    """
    letters = _sequences().get(character)
    if letters is None:
        count = _counts().get(f"{ord(character):X}", UNKNOWN_COUNT)
        return count, UNKNOWN_SEQUENCE, ord(character)
    sequence = "".join(TYPES.get(letter, TURNING) for letter in letters)
    return len(sequence), sequence, ord(character)


@cache
def _sequences() -> dict[str, str]:
    if not SEQUENCES.is_file():
        return {}
    # The package is one script; its first JSON text is the table of characters.
    found = re.search(r"JSON\.parse\('(\{.*?\})'\)", SEQUENCES.read_text(encoding="utf-8"))
    table: dict[str, str] = json.loads(found[1]) if found else {}
    return table


@cache
def _counts() -> dict[str, int]:
    if not COUNTS.is_file():
        return {}
    table: dict[str, int] = json.loads(COUNTS.read_text(encoding="utf-8"))
    return table
