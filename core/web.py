"""HTTP for everyone: who may open a route, what a page carries, and how an error looks."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from urllib.parse import quote

from flask import Flask, Response, current_app, g, render_template, request
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.form import _Auto, _is_submitted
from markupsafe import Markup
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.middleware.proxy_fix import ProxyFix
from wtforms import FieldList, FormField, StringField

from core import clock, wording
from core.audit import Actor
from core.errors import Refused
from core.i18n import get_locale
from core.intake import CONVERTERS, Request, too_far

P = ParamSpec("P")
R = TypeVar("R")
log = logging.getLogger("jixun.web")
csrf = CSRFProtect()

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
}
LOWERED = {name.lower(): (name, value) for name, value in HEADERS.items()}

A_YEAR_OF_HTTPS = "max-age=31536000"
FOR_EVER = "public, max-age=31536000, immutable"
"""For a static file whose address bears the mark of its content; others are asked for anew."""


class Answer(Response):
    """An answer whose cookies stay on https where it is asked for by https."""

    def set_cookie(self, key: str, value: str = "", *rest: Any, **values: Any) -> None:
        """Sets a cookie, as Flask, its sessions and its sign-in do."""
        values["secure"] = values.get("secure") or request.is_secure
        super().set_cookie(key, value, *rest, **values)


def needs(permission: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Marks a route with the right that it asks for; a route without a mark is refused to all."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.jixun_permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Marks a route that anyone may open."""
    view.jixun_permission = ""  # type: ignore[attr-defined]
    return view


def permission_of(view: Callable[..., Any] | None) -> str | None:
    """The right a view asks for: a name, "" for anyone, None where nobody thought of it."""
    return getattr(view, "jixun_permission", None)


class Form(FlaskForm):  # type: ignore[misc]
    """The base of every form: protected against forged posts; shows a Refused beside its fields."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Reads what a browser's form sends, never a JSON body, whose values could be anything."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """The posted texts and files."""
            if formdata is not _Auto:
                return formdata
            return CombinedMultiDict((request.files, request.form)) if _is_submitted() else None

    def process(self, *arguments: Any, **values: Any) -> None:
        """Reads what was typed; a number or date that cannot be meant is refused beside its field."""
        super().process(*arguments, **values)
        for field in self:
            _measure(field)

    def take(self, refused: Refused) -> None:
        """Puts each problem beside the field that it names, or above the form."""
        for problem in refused.problems:
            field = self._fields.get(problem.field)
            if field is None:
                self.form_errors: list[str] = [*self.form_errors, str(problem.message)]
            else:
                field.errors = [*field.errors, str(problem.message)]


def _measure(field: Any) -> None:
    """Puts an empty text for none, and takes out of fields what no column can hold."""
    if isinstance(field, FieldList | FormField):
        for inner in field:
            _measure(inner)
        return
    if isinstance(field, StringField) and field.data is None:
        field.data = ""  # what a browser's form always sends; a torn post leaves it out
    several = field.data if isinstance(field.data, list) else [field.data]
    words = next((why for one in several if (why := too_far(one))), None)
    if words is not None:
        field.data = [] if isinstance(field.data, list) else None
        field.process_errors = [*field.process_errors, str(words)]


def actor() -> Actor:
    """Who is asking, for the `by=` of a service."""
    found: Actor | None = g.get("actor")
    if found is None:
        raise RuntimeError("a view asked who acts on a route that anyone may open")
    return found


def is_fragment() -> bool:
    """True when htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers


def page(template: str, status: int = 200, /, **values: Any) -> Response:
    """Renders a whole page that no cache may keep."""
    return whole_page(render_template(template, **values), status)


def whole_page(text: str, status: int = 200) -> Response:
    """A page that is drawn already; no cache may keep it."""
    answer = Answer(text, status, mimetype="text/html")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def download(content: bytes, name: str, media_type: str, *, inline: bool = False) -> Response:
    """Answers with a file under its Chinese name; `inline` opens it in the browser."""
    answer = Response(content, mimetype=media_type)
    kind = "inline" if inline else "attachment"
    answer.headers["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(name, safe='')}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def go_to(url: str) -> Response:
    """Sends the browser on after a post; an htmx request is told by header."""
    if is_fragment():
        return Answer("", 204, {"HX-Redirect": url})
    return Answer("", 303, {"Location": url})


def init_app(
    app: Flask,
    *,
    authorise: Callable[[str], None],
    trusted_proxies: int = 0,
) -> None:
    """Puts the doors, headers, filters and error pages around every route of the app."""
    csrf.init_app(app)
    app.request_class, app.response_class = Request, Answer
    app.url_map.converters.update(CONVERTERS)
    if trusted_proxies:
        hops = trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.extensions["jixun.authorise"] = authorise
    app.url_value_preprocessor(_take_class_code)
    app.url_defaults(_give_class_code)
    app.before_request(_guard)
    app.after_request(_protect)
    app.context_processor(_page_values)
    app.jinja_env.filters.update(
        day=wording.day, wall=wording.wall, stamp=wording.stamp, hours=wording.hours
    )
    app.jinja_env.globals["asset"] = asset


def _take_class_code(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Numbers the request, and keeps the class of the address for the guard."""
    g.request_id = secrets.token_hex(4)
    if values and "class_code" in values:
        g.class_code = values.pop("class_code")


def _give_class_code(endpoint: str, values: dict[str, Any]) -> None:
    """Links inside a class's pages stay in the class."""
    known = g.get("class_code")
    if known and "class_code" not in values and _expects_class(endpoint):
        values["class_code"] = known


def _expects_class(endpoint: str) -> bool:
    return current_app.url_map.is_endpoint_expecting(endpoint, "class_code")


def _guard() -> None:
    """Default deny: a route without a mark asks for a right that nobody holds."""
    if request.endpoint is None or _is_static():
        return
    permission = permission_of(current_app.view_functions.get(request.endpoint or ""))
    if permission is None:
        log.error("route %s names no permission", request.endpoint)
    current_app.extensions["jixun.authorise"](permission if permission is not None else "nobody")


def _is_static() -> bool:
    """A file of ours, or of a plugin that brings a folder of its own."""
    if not (request.endpoint or "").endswith("static"):
        return False
    if request.endpoint == "static":
        return True
    owner = current_app.blueprints.get(request.blueprint or "")
    return (
        owner is not None and owner.has_static_folder and request.endpoint == f"{owner.name}.static"
    )


def _protect(answer: Response) -> Response:
    given = {name.lower() for name, _value in answer.headers}
    answer.headers.extend([pair for name, pair in LOWERED.items() if name not in given])
    if request.is_secure:
        answer.headers.setdefault("Strict-Transport-Security", A_YEAR_OF_HTTPS)
    if _is_static():
        if "v" in request.args:
            answer.headers["Cache-Control"] = FOR_EVER
    else:
        if "cache-control" not in given:
            answer.headers.add("Cache-Control", "no-store")
        answer.headers.add("X-Request-Id", g.get("request_id", ""))
    return answer


def _page_values() -> dict[str, Any]:
    locale = str(get_locale() or "zh")
    return {
        "current_actor": g.get("actor"),
        "request_id": g.get("request_id", ""),
        "care": request.cookies.get("care") == "1",
        "locale": "zh-CN" if locale.startswith("zh") else locale,
        "now": clock.now(),
    }


# -- static files --------------------------------------------------------------------------------


def asset(name: str) -> str:
    """The address of a static file, with a mark of its content so that caches may keep it."""
    return _asset_address(request.script_root, name)


@cache
def _asset_address(_script_root: str, name: str) -> str:
    # Every page names seven of these: building the address anew cost a check-in a tenth of its time.
    return f"{request.script_root}{current_app.static_url_path}/{name}?v={_content_mark(name)}"


@cache
def _content_mark(name: str) -> str:
    file = Path(__file__).resolve().parent.parent / "static" / name
    return sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else "0"


def html(text: str) -> Markup:
    """Says that a template of ours rendered this text, for the body of a Panel."""
    return Markup(text)  # noqa: S704
