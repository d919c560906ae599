"""What is typed about trainees, applications and units."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, StringField, TelField, TextAreaField
from wtforms.validators import Length

from core.enrolment.models import Application, Enrolment
from core.enrolment.services import Applied
from core.i18n import lazy_gettext as _
from core.people.forms import LONGEST_POSITION, LONGEST_UNIT, PersonFields
from core.people.rules import GENDER_WORDS, Gender
from core.web import Form

GENDERS = [(str(int(code)), GENDER_WORDS[code]) for code in (Gender.MALE, Gender.FEMALE)]


class UploadForm(Form):
    """A file from an organiser or a unit."""

    file = FileField(
        _("名单文件"), description=_("Excel（.xlsx、.xls）、WPS 或 CSV，最大 10 MB；表头自动识别")
    )


class TraineeForm(PersonFields):
    """What the list says of one trainee."""

    phone = TelField(_("手机"), description=_("用来绑定手机签到；没有可以不填"))
    note = StringField(_("备注"), [Length(max=200, message=_("备注最多 200 个字。"))])

    def show(self, enrolment: Enrolment) -> None:
        """Fills in what is known."""
        self.name.data, self.gender.data = enrolment.name, str(enrolment.person.gender)
        self.unit.data, self.position.data = enrolment.unit_name, enrolment.position
        self.phone.data, self.note.data = enrolment.person.phone, enrolment.note


class ReasonForm(Form):
    """Why somebody leaves."""

    state = RadioField(
        _("怎样离开"),
        choices=[("withdrawn", _("退学")), ("left", _("中途退出"))],
        default="withdrawn",
    )
    why = TextAreaField(_("原因"), description=_("写进操作记录，学员看不到"))


class QuotaForm(Form):
    """Units and their places, a line each."""

    quotas = TextAreaField(
        _("单位和名额"),
        description=_("每行一个单位，名额写在后面，例如：市总工会 3；不写名额就是不限"),
    )


class ApplyForm(Form):
    """What an applicant fills in on a phone; only what is needed."""

    name = StringField(_("姓名"))
    gender = RadioField(_("性别"), choices=GENDERS, validate_choice=False)
    unit = StringField(_("单位"), [LONGEST_UNIT])
    position = StringField(_("职务"), [LONGEST_POSITION])
    phone = TelField(_("手机号"), description=_("报到时用它绑定手机"))
    consented = BooleanField(_("我已阅读并同意上面的个人信息告知"))

    def applied(self, unit: str = "") -> Applied:
        """As the services take it; `unit` where the link has decided it."""
        return Applied(
            name=self.name.data or "",
            phone=self.phone.data or "",
            gender=int(self.gender.data) if self.gender.data in ("1", "2") else 0,
            unit=unit or self.unit.data or "",
            position=self.position.data or "",
            consented=bool(self.consented.data),
        )

    def show(self, application: Application) -> None:
        """Fills in what was sent before."""
        self.name.data, self.gender.data = application.name, str(application.gender)
        self.unit.data, self.position.data = application.unit_name, application.position
        self.phone.data = application.phone


class UnitApplyForm(ApplyForm):
    """The same from a unit's liaison, who answers for having passed the notice on."""

    consented = BooleanField(_("我已把个人信息告知转告本人"))


class SeveralForm(Form):
    """A unit's people all at once: pasted from a table, or as a file."""

    rows = TextAreaField(
        _("粘贴名单"),
        description=_("从 Excel 里选中姓名、性别、职务、手机等列（连表头一起）复制，粘贴到这里"),
    )
    file = FileField(_("或上传表格"), description=_("Excel（.xlsx、.xls）、WPS 或 CSV"))
    consented = BooleanField(_("我已把个人信息告知转告名单上的人"))


def errors_of(form: Form, problems: list[Any]) -> None:
    """Puts problems above a form, whatever field they name."""
    form.form_errors = [*form.form_errors, *(str(problem) for problem in problems)]
