"""How fast certificates are drawn: 100 of a class against 100 single WeasyPrint documents."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import weasyprint
from jinja2 import Environment, FileSystemLoader

from core import qr
from plugins.certificates import rendering
from plugins.certificates.rendering import page

HUNDRED = 100
ROUNDS = 3
SURNAMES = "王李张刘陈杨赵黄周吴"
GIVEN = ("伟", "芳", "秀英", "敏", "静", "建国", "强", "磊", "军", "晓燕")


def faces(first: int = 1) -> list[rendering.CertificateFace]:
    """A hundred invented trainees of one class, numbered from `first`."""
    return [
        rendering.CertificateFace(
            name=SURNAMES[n % 10] + GIVEN[n // 10],
            class_name="2026年全市工会干部“传承西柏坡精神”专题培训班（第3期）",
            host="市总工会",
            starts_on=date(2026, 11, 24),
            ends_on=date(2026, 11, 28),
            credit_hours=Decimal(40),
            number=f"市工培〔2026〕第{first + n:04d}号",
            issuer="市总工会",
            issued_on=date(2026, 11, 28),
            verify_url=f"https://jixun.example.cn/v/8Kd3mQ7x{first + n:05d}",
        )
        for n in range(HUNDRED)
    ]


def ours(cards: list[rendering.CertificateFace], seal: bytes) -> list[bytes]:
    """As a class is issued: nothing of it drawn before."""
    page.drawn_page.cache_clear()
    qr.matrix.cache_clear()
    return rendering.render(cards, seal)


def naive(cards: list[rendering.CertificateFace], seal: bytes) -> list[bytes]:
    """The same sheet, each a WeasyPrint document of its own with the system's fonts."""
    template = Environment(loader=FileSystemLoader(page.FOLDER), autoescape=True).get_template(
        "certificate.html"
    )
    return [_single(template, face, seal) for face in cards]


def _single(template: Any, face: rendering.CertificateFace, seal: bytes) -> bytes:
    assets: dict[str, bytes] = {
        name: (Path(page.FOLDER) / name).read_bytes()
        for name in ("certificate.css", "frame.svg", "rule.svg")
    }
    assets["sizes.css"] = (
        b".wording { font-size: 23pt } .holder a { font-size: 30pt; width: 120pt }"
    )
    assets["seal.svg"] = seal
    assets["qr.svg"] = qr.svg(face.verify_url, quiet=0).encode()

    class Fetcher(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix("asset:")
            kind = "text/css" if name.endswith(".css") else "image/svg+xml"
            return weasyprint.urls.URLFetcherResponse(url, assets[name], {"Content-Type": kind})

    html = template.render(
        face=face,
        hours="40",
        seal="seal.svg",
        name=face.name,
        number=face.number,
        qr="qr.svg",
    )
    return bytes(weasyprint.HTML(string=html, url_fetcher=Fetcher()).write_pdf())


def _seconds(draw: Callable[..., list[bytes]], cards: list[Any], seal: bytes) -> float:
    gc.collect()
    start = time.perf_counter()
    sheets = draw(cards, seal)
    taken = time.perf_counter() - start
    if len(set(sheets)) != len(cards):
        raise RuntimeError("not every certificate was drawn")
    return taken


def measure() -> dict[str, dict[str, float | str]]:
    """Rounds of both in turn, medians; the ratio is how many times faster ours is."""
    seal = rendering.drawn_seal("市总工会")
    ours(faces()[:2], seal)
    naive(faces()[:2], seal)
    pairs = []
    for turn in range(ROUNDS):
        cards = faces(1 + turn * HUNDRED)
        pairs.append((_seconds(ours, cards, seal), _seconds(naive, cards, seal)))
    our_time = statistics.median(pair[0] for pair in pairs)
    naive_time = statistics.median(pair[1] for pair in pairs)
    ratio = statistics.median(pair[1] / pair[0] for pair in pairs)
    return {
        "certificates": {
            "value": round(HUNDRED / our_time, 1),
            "unit": "certificates/s",
            "reference": round(HUNDRED / naive_time, 1),
            "ratio": round(ratio, 2),
        }
    }
