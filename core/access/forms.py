"""What staff type about accounts, passwords and roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import EqualTo, InputRequired, Length

from core.access.models import Account
from core.access.terms import ROLE_WORDS
from core.contributions import Permission
from core.i18n import lazy_gettext as _
from core.web import Form

REQUIRED = InputRequired(_("请填写这一项。"))


class SignInForm(Form):
    """Name and password; says the same whichever of them is wrong."""

    username = StringField(
        _("登录名"),
        [REQUIRED, Length(max=120)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "autofocus": True},
    )
    password = PasswordField(
        _("密码"), [REQUIRED, Length(max=256)], render_kw={"autocomplete": "current-password"}
    )
    remember = BooleanField(_("在这台电脑上保持登录 14 天"))


class _NewPassword(Form):
    password = PasswordField(
        _("新密码"),
        [REQUIRED, Length(max=256, message=_("密码最多 128 个字符。"))],
        description=_("至少 10 个字符，不能全是数字"),
        render_kw={"autocomplete": "new-password"},
    )
    repeated = PasswordField(
        _("再输一遍"),
        [REQUIRED, EqualTo("password", _("两次输入的密码不一样。"))],
        render_kw={"autocomplete": "new-password"},
    )


class PasswordForm(_NewPassword):
    """A new password that an administrator gives."""


class OwnPasswordForm(_NewPassword):
    """One's own new password, asked with the old one."""

    old = PasswordField(
        _("现在的密码"),
        [REQUIRED, Length(max=256)],
        render_kw={"autocomplete": "current-password"},
    )


class AccountForm(_NewPassword):
    """A new member of staff."""

    username = StringField(
        _("登录名"),
        [REQUIRED, Length(max=120)],
        description=_("字母、数字或汉字，登录时不分大小写"),
        render_kw={"autocomplete": "off", "autocapitalize": "none"},
    )
    name = StringField(_("姓名"), [REQUIRED, Length(max=80)], render_kw={"autocomplete": "off"})
    administrator = BooleanField(_("系统管理员"), description=_("可以开班、管理账号、进入所有班级"))

    def typed(self) -> dict[str, Any]:
        """The account as its service wants it."""
        names = ("username", "name", "password", "administrator")
        return {name: self[name].data for name in names}


class RoleForm(Form):
    """Who becomes what in this class."""

    account_id = SelectField(_("人员"), coerce=int)
    role = SelectField(_("角色"), choices=list(ROLE_WORDS.items()))

    def offer(self, accounts: list[Account]) -> None:
        """Lists the accounts to choose from."""
        self.account_id.choices = [
            (account.id, f"{account.name} · {account.username}") for account in accounts
        ]


class AgreedForm(Form):
    """Says that the notice on personal data was read."""

    agreed = BooleanField(
        _("我已阅读并同意上面的个人信息告知"), [InputRequired(_("请先阅读告知，再勾选同意。"))]
    )


class BindForm(AgreedForm):
    """What a trainee types once at 报到."""

    phone = StringField(
        _("手机号"),
        [InputRequired(_("请填写报名时留的手机号。")), Length(max=40)],
        render_kw={"type": "tel", "inputmode": "tel", "autocomplete": "tel-national"},
    )
    code = StringField(
        _("激活码"),
        [InputRequired(_("请填写激活码，它印在报到单上。")), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters"},
    )


class SlipForm(AgreedForm):
    """What a trainee says to their own personal QR; `last4` only where another phone is bound."""

    last4 = StringField(
        _("手机号后四位"),
        [Length(max=10)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


class PairForm(Form):
    """Whose phone it is, and what it may do."""

    name = StringField(
        _("谁的手机"),
        [REQUIRED, Length(max=80)],
        description=_("例如：一号车 李娜"),
    )
    holder_phone = StringField(_("联系电话（可不填）"), [Length(max=20)], default="")
    rights = SelectMultipleField(_("这部手机可以做什么"))

    def offer(self, rights: Sequence[Permission]) -> None:
        """The rights that the one who asks may hand on; where there are several, a person ticks them."""
        self.rights.choices = [(one.name, one.title) for one in rights]
        if not self.is_submitted():
            self.rights.data = [one.name for one in rights] if len(rights) == 1 else []

    def typed(self) -> tuple[str, list[str], str]:
        """The name, the rights, and the telephone number of the holder."""
        return self.name.data, self.rights.data or [], self.holder_phone.data


class RenameForm(Form):
    """Another name for a paired phone."""

    name = StringField(_("谁的手机"), [REQUIRED, Length(max=80)])
