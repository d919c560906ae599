"""QR codes are read back as any phone would read them."""

from __future__ import annotations

import subprocess
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from core import documents, qr

LINK = "https://jixun.example.cn/s/8Kd3mQ7x1Za9"


def read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


@pytest.mark.parametrize("level", ["L", "M", "Q", "H"])
@pytest.mark.parametrize("scale", [2, 5, 12])
def test_png_of_every_level_and_size_reads_back(level: qr.Level, scale: int) -> None:
    picture = Image.open(BytesIO(qr.png(LINK, level=level, scale=scale)))
    assert read(picture) == [LINK]


@pytest.mark.parametrize("text", ["A", "中文：张伟", LINK, LINK + "?" + "x" * 900])
def test_png_of_short_and_long_texts_reads_back(text: str) -> None:
    assert read(Image.open(BytesIO(qr.png(text, scale=4)))) == [text]


@pytest.mark.parametrize("side", [18, 40, 120])
def test_svg_printed_at_several_sizes_reads_back(side: int) -> None:
    style = f"<style>svg {{ width: {side}mm; height: {side}mm }}</style>"
    pdf = documents.pdf(style + qr.svg(LINK))
    page = subprocess.run(
        ["pdftoppm", "-r", "200", "-png", "-"], input=pdf, capture_output=True, check=True
    )
    assert read(Image.open(BytesIO(page.stdout))) == [LINK]


def test_svg_passes_a_strict_content_security_policy() -> None:
    drawn = qr.svg(LINK, title='签到 <"码">')
    assert "style" not in drawn
    assert "<title>签到 &lt;&quot;码&quot;&gt;</title>" in drawn


def test_quiet_zone_is_part_of_the_picture() -> None:
    modules = len(qr.matrix(LINK))
    picture = Image.open(BytesIO(qr.png(LINK, quiet=6, scale=1)))
    assert picture.size == (modules + 12, modules + 12)
    assert picture.getpixel((5, 5)) == 255
    assert picture.getpixel((6, 6)) == 0


def test_text_beyond_any_code_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        qr.svg("x" * 3000)
