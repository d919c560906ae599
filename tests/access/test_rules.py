from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.access.rules import (
    SECOND_PHONE,
    SHARED_PHONE,
    device_words,
    may_hand_on,
    normalised_username,
    password_problems,
    phone_flags,
    phone_problems,
    safe_next,
    username_problem,
)
from core.access.terms import PhoneRule, Role

ALLOW, FLAG, REFUSE = PhoneRule.ALLOW, PhoneRule.FLAG, PhoneRule.REFUSE


@pytest.mark.parametrize(
    ("password", "problems"),
    [
        ("西柏坡集训2026年", 0),
        ("correct horse battery", 0),
        ("短密码123", 1),
        ("1234567890", 1),
        ("aaaaaaaaaaaa", 1),
        ("111", 3),
        ("zhangwei-2026", 1),
        ("长" * 60 + "abcdef" * 20, 1),
    ],
)
def test_password_says_everything_that_is_wrong_with_it(password: str, problems: int) -> None:
    assert len(password_problems(password, "zhangwei")) == problems


@pytest.mark.parametrize("typed", ["Li.Na", " ＬＩ．ＮＡ ", "li.na"])
def test_username_is_the_same_however_it_is_typed(typed: str) -> None:
    assert normalised_username(typed) == "li.na"
    assert username_problem(normalised_username(typed)) is None


@pytest.mark.parametrize("name", ["", "x", "li na", "li/na", "a" * 61])
def test_username_that_cannot_be_typed_or_read_is_refused(name: str) -> None:
    assert username_problem(name) is not None


@pytest.mark.parametrize("path", ["/s/abc?x=1", "/m/XBP3/", "/console/classes/期三/"])
def test_next_keeps_our_own_paths(path: str) -> None:
    assert safe_next(path, "/") == path


@given(st.text(max_size=60) | st.from_regex(r"/[/\\\t\n ]*[a-z:.@/\\]{0,20}", fullmatch=True))
def test_next_never_leaves_the_house(wanted: str) -> None:
    there = safe_next(wanted, "/home")
    assert urlsplit(urljoin("https://ours.example/x", there)).netloc == "ours.example"
    assert there.startswith("/")
    assert not there.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    ("role", "held", "may"),
    [
        (Role.COUNSELLOR, {"head_teacher"}, True),
        (Role.HOST, {"head_teacher"}, False),
        (Role.HOST, {"host"}, True),
        (Role.LEADER, {"counsellor"}, False),
        (Role.LEADER, set(), False),
    ],
)
def test_role_is_handed_on_by_those_above_it(role: Role, held: set[str], may: bool) -> None:
    assert may_hand_on(role, held) is may


def test_each_phone_rule_does_what_it_says() -> None:
    assert phone_flags(True, True, (FLAG, FLAG)) == [SECOND_PHONE, SHARED_PHONE]
    assert phone_flags(True, True, (ALLOW, REFUSE)) == []
    assert phone_flags(False, False, (FLAG, FLAG)) == []
    assert phone_problems(True, True, (FLAG, ALLOW)) == []
    assert [one.code for one in phone_problems(True, True, (REFUSE, REFUSE))] == [
        SECOND_PHONE,
        SHARED_PHONE,
    ]
    assert phone_problems(False, False, (REFUSE, REFUSE)) == []


def test_device_words_name_the_phone_as_its_owner_does() -> None:
    huawei = "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 Mobile"
    wechat = "Mozilla/5.0 (Linux; Android 14; V2309A) Mobile Safari/537.36 MicroMessenger/8.0.50"
    assert device_words(huawei) == "华为手机"
    assert device_words(wechat) == "安卓手机 · 微信"
    assert device_words("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)") == "iPhone"
    assert device_words("curl/8.5") == ""
