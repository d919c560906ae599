"""What an organiser types to tell the class something."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.enrolment.models import Enrolment
from core.i18n import gettext
from core.i18n import lazy_gettext as _
from core.notices.rules import BODY_LONGEST, TITLE_LONGEST
from core.web import Form

EVERYONE = 0


class NoticeForm(Form):
    """A notice to all, or to one trainee."""

    to = SelectField(_("发给"), coerce=int, default=EVERYONE)
    title = StringField(
        _("标题"),
        [
            InputRequired(_("请填写标题。")),
            Length(max=TITLE_LONGEST, message=_("标题最多 100 个字。")),
        ],
    )
    body = TextAreaField(
        _("正文"),
        [Length(max=BODY_LONGEST, message=_("正文最多 5000 个字。"))],
        description=_("时间、地点、要带的东西；空行分段"),
        render_kw={"rows": 8},
    )

    def offer(self, trainees: Iterable[Enrolment]) -> None:
        """Lists to whom a notice may go."""
        named = [
            (one.id, f"{one.number:03d} {one.name}  {one.unit_name}".rstrip()) for one in trainees
        ]
        self.to.choices = [(EVERYONE, gettext("全班")), *named]

    def typed(self) -> dict[str, Any]:
        """The notice as its service wants it."""
        to = None if self.to.data == EVERYONE else self.to.data
        return {"title": self.title.data, "body": self.body.data or "", "enrolment_id": to}
