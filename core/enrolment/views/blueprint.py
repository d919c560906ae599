"""The blueprint of the console's pages about trainees, and what several of them need."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, request, url_for
from markupsafe import Markup

from core import qr
from core.errors import Refused
from core.i18n import gettext as _
from core.intake import wholes

blueprint = Blueprint("enrolment", __name__, url_prefix="/console/classes/<class_code>/trainees")


def chosen_ids() -> list[int]:
    """The ids whose boxes were ticked; anything else that was posted is left out."""
    return wholes(request.form.getlist("chosen"))


def say(refused: Refused) -> None:
    """Shows on the next page why an act did not happen."""
    for problem in refused.problems:
        flash(str(problem), "warning")


def public_address(endpoint: str, **values: Any) -> str:
    """A whole address for a QR or a message, under the installation's public name if it has one."""
    root = current_app.config["JIXUN"].public_url or request.url_root
    return str(root.rstrip("/") + url_for(endpoint, **values))


def qr_picture(text: str) -> Markup:
    """The code as a picture inside the page."""
    return Markup(qr.svg(text))  # noqa: S704  (drawn by ourselves, the text is not in it)


def check_all() -> Markup:
    """The box in a table's head that ticks every row."""
    label = _("全选")
    return Markup(
        '<input type="checkbox" class="form-check-input" data-check-all="chosen" aria-label="{}">'
    ).format(label)
