"""What markers type: another key, points, the answer to an appeal."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from flask import request
from wtforms import BooleanField, StringField, TextAreaField

from core.i18n import lazy_gettext as _
from core.web import Form


class RegradeForm(Form):
    """Why a key is mended, and whether the question is struck; the key itself is read by its kind."""

    why = StringField(_("更正的原因"), description=_("学员看得到，写进记录"))
    strike = BooleanField(_("这道题作废，人人得满分"))


class DecideForm(Form):
    """The answer to an appeal."""

    points = StringField(_("改为"))
    answer = TextAreaField(_("理由"))

    @property
    def upholds(self) -> bool:
        """Whether new points are given."""
        return request.form.get("decision") == "upheld"


def number_typed(text: str | None) -> Decimal | None:
    """The number that was typed, full width or not; None where it is none."""
    try:
        found = Decimal((text or "").strip().replace("．", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < 10**6 else None
