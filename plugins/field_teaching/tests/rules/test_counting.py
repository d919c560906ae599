"""The state of a count: the same in whatever order, and however often, the words arrive."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.field_teaching.rules.counting import (
    Circumstances,
    Leaving,
    Verdict,
    Word,
    by_rider,
    count_at,
    current_stop,
    departed,
    differs,
    is_present,
    valid,
)

VECTORS = Path(__file__).with_name("counting_vectors.json")
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
RIDERS = ("e:1", "e:2", "e:3")
SAYINGS = (
    ("here", "tap"), ("missing", "tap"), ("here", "scan"), ("here", "rest"), ("here", "self"),
    ("here", "desk"), ("missing", "desk"), ("left", "tap"), ("back", "tap"),
)  # fmt: skip


def word(minute: int, said: str, way: str = "tap", rider: str = "e:1", **values: Any) -> Word:
    known: dict[str, Any] = {
        "act_id": f"{minute:04d}",
        "stop_id": 1,
        "vehicle_id": 1,
        "device": "A",
    }
    return Word(**{**known, **values}, rider=rider, said=said, way=way,
                happened_at=NOON + timedelta(minutes=minute))  # fmt: skip


@st.composite
def days(draw: st.DrawFn) -> list[Word]:
    """What several phones said of three riders at two stops for two vehicles."""
    said = draw(st.lists(st.tuples(
        st.integers(0, 9), st.sampled_from(SAYINGS), st.sampled_from(RIDERS),
        st.sampled_from((1, 2)), st.sampled_from((1, 2)), st.sampled_from("AB"),
    ), max_size=14))  # fmt: skip
    return [
        word(minute, saying[0], saying[1], rider, stop_id=stop, vehicle_id=vehicle, device=device,
             act_id=f"{place:04d}")
        for place, (minute, saying, rider, stop, vehicle, device) in enumerate(said)
    ]  # fmt: skip


def at(minute: int = 30, *on_leave: str) -> Circumstances:
    return Circumstances(NOON + timedelta(minutes=minute), frozenset(on_leave))


def verdict(*words: Word, on_leave: tuple[str, ...] = (), stop: int = 1, minute: int = 30) -> str:
    (judged,) = count_at((stop, 1), ["e:1"], by_rider(words), at(minute, *on_leave)).judged
    return judged.verdict.value


@given(days(), st.randoms(use_true_random=False), st.sets(st.sampled_from(RIDERS)))
def test_count_is_the_same_in_any_order_and_however_often_it_arrives(
    words: list[Word], chance: random.Random, on_leave: set[str]
) -> None:
    arrived = [*words, *chance.choices(words, k=5)] if words else []
    chance.shuffle(arrived)
    once = list({(one.act_id, one.rider): one for one in arrived}.values())
    around = at(30, *on_leave)
    assert count_at((1, 1), RIDERS, by_rider(once), around) == count_at(
        (1, 1), RIDERS, by_rider(words), around
    )


@given(days())
def test_words_of_two_phones_merge_without_loss(words: list[Word]) -> None:
    halves = [[one for one in words if one.device == device] for device in "AB"]
    merged = by_rider([*halves[1], *halves[0]])
    assert count_at((1, 1), RIDERS, merged, at()) == count_at((1, 1), RIDERS, by_rider(words), at())


@given(days())
def test_everyone_is_counted_once_and_the_numbers_add_up(words: list[Word]) -> None:
    count = count_at((1, 1), RIDERS, by_rider(words), at())
    assert [one.rider for one in count.judged] == list(RIDERS)
    assert count.here + len(count.missing) == count.due
    aside = count.of(Verdict.LEFT, Verdict.LEAVE, Verdict.ELSEWHERE)
    assert count.due + len(aside) == len(RIDERS)


@given(days())
def test_explicit_missing_is_never_wiped_by_a_sweep(words: list[Word]) -> None:
    swept = [word(20, "here", "rest", key, act_id=f"z{key}", device="C") for key in RIDERS]
    before = count_at((1, 1), RIDERS, by_rider(words), at())
    after = count_at((1, 1), RIDERS, by_rider([*words, *swept]), at())
    said = {one.rider for one in words if one.stop_id == 1 and one.vehicle_id == 1
            and one.said == "missing"}  # fmt: skip
    missing = set(before.of(Verdict.MISSING))
    assert set(after.of(Verdict.MISSING)) == missing
    assert missing <= said


@given(days())
@settings(max_examples=200)
def test_verdict_agrees_with_a_plain_telling_of_the_rule(words: list[Word]) -> None:
    for judged in count_at((1, 1), RIDERS, by_rider(words), at()).judged:
        assert judged.verdict.value == told_plainly(words, judged.rider)


def told_plainly(words: list[Word], rider: str) -> str:
    """The same rule, told step by step over the words in the order in which they happened."""
    mine = sorted((one for one in words if one.rider == rider), key=lambda one: one.order)
    explicit: dict[int, Word | None] = {1: None, 2: None}
    swept: dict[int, Word | None] = {1: None, 2: None}
    left: Word | None = None
    for one in mine:
        if one.said in ("left", "back"):
            left = one if one.said == "left" else None
        elif one.stop_id == 1:
            (swept if one.way == "rest" else explicit)[one.vehicle_id] = one
    own, other = (explicit[bus] or swept[bus] for bus in (1, 2))
    if left and not (explicit[1] and explicit[1].said == "here" and explicit[1].order > left.order):
        return "left"
    here, there = (one is not None and one.said == "here" for one in (own, other))
    if there and not (here and weight(own) > weight(other)):
        return "elsewhere"
    return "here" if here else "missing" if own else "unsaid"


def weight(one: Word | None) -> tuple[bool, datetime, str]:
    assert one is not None
    return one.way != "rest", one.happened_at, one.act_id


def test_later_explicit_word_stands() -> None:
    assert verdict(word(1, "missing"), word(2, "here", "scan")) == "here"
    assert verdict(word(2, "here", "self"), word(3, "missing")) == "missing"


def test_sweep_alone_says_here() -> None:
    assert verdict(word(1, "here", "rest")) == "here"


def test_who_left_is_not_due_from_then_on_and_is_after_being_back() -> None:
    left, back = word(10, "left", stop_id=1), word(20, "back", stop_id=2)
    assert verdict(left, stop=2) == "left"
    assert verdict(left, back, stop=2) == "unsaid"
    assert verdict(word(1, "here"), left, minute=5) == "here"
    assert verdict(word(1, "missing"), left, minute=5) == "missing"


def test_who_left_but_is_looked_at_later_is_here() -> None:
    assert verdict(word(1, "left"), word(2, "here", "scan")) == "here"
    assert verdict(word(1, "left"), word(2, "here", "rest")) == "left"


def test_leave_is_never_missing_but_here_where_seen() -> None:
    assert verdict(on_leave=("e:1",)) == "leave"
    assert verdict(word(1, "missing"), on_leave=("e:1",)) == "leave"
    assert verdict(word(1, "here"), on_leave=("e:1",)) == "here"


def test_rider_of_another_bus_is_elsewhere_here_and_a_stranger_there() -> None:
    seen = by_rider([word(1, "here", vehicle_id=2)])
    assert verdict(*seen["e:1"]) == "elsewhere"
    there = count_at((1, 2), ["e:9"], seen, at())
    assert [one.rider for one in there.strangers] == ["e:1"]
    assert (there.here, there.due) == (0, 1)


def test_phones_differ_until_they_agree_or_the_desk_decides() -> None:
    missing, swept = word(1, "missing", device="A"), word(2, "here", "rest", device="B")
    assert differs([missing, swept])
    assert not differs([missing, swept, word(3, "here", device="A")])
    assert not differs([missing, swept, word(3, "here", "desk", device="desk")])
    assert not differs([missing, word(2, "here", device="A")])


def test_presence_at_any_stop_counts() -> None:
    assert is_present([]) is None
    assert is_present([word(1, "missing"), word(2, "here", stop_id=2)]) is True
    assert is_present([word(1, "here"), word(2, "missing")]) is False


def leaving(act: str, minute: int, **values: Any) -> Leaving:
    return Leaving(act, 1, 1, NOON + timedelta(minutes=minute), **values)


def test_recalled_departure_does_not_stand_in_any_order() -> None:
    rows = [leaving("a", 1), leaving("b", 2), leaving("c", 3, recalls="b")]
    assert departed(rows) == departed(rows[::-1]) == {}
    again = leaving("d", 4)
    assert departed([again, *rows]) == {(1, 1): again}


def test_current_stop_is_the_first_after_the_last_that_was_left() -> None:
    assert current_stop([7, 8, 9], []) == 7
    assert current_stop([7, 8, 9], [8]) == 9
    assert current_stop([7, 8, 9], [9]) is None
    assert current_stop([8, 9], [7]) == 8
    assert current_stop([], [7]) is None


# -- the examples that the phone's port is run through, too ---------------------------------------------


def counted(case: dict[str, Any]) -> dict[str, Any]:
    words = [
        Word(one["act"], one["stop"], one["vehicle"], one["rider"], one["said"], one["way"],
             moment(one["at"]), device=one["device"])
        for one in case["words"]
    ]  # fmt: skip
    leavings = [
        Leaving(one["act"], one["stop"], one["vehicle"], moment(one["at"]), recalls=one["recalls"])
        for one in case.get("leavings", ())
    ]
    around = Circumstances(moment(case["moment"]), frozenset(case["onLeave"]))
    words = valid(words, leavings, around.moment)
    count = count_at((1, 1), case["riders"], by_rider(words, around.moment), around)
    return {
        "judged": [[one.rider, one.verdict.value, one.differs] for one in count.judged],
        "strangers": [one.rider for one in count.strangers],
        "here": count.here,
        "due": count.due,
        "missing": count.missing,
    }


def moment(micro: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micro)


def test_examples_hold_on_the_server() -> None:
    cases = json.loads(VECTORS.read_text(encoding="utf-8"))
    assert [counted(case) for case in cases] == [case["expected"] for case in cases]
    kinds = {verdict for case in cases for _key, verdict, _apart in case["expected"]["judged"]}
    assert kinds == {one.value for one in Verdict}
