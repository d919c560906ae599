"""What trainees and staff type about leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from core import clock
from core.attendance.rules import LEAVE_WORDS
from core.enrolment.models import Enrolment
from core.errors import Problem, Refused
from core.i18n import lazy_gettext as _
from core.leave.days import Part, stretch
from core.leave.rules import LeaveKind
from core.leave.services import LeaveAsked
from core.web import Form

WALL = "%Y-%m-%dT%H:%M"


class AskForm(Form):
    """A request: kind, half-days or exact times, reason, photo; `seen` is the preview that was shown.

    `seen` is no hidden field: only the preview itself may write it into the page.
    """

    kind = RadioField(
        _("假别"),
        [InputRequired(_("请选择假别。"))],
        choices=[(kind.value, words) for kind, words in LEAVE_WORDS.items()],
        default=LeaveKind.PERSONAL.value,
    )
    half = SelectMultipleField(_("半天"), validate_choice=False)
    starts_at = DateTimeLocalField(_("从"), [Optional()], format=WALL)
    ends_at = DateTimeLocalField(_("到"), [Optional()], format=WALL)
    reason = TextAreaField(_("原因"), [Length(max=400, message=_("原因最多 400 个字。"))])
    photo = FileField(_("照片"), description=_("病历、通知等，JPG 或 PNG，不超过 10 MB"))
    seen = StringField()

    def period(self, parts: Sequence[Part], zone: str) -> tuple[datetime, datetime] | None:
        """From–to in UTC: the exact times where both are given, else the tapped half-days."""
        first, last = self.starts_at.data, self.ends_at.data
        if first and last:
            return clock.from_wall(first, zone), clock.from_wall(last, zone)
        return stretch(parts, self.half.data or [])

    def asked(self, parts: Sequence[Part], zone: str) -> LeaveAsked:
        """The request as it was typed; Refused where no time was chosen."""
        if bool(self.starts_at.data) != bool(self.ends_at.data):
            missing = "ends_at" if self.starts_at.data else "starts_at"
            raise Refused(Problem("time_missing", _("从、到两个时间都要填。"), missing))
        found = self.period(parts, zone)
        if found is None:
            raise Refused(Problem("time_missing", _("请选择请假的半天。"), "half"))
        photo = self.photo.data
        return LeaveAsked(
            LeaveKind(self.kind.data),
            *found,
            reason=self.reason.data or "",
            photo=photo.read() if photo else b"",
            photo_name=(photo.filename or "") if photo else "",
        )


class RecordForm(AskForm):
    """The same, entered by staff for a trainee who phoned."""

    enrolment_id = SelectField(_("学员"), coerce=int)

    def offer(self, trainees: Sequence[Enrolment]) -> None:
        """Lists the trainees to choose from."""
        self.enrolment_id.choices = [
            (one.id, f"{one.number} {one.name} {one.unit_name}".strip()) for one in trainees
        ]


class DecideForm(Form):
    """Yes or no to the step that was seen, with a comment."""

    approve = BooleanField()
    seen = StringField()
    comment = TextAreaField(_("意见"))


class ReasonForm(Form):
    """Why approved leave is taken back."""

    reason = StringField(_("原因"))


class MomentForm(Form):
    """When somebody was back, or when leave shall end; empty means now."""

    at = DateTimeLocalField(_("时间"), [Optional()], format=WALL)

    def moment(self, zone: str) -> datetime | None:
        """The moment in UTC; Refused for what is no time, which must not be taken for now."""
        if self.at.data is None and any(self.at.raw_data or ()):
            raise Refused(Problem("time_wrong", _("这个时间看不懂，请重新选择。"), "at"))
        return clock.from_wall(self.at.data, zone) if self.at.data else None
