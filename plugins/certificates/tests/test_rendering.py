"""A certificate is looked at as whoever holds it does: its text, its seal, its QR, its paper."""

from __future__ import annotations

import subprocess
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pikepdf
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from core.errors import Refused
from plugins.certificates.rendering import (
    CertificateFace,
    drawn_seal,
    opened_seal,
    render,
    unprintable,
)

ISSUER = "石家庄市总工会"
LONG_CLASS = "学习贯彻会议精神、弘扬西柏坡精神、赶考新征程专题示范培训班" * 6


def face_of(name: str, number: int = 42, **other: Any) -> CertificateFace:
    values: dict[str, Any] = {
        "name": name,
        "class_name": "2026年全市工会干部培训班（第3期）",
        "host": "市总工会",
        "starts_on": date(2026, 11, 24),
        "ends_on": date(2026, 11, 28),
        "credit_hours": Decimal("40.0"),
        "number": f"市工培〔2026〕第{number:04d}号",
        "issuer": ISSUER,
        "issued_on": date(2026, 11, 28),
        "verify_url": f"https://jixun.example.cn/v/8Kd3mQ7x{number:04d}",
    }
    return CertificateFace(**{**values, **other})


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def boxes_of(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Where every word lies: (left, top, right, bottom) in points."""
    done = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True
    )
    words = [line for line in done.stdout.decode(errors="replace").splitlines() if "<word" in line]
    return [tuple(float(part) for part in line.split('"')[1:8:2]) for line in words]  # type: ignore[misc]


def paper(pdf: bytes, dpi: int = 150) -> Image.Image:
    done = subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-png", "-"], input=pdf, capture_output=True, check=True
    )
    return Image.open(BytesIO(done.stdout))


def red_disc() -> bytes:
    picture = Image.new("RGBA", (1200, 1200))
    ImageDraw.Draw(picture).ellipse((10, 10, 1190, 1190), outline="#c00", width=40)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_certificate_says_the_wording_of_the_trade() -> None:
    (pdf,) = render([face_of("张伟")], None)
    text = text_of(pdf)
    wording = (
        "张伟同志于2026年11月24日至2026年11月28日参加市总工会举办的2026年全市工会干部培训班（第3期），"
        "完成40学时，考核合格，准予结业。特发此证。"
    )
    assert wording in text
    assert [
        part in text for part in ("结业证书", "编号：市工培〔2026〕第0042号", "扫码验证", ISSUER)
    ] == [True] * 4


def test_class_of_one_day_and_half_hours_reads_naturally() -> None:
    day = date(2026, 11, 24)
    (pdf,) = render([face_of("张伟", ends_on=day, credit_hours=Decimal("3.50"))], None)
    assert "于2026年11月24日参加" in text_of(pdf)
    assert "完成3.5学时" in text_of(pdf)


def test_qr_on_the_paper_opens_the_verification_page() -> None:
    faces = [face_of("张伟", 1), face_of("𪚥", 2)]
    read = [zxingcpp.read_barcodes(paper(pdf).convert("L")) for pdf in render(faces, red_disc())]
    assert [[code.text for code in codes] for codes in read] == [
        [face.verify_url] for face in faces
    ]


def test_seal_picture_is_on_the_page_and_small() -> None:
    (pdf,) = render([face_of("张伟")], red_disc())
    with pikepdf.open(BytesIO(pdf)) as opened:
        pictures = list(opened.pages[0].get_images().values())
        sizes = [(int(one.Width), int(one.Height)) for one in pictures]
        assert sizes == [(500, 500)]
    assert len(pdf) < 150_000


def test_drawn_seal_colours_the_paper_round_the_issuer() -> None:
    without, sealed = (
        paper(render([face_of("张伟")], one)[0]) for one in (None, drawn_seal(ISSUER))
    )
    issuer = (1050, 900, 1450, 1100)

    def red(page: Image.Image) -> int:
        pixels = page.convert("RGB").crop(issuer).get_flattened_data()
        return sum(1 for r, g, b in pixels if r > 140 and g < 90 and b < 90)

    assert red(without) == 0
    assert red(sealed) > 2000


def test_scanned_seal_on_white_paper_lets_the_text_show() -> None:
    picture = Image.new("RGB", (300, 300), "white")
    ImageDraw.Draw(picture).ellipse((5, 5, 295, 295), outline="#c00", width=12)
    out = BytesIO()
    picture.save(out, "JPEG")
    name, content = opened_seal(out.getvalue())
    opened = Image.open(BytesIO(content))
    assert (name, opened.mode, opened.getpixel((150, 150))[3]) == ("seal.png", "RGBA", 0)  # type: ignore[index]


@pytest.mark.parametrize("picture", [b"", b"GIF89a", b"%PDF-1.7", b"\x89PNG\r\n\x1a\nbroken"])
def test_seal_that_is_no_picture_is_refused(picture: bytes) -> None:
    with pytest.raises(Refused) as refused:
        render([face_of("张伟")], picture)
    assert refused.value.codes == ["seal_unreadable"]


def test_seal_of_many_megabytes_is_refused_unread() -> None:
    with pytest.raises(Refused) as refused:
        opened_seal(b"x" * 2_000_001)
    assert refused.value.codes == ["seal_too_large"]


@pytest.mark.parametrize(
    "name",
    ["李", "张伟", "欧阳娜娜", "𠮷㛃䶮", "阿不都热依木·买买提吐尔逊江", "Muhammad Ali", "王" * 40],
)
def test_peer_20_name_of_any_kind_is_whole_and_on_the_paper(name: str) -> None:
    (pdf,) = render([face_of(name)], None)
    assert "".join(name.split()) in text_of(pdf)
    inside = [left > 60 and right < 782 for left, _top, right, _bottom in boxes_of(pdf)]
    assert inside == [True] * len(inside)


def test_peer_20_character_without_a_font_is_named_before_issuing() -> None:
    assert unprintable(face_of("张伟", class_name="𠮷㛃䶮 班")) == []
    assert unprintable(face_of("𪚥伟")) == ["𪚥"]


def test_long_class_name_is_set_smaller_and_stays_above_the_issuer() -> None:
    (pdf,) = render([face_of("张伟", class_name=LONG_CLASS)], None)
    assert LONG_CLASS in text_of(pdf)
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert len(opened.pages) == 1


def test_class_name_beyond_one_page_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        render([face_of("张伟", class_name=LONG_CLASS * 5)], None)
    assert refused.value.codes == ["certificate_too_long"]


def test_same_face_gives_the_same_bytes_whoever_else_is_printed() -> None:
    alone = render([face_of("张伟")], red_disc())[0]
    among = render([face_of("王芳", 1), face_of("李", 2), face_of("张伟")], red_disc())[2]
    assert among == alone


def test_name_drawn_without_a_stamp_looks_and_reads_the_same() -> None:
    (pdf,) = render([face_of("㐀伟")], None)  # in the 宋体, not in the 楷体
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert str(opened.docinfo["/Title"]) == "结业证书 㐀伟"
        assert "/Annots" not in opened.pages[0]
    assert "㐀伟同志于2026年11月24日" in text_of(pdf)
    assert "编号：市工培〔2026〕第0042号" in text_of(pdf)


def test_certificate_carries_nobody_else() -> None:
    pdf = render([face_of("王芳", 1), face_of("张伟", 2)], None)[1]
    assert "王芳" not in text_of(pdf)
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert str(opened.docinfo["/Title"]) == "结业证书 张伟"
        assert "/Annots" not in opened.pages[0]


def test_certificate_is_one_lying_a4_sheet() -> None:
    with pikepdf.open(BytesIO(render([face_of("张伟")], None)[0])) as opened:
        box = [round(float(value)) for value in opened.pages[0].mediabox]
    assert box == [0, 0, 842, 595]


def test_same_name_twice_gives_two_certificates() -> None:
    first, second = render([face_of("张伟", 1), face_of("张伟", 2)], None)
    assert ["第0001号" in text_of(first), "第0002号" in text_of(second)] == [True, True]
