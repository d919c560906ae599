"""The words that templates of 现场教学 choose by value."""

from __future__ import annotations

from typing import Any

from core.i18n import gettext as _
from plugins.field_teaching.models import Incident
from plugins.field_teaching.queries.safety import minutes_to_tell
from plugins.field_teaching.rules.incidents import minutes_late
from plugins.field_teaching.terms import (
    INCIDENT_STATE_WORDS,
    INCIDENT_WORDS,
    STOP_WORDS,
    TRANSPORT_WORDS,
    StopKind,
    Variant,
)


def way_words() -> dict[str, Any]:
    """The words of stops, and the values that a template of the way asks for."""
    return {
        "stop_words": {kind.value: words for kind, words in STOP_WORDS.items()},
        "transport_words": {kind.value: words for kind, words in TRANSPORT_WORDS.items()},
        "teach": StopKind.TEACH.value,
        "rain": Variant.RAIN.value,
    }


def incident_words(class_id: int) -> dict[str, Any]:
    """The words of incidents, and `late(incident)`: by how many minutes the 主办 was told too late."""
    within = minutes_to_tell(class_id)

    def late(incident: Incident) -> int:
        told = incident.told_host_at
        return minutes_late(incident.happened_at, told, within) if told else 0

    return {
        "kind_words": {kind.value: words for kind, words in INCIDENT_WORDS.items()},
        "state_words": {state.value: words for state, words in INCIDENT_STATE_WORDS.items()},
        "tones": {"open": "late", "handled": "leave", "closed": "ok"},
        "late": late,
        "within": within,
    }


def road_words() -> dict[str, str]:
    """Every text of static/road.js by name; {x} is filled in by the script.

    It draws the leader's page without a signal, so the words travel with the page.
    """
    return {
        "unknown": _("这部手机还没有保存名单。请在有信号的地方打开一次这一页。"),
        "over": _("今天的清点都完成了。"),
        "noStops": _("行程里还没有要清点的站点。"),
        "noRiders": _("这辆车还没有人。请后台排座，或用下面的“不在名单上的人”加人。"),
        "stop": _("站点"),
        "planned": _("计划 {time}"),
        "departedAt": _("{time} 已发车"),
        "rain": _("已改为雨天方案"),
        "clock": _("这部手机的时间比服务器{how} {n} 分钟，记录已按服务器时间。"),
        "fast": _("快"),
        "slow": _("慢"),
        "unsaidCount": _("还有 {n} 人没有点"),
        "allHere": _("全齐"),
        "missingTitle": _("缺 {n} 人"),
        "strangersTitle": _("坐错车的人"),
        "shouldBe": _("应在{vehicle}"),
        "unplaced": _("未排座"),
        "leaveTitle": _("请假"),
        "leftTitle": _("已离队"),
        "elsewhereTitle": _("在别的车上"),
        "bySeat": _("座位"),
        "byGroup": _("组"),
        "byName": _("姓名"),
        "order": _("名单顺序"),
        "find": _("找姓名"),
        "here": _("在"),
        "missing": _("缺"),
        "unsaid": _("未点"),
        "self": _("本人扫码"),
        "differs": _("说法不一"),
        "seat": _("{n} 号座"),
        "call": _("打电话 {phone}"),
        "noPhone": _("没有电话"),
        "mates": _("同组：{names}"),
        "lastSeen": _("最后见到：{stop} {time}"),
        "neverSeen": _("今天还没有点到过"),
        "isHere": _("他在"),
        "hasLeft": _("记离队"),
        "whyLeft": _("{name} 为什么离队、去了哪里？"),
        "back": _("已归队"),
        "rest": _("其余 {n} 人全齐"),
        "full": _("全齐，{here}/{due}，发车"),
        "less": _("缺 {n} 人，{here}/{due}，发车"),
        "whyLess": _("还缺：{names}。不等了，为什么？"),
        "whyLessMark": _("不等了：{why}"),
        "without": _("不等了，发车"),
        "recall": _("撤回 {time} 的发车"),
        "askRecall": _("撤回“{stop}”{time} 的发车？车还在原地时才撤回。"),
        "departures": _("已发车"),
        "departureLine": _("{time} {stop} {here}/{due}"),
        "departureMissing": _("，缺 {names}"),
        "scan": _("扫胸牌"),
        "scanTitle": _("对准胸牌上的二维码"),
        "scanned": _("{name} 在"),
        "scannedWrong": _("{name} 在（应在{vehicle}）"),
        "scanUnknown": _("不是本班的胸牌"),
        "scanFailed": _("打不开摄像头，请直接点姓名。"),
        "others": _("不在名单上的人"),
        "othersHint": _("别的车上的人、还没排座的人：输入姓名，点一下记为在。"),
        "nobody": _("没有找到"),
        "stops": _("今天的行程"),
        "phones": _("各车电话"),
        "driver": _("司机"),
        "leader": _("车长"),
        "save": _("确定"),
        "cancel": _("返回"),
        "close": _("关闭"),
        "whyNeeded": _("请写一句原因。"),
        "undone": _("有一条没有被接受：{message}"),
        "riders": _("名单"),
        "colon": _("："),
    }
