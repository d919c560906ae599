"""What a browser fetches of itself to keep pages: the worker, and what the home screen shows."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, request

from core.access.rules import safe_next
from core.i18n import gettext as _
from core.web import asset, public

blueprint = Blueprint("outbox_public", __name__)
START = "/m/"
ICONS = ((192, "any"), (512, "any"), (512, "maskable"))


@blueprint.get("/sw.js")
@public
def worker() -> Response:
    """The worker of kept pages; at the root, so that it may stand before any of them."""
    script = Path(current_app.static_folder or "") / "js" / "worker.js"
    answer = Response(script.read_bytes(), mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = "/"
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@blueprint.get("/app.webmanifest")
@public
def manifest() -> Response:
    """How a page looks that was put on the home screen; it opens where it was put from."""
    start = safe_next(request.args.get("start"), START)
    answer = jsonify(
        id=start,
        name=_("集训 · 培训班"),
        short_name=_("集训"),
        start_url=start,
        scope="/",
        display="standalone",
        background_color="#FFFFFF",
        theme_color="#9E1B22",
        icons=[_icon(size, purpose) for size, purpose in ICONS],
    )
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


def _icon(size: int, purpose: str) -> dict[str, str]:
    name = f"icons/app-{size}{'-maskable' if purpose == 'maskable' else ''}.png"
    return {"src": asset(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
