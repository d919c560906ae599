"""Every pair of ink and ground in static/css/tokens.css can be read: WCAG 2.2 AA, light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parent.parent / "static/css/tokens.css"
TEXT = 4.5
GRAPHIC = 3.0
TONES = ("ok", "late", "absent", "leave", "none")


def tokens(mode: str) -> dict[str, str]:
    """The colours of one mode; dark takes from light what it does not set."""
    light, dark = TOKENS.read_text(encoding="utf-8").split("@media (prefers-color-scheme: dark)", 1)
    read = re.compile(r"--([\w-]+): (#[0-9a-f]{3,6})")
    found = dict(read.findall(light))
    if mode == "dark":
        found |= dict(read.findall(dark.split("\n}\n", 1)[0]))
    return found


def luminance(colour: str) -> float:
    """Relative luminance by WCAG."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """How far two colours stand apart, 1 to 21."""
    bright, dim = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


TEXT_PAIRS = [(f"{tone}-ink", f"{tone}-wash") for tone in (*TONES, "brand")]
TEXT_PAIRS += [
    (ink, ground)
    for ink in ("ink", "ink-2", "ink-3", "link")
    for ground in ("paper", "ground", "hover")
]
TEXT_PAIRS += [
    ("on-primary", "primary"),
    ("on-masthead", "masthead"),
    ("on-masthead", "masthead-deep"),
]
TEXT_PAIRS += [(f"{tone}-ink", "paper") for tone in TONES]
GRAPHIC_PAIRS = [(tone, "paper") for tone in TONES]
GRAPHIC_PAIRS += [
    ("line-strong", "paper"),
    ("focus", "paper"),
    ("focus", "ground"),
    ("gold", "paper"),
]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_contrast_of_text_is_enough(mode: str) -> None:
    colours = tokens(mode)
    assert [
        pair for pair in TEXT_PAIRS if contrast(colours[pair[0]], colours[pair[1]]) < TEXT
    ] == []


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_contrast_of_signs_is_enough(mode: str) -> None:
    colours = tokens(mode)
    assert [
        pair for pair in GRAPHIC_PAIRS if contrast(colours[pair[0]], colours[pair[1]]) < GRAPHIC
    ] == []
