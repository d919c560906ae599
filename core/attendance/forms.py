"""What an organiser fills in about a mark."""

from __future__ import annotations

from wtforms import SelectField, StringField
from wtforms.validators import Length

from core.attendance.rules import LEAVE_WORDS, MARK_WORDS, LeaveKind, Mark
from core.i18n import lazy_gettext as _
from core.web import Form

NO_MARK = "none"


class MarkForm(Form):
    """One mark, corrected by hand with a reason."""

    mark = SelectField(_("改为"))
    why = StringField(
        _("原因"),
        [Length(max=400, message=_("原因最多 400 个字。"))],
        description=_("会记入这个标记的历史，例如：手机没电，已在现场核实。"),
    )

    def __init__(self, *arguments: object, **values: object) -> None:
        super().__init__(*arguments, **values)
        marks = [mark for mark in Mark if mark is not Mark.ON_LEAVE]
        self.mark.choices = [
            *((mark.value, MARK_WORDS[mark]) for mark in marks),
            *((kind.value, LEAVE_WORDS[kind]) for kind in LeaveKind),
            (NO_MARK, _("未到（清除标记）")),
        ]

    def wanted(self) -> tuple[Mark | None, LeaveKind | None]:
        """The mark and the kind of leave that were chosen."""
        if self.mark.data == NO_MARK:
            return None, None
        if self.mark.data in set(LeaveKind):
            return Mark.ON_LEAVE, LeaveKind(self.mark.data)
        return Mark(self.mark.data), None
