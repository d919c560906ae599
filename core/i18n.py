"""Chinese first: message ids are Chinese, English is a complete translation."""

from __future__ import annotations

from flask import Flask, Response, has_request_context, request
from flask_babel import Babel, Locale, get_locale, gettext, lazy_gettext, ngettext

LOCALES = ("zh", "en")
PARSED = {name: Locale.parse(name) for name in LOCALES}
"""Read once: to find out what "zh" means took a check-in longer than to write its answer."""

__all__ = [
    "LOCALES",
    "chosen_locale",
    "get_locale",
    "gettext",
    "init_app",
    "lazy_gettext",
    "ngettext",
    "remember",
]


def chosen_locale() -> str:
    """The face's language: what the person chose, else Chinese; paper is Chinese whoever prints it."""
    if not has_request_context() or request.path.endswith(".pdf"):
        return "zh"
    asked = request.args.get("lang") or request.cookies.get("lang")
    return asked if asked in LOCALES else "zh"


def remember(answer: Response) -> Response:
    """Keeps the language that somebody asked for by `?lang=`, for a year."""
    asked = request.args.get("lang")
    if asked in LOCALES:
        answer.set_cookie("lang", asked, max_age=31_536_000, samesite="Lax", httponly=True)
    return answer


def init_app(app: Flask, directories: list[str]) -> None:
    """Reads the catalogues of the core and of every plugin that brings one."""
    app.config["BABEL_DEFAULT_LOCALE"] = "zh"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(directories)
    Babel(app, locale_selector=lambda: PARSED[chosen_locale()])
    app.after_request(remember)
