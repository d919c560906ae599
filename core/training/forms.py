"""What an organiser types about a class."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    DecimalField,
    FieldList,
    FormField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as Subform
from wtforms.validators import InputRequired, Length, Optional

from core import clock
from core.i18n import lazy_gettext as _
from core.training.models import TrainingClass
from core.training.policy import Policy
from core.training.rules import ROLE_WORDS, ApprovalRule, LeaveKind, PhoneRule, Role
from core.training.services import ClassDetails
from core.web import Form

APPROVAL_ROWS = 4
PHONE_RULES = [
    (PhoneRule.ALLOW.value, _("允许")),
    (PhoneRule.FLAG.value, _("允许，并标记给组织员看")),
    (PhoneRule.REFUSE.value, _("拒绝")),
]
KIND_WORDS = [
    (LeaveKind.SICK.value, _("病假")),
    (LeaveKind.PERSONAL.value, _("事假")),
    (LeaveKind.OFFICIAL.value, _("公假")),
]


def needed(words: Any) -> InputRequired:
    """A field that must be filled in, with the sentence that says so."""
    return InputRequired(message=words)


class ClassForm(Form):
    """The outline of a class."""

    name = StringField(_("班级名称"), [needed(_("请填写班级名称。")), Length(max=120)])
    code = StringField(
        _("班级代码"),
        [needed(_("请填写班级代码。"))],
        description=_("出现在网址里，用英文字母、数字和短横，例如 XBP-2026-3"),
    )
    series = StringField(_("系列"), [Length(max=120)], description=_("例如 工会干部培训班"))
    number = IntegerField(_("第几期"), [Optional()])
    host = StringField(_("主办单位"), [needed(_("请填写主办单位。")), Length(max=200)])
    organiser = StringField(_("承办单位"), [Length(max=200)])
    place = StringField(_("地点"), [Length(max=200)])
    report_on = DateField(_("报到日"), [needed(_("请选报到日。"))])
    starts_on = DateField(_("第一天"), [needed(_("请选第一天。"))])
    ends_on = DateField(_("最后一天"), [needed(_("请选最后一天。"))])
    zone = StringField(
        _("时区"), [needed(_("请填写时区。"))], default="Asia/Shanghai", description=_("一般不用改")
    )
    capacity = IntegerField(_("名额"), [Optional()], description=_("留空表示不限"))
    apply_until = DateTimeLocalField(
        _("报名截止"),
        [Optional()],
        format="%Y-%m-%dT%H:%M",
        description=_("留空表示开班前都可以报名"),
    )
    privacy_text = TextAreaField(
        _("个人信息告知"),
        [Length(max=4000)],
        description=_("学员绑定手机前会看到；留空使用标准文本，修改后学员会重新确认"),
        render_kw={"rows": 5},
    )

    def show(self, training_class: TrainingClass) -> None:
        """Fills the form with what the class is now."""
        for field in self:
            if hasattr(training_class, field.short_name):
                field.data = getattr(training_class, field.short_name)
        if training_class.apply_until is not None:
            there = clock.local(training_class.apply_until, training_class.zone)
            self.apply_until.data = there.replace(tzinfo=None)

    def details(self) -> ClassDetails:
        """What was typed, as the services take it."""
        names = ClassDetails.__dataclass_fields__
        values: dict[str, Any] = {name: self[name].data for name in names}
        for name, value in values.items():
            if isinstance(value, str):
                values[name] = value.strip()
        values["apply_until"] = self._until(values["apply_until"], values["zone"])
        return ClassDetails(**values)

    @staticmethod
    def _until(wall: datetime | None, zone: str) -> datetime | None:
        if wall is None:
            return None
        try:
            return clock.from_wall(wall, str(ZoneInfo(zone)))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return wall.replace(tzinfo=UTC)  # the service refuses the zone itself


class ApprovalRow(Subform):  # type: ignore[misc]
    """One line of the approval chain."""

    kinds = SelectMultipleField(_("假别"), choices=KIND_WORDS)
    up_to_hours = DecimalField(_("不超过学时"), [Optional()])
    roles = SelectMultipleField(
        _("依次由谁审批"),
        choices=[
            (role.value, ROLE_WORDS[role])
            for role in (Role.COUNSELLOR, Role.HEAD_TEACHER, Role.ORGANISER, Role.HOST)
        ],
    )


def _whole(words: Any, *, optional: bool = False) -> IntegerField:
    return IntegerField(words, [Optional() if optional else needed(_("请填一个整数。"))])


class PolicyForm(Form):
    """The class's rules as plain sentences with the numbers as fields."""

    check_in_opens_before_minutes = _whole(_("开课前多少分钟开始签到"))
    late_after_minutes = _whole(_("开课多少分钟后算迟到"))
    absent_after_minutes = _whole(_("开课多少分钟后算缺勤"), optional=True)
    check_in_closes_after_minutes = _whole(_("开课多少分钟后停止签到"), optional=True)
    check_out = BooleanField(_("下课需要签退"))
    check_out_opens_before_end_minutes = _whole(_("下课前多少分钟开始签退"))
    check_out_early_before_end_minutes = _whole(_("下课前多少分钟以上离开算早退"))
    check_out_closes_after_end_minutes = _whole(_("下课后多少分钟停止签退"))
    minutes_per_credit_hour = _whole(_("多少分钟算 1 学时"))
    most_hours_per_lesson = DecimalField(_("一节课最多学时"), [needed(_("请填学时。"))])
    leave_numerator = _whole(_("请假上限的分子"))
    leave_denominator = _whole(_("请假上限的分母"))
    absent_numerator = _whole(_("缺勤上限的分子"))
    absent_denominator = _whole(_("缺勤上限的分母"))
    absent_limit_hours = DecimalField(_("缺勤满多少学时"), [Optional()])
    code_step_seconds = _whole(_("签到码多少秒换一次"))
    code_accept_previous = _whole(_("刚换下的码还认几个"))
    one_phone_per_person = SelectField(_("同一人用第二部手机"), choices=PHONE_RULES)
    one_person_per_phone = SelectField(_("同一部手机给第二个人用"), choices=PHONE_RULES)
    show_surnames = BooleanField(_("签到屏显示最近三位的姓"))
    confirm_applications = BooleanField(_("报名需要审核"))
    approval = FieldList(FormField(ApprovalRow), min_entries=APPROVAL_ROWS)

    def show(self, policy: Policy) -> None:
        """Fills the form with the rules as they are."""
        for field in self:
            if field.short_name != "approval" and hasattr(policy, field.short_name):
                value = getattr(policy, field.short_name)
                field.data = value.value if isinstance(value, PhoneRule) else value
        while len(self.approval) <= len(policy.approval):
            self.approval.append_entry()
        for row, rule in zip(self.approval, policy.approval, strict=False):
            row.form.kinds.data = [kind.value for kind in rule.kinds]
            row.form.up_to_hours.data = rule.up_to_hours
            row.form.roles.data = [role.value for role in rule.roles]

    def policy(self, before: Policy) -> Policy:
        """The rules as typed; what the form does not show stays as it was."""
        values = {
            name: getattr(before, name) for name in Policy.__dataclass_fields__ if name not in self
        }
        for field in self:
            name = field.short_name
            if name in Policy.__dataclass_fields__ and name != "approval":
                values[name] = PhoneRule(field.data) if name.startswith("one_") else field.data
        return Policy(**values, approval=tuple(self._approval()))

    def _approval(self) -> list[ApprovalRule]:
        rules = []
        for row in self.approval:
            if not row.form.roles.data and row.form.up_to_hours.data is None:
                continue
            rules.append(
                ApprovalRule(
                    kinds=tuple(LeaveKind(kind) for kind in row.form.kinds.data or LeaveKind),
                    up_to_hours=_exact(row.form.up_to_hours.data),
                    roles=tuple(Role(role) for role in row.form.roles.data or ()),
                )
            )
        return rules


def _exact(value: Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)
