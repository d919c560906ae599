"""What an organiser types about certificates."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import RadioField, StringField
from wtforms.validators import Length

from core.i18n import lazy_gettext as _
from core.web import Form

KINDS = [
    ("upload", _("上传印章图片")),
    ("drawn", _("由系统按发证单位名称绘制（仅用于没有电子印章的场合）")),
    ("none", _("不印印章，打印后手工盖章")),
]


class SealForm(Form):
    """Which seal is printed."""

    kind = RadioField(_("印章"), choices=KINDS, default="upload")
    seal = FileField(
        _("印章图片"),
        description=_("PNG、JPEG 或 SVG，不超过 2 MB；白底会自动变透明，建议边长 500 像素以上"),
    )


class VoidForm(Form):
    """Why a certificate is taken back."""

    reason = StringField(_("作废原因"), [Length(max=400)])
