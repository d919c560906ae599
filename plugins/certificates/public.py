"""What anyone sees who scans the QR of a certificate."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, abort, request, send_file

from core import clock, limits
from core.people.rules import masked_name
from core.training.queries import class_by_id
from core.web import page, public
from plugins.certificates.models import Certificate
from plugins.certificates.queries import certificate_by_token
from plugins.certificates.services import face_of

blueprint = Blueprint("certificates_public", __name__, url_prefix="/v", template_folder="templates")
SCRIPT = Path(__file__).parent / "static" / "check.js"
MARK = sha256(SCRIPT.read_bytes()).hexdigest()[:10]
LOOKS, CHECKS, GUESSES = "120 per minute", "20 per minute", "20 per minute"
SHAPE = re.compile(r"[A-Za-z0-9_-]{22}")


@blueprint.get("/<token>")
@public
def verify(token: str) -> Response:
    """What was printed, and whether it still stands."""
    found = _found(token, LOOKS)
    return page("certificates/unknown.html", 404) if found is None else _shown(found)


@blueprint.post("/<token>")
@public
def check(token: str) -> Response:
    """Compares a file with the one that was issued, where the browser cannot do it by itself."""
    found = _found(token, CHECKS)
    if found is None:
        return page("certificates/unknown.html", 404)
    chosen = request.files.get("pdf")
    content = chosen.read() if chosen else b""
    if not content:
        return _shown(found, "none", 422)
    same = sha256(content).hexdigest() == found.sha256
    return _shown(found, "same" if same else "other")


@blueprint.get("/script/<mark>.js")
@public
def script(mark: str) -> Response:
    """The module that compares a file in the browser; `mark` changes with its content."""
    if mark != MARK:
        abort(404)
    return send_file(SCRIPT, mimetype="text/javascript", max_age=31_536_000)


def _found(token: str, limit: str) -> Certificate | None:
    """The certificate; who asks too often, or guesses, has to wait."""
    who = request.remote_addr or ""
    if not limits.allowed(limit, "certificates", who):
        abort(429)
    found = certificate_by_token(token) if SHAPE.fullmatch(token) else None
    if found is None and not limits.allowed(GUESSES, "certificates.guess", who):
        abort(429)
    return found


def _shown(found: Certificate, compared: str = "", status: int = 200) -> Response:
    """The page; `compared` is what a file turned out to be: same, other, none."""
    zone = class_by_id(found.class_id).zone
    return page(
        "certificates/verify.html",
        status,
        certificate=found,
        face=face_of(found.face),
        name=masked_name(found.name),
        voided_on=clock.local(found.voided_at, zone).date() if found.voided_at else None,
        compared=compared,
        mark=MARK,
    )
