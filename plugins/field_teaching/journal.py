"""What the acts of 现场教学 are called in the journal of a class."""

from __future__ import annotations

from typing import Any

from core.contributions import JournalAct
from core.i18n import lazy_gettext as _
from plugins.field_teaching.terms import NAME

ACT_WORDS: dict[str, Any] = {
    "add_outing": _("新建行程"),
    "change_outing": _("修改行程"),
    "copy_outing": _("复制行程"),
    "delete_outing": _("删除行程"),
    "import": _("导入行程"),
    "add_stop": _("添加站点"),
    "change_stop": _("修改站点"),
    "move_stop": _("调整站点顺序"),
    "place_stop": _("放入方案"),
    "remove_stop": _("移除站点"),
    "restore_stop": _("恢复站点"),
    "shift_stops": _("顺延时间"),
    "make_rain_plan": _("做雨天方案"),
    "drop_rain_plan": _("删除雨天方案"),
    "swap_plan": _("切换方案"),
    "own_order": _("某车另走顺序"),
    "common_order": _("某车恢复共同顺序"),
    "follow_lesson": _("行程跟着课表改"),
    "keep_times": _("行程不跟课表改"),
    "publish": _("发布行程"),
    "tell_changes": _("通知行程变动"),
    "withdraw": _("撤回行程"),
    "site_added": _("添加教学点"),
    "site_changed": _("修改教学点"),
    "site_deleted": _("删除教学点"),
    "site_retired": _("停用教学点"),
    "site_taken_up": _("重新启用教学点"),
    "site_placed": _("现场定位教学点"),
    "site_noted": _("写教学点备忘"),
    "site_photo_added": _("添加教学点照片"),
    "site_photo_named": _("修改照片说明"),
    "site_photo_removed": _("删除教学点照片"),
    "site_import": _("导入教学点"),
    "set_safety": _("修改安全预案"),
    "write_card": _("填写应急信息"),
    "withdraw_health": _("撤回健康备注"),
    "delete_card": _("删除应急信息"),
    "read_health": _("查看健康备注"),
    "report_incident": _("报告途中情况"),
    "step_incident": _("处置途中情况"),
    "tell_host": _("报主办"),
    "set_material": _("修改学习内容"),
    "write_reflection": _("写心得"),
    "remove_photo": _("删除心得照片"),
    "take_part": _("参加现场活动"),
    "hide_reflection": _("不展示心得"),
    "show_reflection": _("恢复展示心得"),
    "choose_reflection": _("选入文集"),
}


def journal_acts() -> list[JournalAct]:
    """Every act with its words."""
    return [JournalAct(f"{NAME}.{act}", words) for act, words in ACT_WORDS.items()]
