"""Printed matter: HTML to PDF by WeasyPrint, which is loaded when the first document is asked for.

Nothing a document names is fetched from a disk or a network: pictures and style sheets come as
`asset:` from the print folder or from the caller, or as `data:`.
"""

from __future__ import annotations

import mimetypes
import os
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flask import render_template
from markupsafe import Markup

from core import fonts, qr
from core.config import ROOT
from core.errors import Problem
from core.fonts import missing_characters
from core.i18n import lazy_gettext as _

__all__ = ["missing_characters", "pdf", "pdf_of_template", "problems_at_start"]

PRINT_FOLDER = ROOT / "templates" / "print"

# Pango and the font map it fills belong to one thread at a time.
_press = threading.Lock()


def pdf(html: str, *, assets: Mapping[str, bytes] | None = None) -> bytes:
    """Draws a page for printing; the same HTML and assets give the same bytes.

    `assets` maps a file name to its content, to be named as `asset:<file name>` in the HTML.
    """
    with _press:
        weasyprint, font_config = _loaded()
        fetcher = _fetcher(dict(assets or {}))
        page = weasyprint.HTML(string=html, base_url="asset:", url_fetcher=fetcher)
        return bytes(page.write_pdf(font_config=font_config))


def pdf_of_template(name: str, /, **context: Any) -> bytes:
    """A template of templates/print (or a plugin's) as a PDF; its head says what it expects."""
    return pdf(render_template(name, qr_code=_qr_code, **context))


def _qr_code(text: str) -> Markup:
    """For templates: the code as a picture in the page."""
    return Markup(qr.svg(text))  # noqa: S704  (drawn by ourselves, the text is not in it)


def problems_at_start() -> list[Problem]:
    """What this machine lacks for printing, one line each, for `jixun check`."""
    problems = [
        Problem(
            "font_missing",
            _(
                "打印缺字体 %(font)s：请安装系统软件包 %(package)s。",
                font=cut.source,
                package=cut.package,
            ),
        )
        for cut in fonts.absent()
    ]
    return problems + _problems_of_libraries()


def _problems_of_libraries() -> list[Problem]:
    try:
        from weasyprint.text import ffi
    except OSError as error:
        name = str(error).split("'")[1] if "'" in str(error) else str(error)
        return [Problem("pango_missing", _("不能打印：系统缺少程序库 %(name)s。", name=name))]
    if ffi.harfbuzz_subset is None:
        return [
            Problem(
                "harfbuzz_subset_missing",
                _("打印会慢一百倍：请安装系统软件包 libharfbuzz-subset0。"),
            )
        ]
    return []


@cache
def _loaded() -> tuple[Any, Any]:
    """WeasyPrint and one font configuration for the life of the process.

    fontconfig learns of our fonts by an environment variable; it is put back at once, because
    browsers and other programs started later must not inherit it.
    """
    before = os.environ.get("FONTCONFIG_FILE")
    if (private := fonts.configuration()) is not None:
        os.environ["FONTCONFIG_FILE"] = str(private)
    try:
        import weasyprint
        from PIL import ImageFile
        from weasyprint.text.fonts import FontConfiguration

        # WeasyPrint has the whole process take torn pictures; uploads would then be kept torn.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        return weasyprint, FontConfiguration()
    finally:
        if before is None:
            os.environ.pop("FONTCONFIG_FILE", None)
        else:
            os.environ["FONTCONFIG_FILE"] = before


def _fetcher(assets: dict[str, bytes]) -> Any:
    """The only door out of a document: our own assets and what the document carries itself."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyOurs(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            if not url.startswith("asset:"):
                raise ValueError("documents fetch nothing from outside")
            name = url.removeprefix("asset:")
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            content = assets[name] if name in assets else _own_asset(name)
            return URLFetcherResponse(url, content, {"Content-Type": kind})

    return OnlyOurs(allowed_protocols=["data"])


@cache
def _own_asset(name: str) -> bytes:
    path = PRINT_FOLDER / Path(name).name
    if path.name != name or path.suffix == ".html":
        raise ValueError("no such asset")
    return path.read_bytes()
