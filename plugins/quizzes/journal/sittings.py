"""What acts of 测验 are called in the journal: papers and sittings."""

from __future__ import annotations

from typing import Any

from core.i18n import lazy_gettext as _

ACT_WORDS: dict[str, Any] = {
    "add_paper": _("新建试卷"),
    "quick_paper": _("快速组卷"),
    "change_paper": _("修改试卷设置"),
    "copy_paper": _("复制试卷"),
    "delete_paper": _("删除试卷"),
    "add_section": _("添加大题"),
    "change_section": _("修改大题"),
    "move_section": _("调整大题顺序"),
    "delete_section": _("删去大题"),
    "draw_paper": _("抽题"),
    "add_questions": _("往试卷里加题"),
    "move_question": _("调整题目顺序"),
    "set_points": _("修改分值"),
    "remove_question": _("把题移出试卷"),
    "take_newer": _("换成题目的新版本"),
    "add_sitting": _("安排测验"),
    "change_sitting": _("修改测验安排"),
    "delete_sitting": _("删除测验"),
    "copy_sitting": _("复制测验安排"),
    "publish_sitting": _("发布测验"),
    "issue_again": _("用改过的试卷重新发布"),
    "unpublish_sitting": _("撤回测验"),
    "extend_sitting": _("延长测验"),
    "close_sitting": _("提前收卷"),
    "reopen_sitting": _("重新开放测验"),
    "give_extra": _("加时"),
    "take_extra": _("取消加时"),
    "collect_attempt": _("收一份卷"),
    "reopen_attempt": _("重新打开一份卷"),
}
