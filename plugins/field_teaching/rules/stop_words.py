"""What the words of an itinerary mean: what happens at a stop, and how one gets there."""

from __future__ import annotations

import re

from plugins.field_teaching.terms import StopKind, Transport

BY_COLUMN = (
    (StopKind.GATHER, r"集合|gather"),
    (StopKind.MEAL, r"餐|meal"),
    (StopKind.WALK, r"步行|徒步|walk"),
    (StopKind.TEACH, r"教学|参观|讲座|研讨|游览|观光|sightseeing|teach|visit|lecture"),
    (StopKind.ARRIVE, r"入住|住宿|到达|抵达|arrive|rest|hotel"),
    (StopKind.RETURN, r"返程|返回|回程|return"),
    (StopKind.DEPART, r"出发|发车|depart"),
)
BY_TITLE = (
    (StopKind.GATHER, r"集合"),
    (StopKind.RETURN, r"返程|返回|回程|返京|返校|返抵|乘车返"),
    (StopKind.MEAL, r"[早午晚中用简]餐|餐叙"),
    (StopKind.DEPART, r"出发|发车|启程|前往|乘车"),
    (StopKind.ARRIVE, r"抵达|到达|入住|住宿|休息|自由活动"),
    (StopKind.WALK, r"步行|徒步"),
)
TRAVEL = re.compile(r"交通|乘车|transfer|transport", re.IGNORECASE)
BY_WHAT = (
    (Transport.TRAIN, r"高铁|火车|动车|城际|列车"),
    (Transport.BOAT, r"乘船|游船|轮渡|渡轮"),
    (Transport.BUS, r"大巴|巴士|中巴|乘车|包车|客车|班车"),
    (Transport.WALK, r"步行|徒步"),
)


def stop_kind_of(kind_text: str, title: str) -> tuple[StopKind, bool]:
    """What happens at a stop, and whether its type (if one is written) was understood.

    A type of travel is told apart by the title; of any other unknown type, the title decides.
    """
    stated = _first(BY_COLUMN, kind_text)
    if stated is not None:
        return stated, True
    by_title = _first(BY_TITLE, title)
    if TRAVEL.search(kind_text):
        moving = by_title in (StopKind.GATHER, StopKind.RETURN, StopKind.ARRIVE)
        return (by_title if moving and by_title else StopKind.DEPART), True
    known = not kind_text or kind_text.strip().lower() in ("other", "其他", "其它")
    return (by_title or StopKind.TEACH), known or by_title is not None


def transport_of(*texts: str) -> str:
    """How one gets there, by its one word for it; "" where none is named, or several are."""
    whole = " ".join(texts)
    found = {what.value for what, words in BY_WHAT if re.search(words, whole)}
    return found.pop() if len(found) == 1 else ""


def _first(words: tuple[tuple[StopKind, str], ...], text: str) -> StopKind | None:
    plain = text.strip().lower()
    return next((kind for kind, those in words if plain and re.search(those, plain)), None)
