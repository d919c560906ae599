"""What is typed for 互学互考: a round by an organiser, a question by a trainee or the jury."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from werkzeug.datastructures import MultiDict
from wtforms import DateTimeLocalField, IntegerField, StringField
from wtforms.validators import Optional

from core import clock
from core.i18n import lazy_gettext as _
from core.web import Form
from plugins.quizzes.forms.bank import typed_from
from plugins.quizzes.models import Exchange
from plugins.quizzes.rules.exchanging import WRITTEN
from plugins.quizzes.rules.typed import Row, Typed
from plugins.quizzes.services.exchanging import RoundDetails
from plugins.quizzes.terms import Kind

LINES = 6
LONGEST_ACT = 60


class ExchangeForm(Form):
    """A round: what it is called, of what, how many, until when."""

    title = StringField(_("名称"), render_kw={"required": True, "maxlength": 120})
    topic = StringField(_("范围"), description=_("例如：党史、工会法，学员手机上看得到；可不填"))
    per_group = IntegerField(_("每组交几题"), [Optional()], default=3)
    due_at = DateTimeLocalField(
        _("截止时间"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )

    def show(self, exchange: Exchange, zone: str) -> None:
        """Fills in a round as it stands."""
        self.title.data, self.topic.data = exchange.title, exchange.topic
        self.per_group.data = exchange.per_group
        self.due_at.data = clock.local(exchange.due_at, zone).replace(tzinfo=None)

    def details(self, zone: str) -> RoundDetails:
        """What was typed; the time is the class's."""
        due: datetime | None = self.due_at.data
        return RoundDetails(
            title=self.title.data or "",
            topic=self.topic.data or "",
            per_group=self.per_group.data,
            due_at=clock.from_wall(due, zone) if due else None,
        )


def question_from(form: MultiDict[str, str]) -> Typed:
    """A question as a trainee or the jury typed it: no pictures, no labels, none but the kinds of a round."""
    typed = typed_from(form)
    rows = tuple(Row(text=one.text, right=one.right) for one in typed.rows[: LINES + 2])
    return Typed(
        kind=typed.kind if typed.kind in WRITTEN else Kind.SINGLE,
        stem=typed.stem,
        rows=rows,
        judged=typed.judged,
        blanks=typed.blanks,
        in_order=typed.in_order,
        numerals=typed.numerals,
        explanation=typed.explanation,
    )


def with_lines(typed: Typed) -> Typed:
    """The form with empty lines for options, as many as a phone shows well."""
    missing = max(0, LINES - len(typed.rows)) if typed.kind in (Kind.SINGLE, Kind.MULTIPLE) else 0
    return replace(typed, rows=(*typed.rows, *[Row()] * missing))


def act_of(form: MultiDict[str, str]) -> str:
    """The number of the act, which the page carried; the same page sent twice is the same act."""
    return form.get("act", "").strip()[:LONGEST_ACT]
