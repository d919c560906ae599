"""Typefaces: found, cut small once, and honest about what they lack."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from core import fonts


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JIXUN_INSTANCE", str(tmp_path))
    file = fonts.configuration.__wrapped__()
    assert file is not None
    return file.parent


def test_small_cuts_hold_the_characters_of_names_and_bear_our_own_name(folder: Path) -> None:
    cuts = sorted((folder / "in-use").glob("Jixun-*.otf"))
    assert [cut.name.rsplit("-", 1)[0] for cut in cuts] == [
        "Jixun-Hei-Bold",
        "Jixun-Hei-Regular",
        "Jixun-Kai-Regular",
        "Jixun-Song-Bold",
        "Jixun-Song-Regular",
    ]
    font = TTFont(cuts[2], lazy=True)
    assert font["name"].getDebugName(1) == "Jixun Kai"
    assert [one for one in "张〇堃喆翀玥祎〔▽△" if ord(one) not in font.getBestCmap()] == []
    assert max(cut.stat().st_size for cut in cuts) < 6_000_000


def test_second_start_cuts_nothing_again(folder: Path) -> None:
    before = {path: path.lstat().st_ino for path in (folder / "in-use").iterdir()}
    fonts.configuration.__wrapped__()
    assert {path: path.lstat().st_ino for path in (folder / "in-use").iterdir()} == before


def test_instance_that_cannot_be_written_prints_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("JIXUN_INSTANCE", str(tmp_path / "file"))
    file = fonts.configuration.__wrapped__()
    assert file is not None
    assert "Jixun-Kai" in "".join(path.name for path in (file.parent / "in-use").iterdir())


def test_machine_without_typefaces_vouches_for_no_character(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nowhere = fonts.Cut("Jixun Kai", "Regular", "None", ("No-Such-Font.ttf",), "fonts-none")
    monkeypatch.setattr(fonts, "CUTS", (nowhere,))
    assert fonts.missing_characters("张 伟") == ["张", "伟"]
    assert fonts.configuration.__wrapped__() is None
    assert fonts.absent() == [nowhere]


def test_invisible_characters_are_never_reported() -> None:
    assert fonts.missing_characters("葛\U000e0100 \t\n\u200b\ufeff\ufe0f") == []


def test_one_typeface_is_asked_for_a_whole_text() -> None:
    assert fonts.holds(fonts.KAI, "张伟𠮷㛃䶮")
    assert not fonts.holds(fonts.KAI, "张㐀")
    assert fonts.holds(fonts.SONG, "张㐀")
