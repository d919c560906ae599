"""The rotating code and the claim: what is accepted, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.attendance.codes import (
    ALPHABET,
    Claim,
    ReadCode,
    code_at,
    public_id_of,
    read_claim,
    read_code,
    read_typed_code,
    remaining_ms,
    sign_claim,
    typed_code_at,
)
from core.errors import Problem

SECRET, OTHER_SECRET = b"one lesson's secret", b"another secret"
NOON = datetime(2026, 11, 24, 4, 0, 0, tzinfo=UTC)
STEP = 10
NEW_YEAR = datetime(2024, 1, 1, tzinfo=UTC)

secrets_ = st.binary(min_size=1, max_size=32)
ids = st.text(ALPHABET, min_size=1, max_size=12)
moments = st.integers(0, 64 * 365 * 86400 * 10**6).map(
    lambda n: NEW_YEAR + timedelta(microseconds=n)
)
steps = st.integers(3, 300)


def read(code, at, secret=SECRET, previous=1):
    return read_code(lambda _public_id: secret, code, at, STEP, previous)


def problem_of(answer):
    return answer.code if isinstance(answer, Problem) else None


@given(secrets_, ids, moments, steps, st.tuples(st.integers(0, 3), st.integers(0, 6)))
def test_code_is_accepted_for_its_own_and_the_allowed_steps_only(
    secret, public_id, at, step, previous_and_age
):
    previous, age = previous_and_age
    code = code_at(secret, public_id, at, step)
    later = at + timedelta(seconds=age * step)
    answer = read_code(lambda _id: secret, code, later, step, previous)
    if age <= previous:
        assert isinstance(answer, ReadCode)
        assert answer.public_id == public_id
        assert timedelta(0) <= at - answer.stepped_at < timedelta(seconds=step)
    else:
        assert problem_of(answer) == "code_old"


@given(moments, st.integers(1, 100))
def test_code_of_a_coming_step_is_refused(at, ahead):
    code = code_at(SECRET, "L7", at + timedelta(seconds=ahead * STEP), STEP)
    assert problem_of(read(code, at)) == "code_future"


@given(ids, moments, st.data())
def test_code_with_one_changed_sign_is_refused(public_id, at, data):
    code = code_at(SECRET, public_id, at, STEP)
    place = data.draw(st.integers(0, len(code) - 1))
    sign = data.draw(st.sampled_from(ALPHABET + "-"))
    assume(sign != code[place])
    assert problem_of(read(code[:place] + sign + code[place + 1 :], at)) == "code_invalid"


@given(st.text(max_size=40))
def test_invented_text_is_refused(text):
    assert problem_of(read(text, NOON)) == "code_invalid"


@pytest.mark.parametrize("cut", [slice(1, None), slice(None, -1), slice(None, 5), slice(0, 0)])
def test_torn_code_is_refused(cut):
    assert problem_of(read(code_at(SECRET, "Lesson7", NOON, STEP)[cut], NOON)) == "code_invalid"


@pytest.mark.parametrize("extra", [" ", "\n", "0", "-"])
def test_code_with_something_behind_is_refused(extra):
    assert problem_of(read(code_at(SECRET, "L7", NOON, STEP) + extra, NOON)) == "code_invalid"


def test_code_with_a_step_padded_by_zero_is_refused():
    lesson, step, signature = code_at(SECRET, "L7", NOON, STEP).split("-")
    assert problem_of(read(f"{lesson}-0{step}-{signature}", NOON)) == "code_invalid"


def test_peer_03_code_signed_for_another_lesson_is_refused():
    ours, theirs = (code_at(SECRET, name, NOON, STEP).split("-") for name in ("L7", "L8"))
    assert problem_of(read("-".join([theirs[0], *ours[1:]]), NOON)) == "code_invalid"


def test_code_of_an_unknown_lesson_is_refused():
    code = code_at(SECRET, "L7", NOON, STEP)
    assert problem_of(read_code(lambda _id: None, code, NOON, STEP)) == "code_invalid"


@given(ids, moments)
def test_different_secrets_give_different_codes(public_id, at):
    code = code_at(SECRET, public_id, at, STEP)
    assert code != code_at(OTHER_SECRET, public_id, at, STEP)
    assert problem_of(read(code, at, secret=OTHER_SECRET)) == "code_invalid"


def test_code_made_under_another_step_is_refused():
    code = code_at(SECRET, "L7", NOON, 20)
    assert problem_of(read(code, NOON)) == "code_invalid"


def test_peer_02_ten_screens_show_the_same_code():
    shown = {
        code_at(SECRET, "L7", NOON + timedelta(seconds=second), STEP) for second in range(STEP)
    }
    assert len(shown) == 1


def test_code_is_short_and_safe_in_an_address():
    code = code_at(SECRET, "Ab3dE6gH", NOON, STEP)
    assert len(code) <= 28
    assert set(code) <= set(ALPHABET + "-")
    assert public_id_of(code) == "Ab3dE6gH"
    assert public_id_of(code[:-1]) is None


@given(moments, steps)
def test_remaining_time_ends_with_the_step(at, step):
    left = remaining_ms(at, step)
    assert 1 <= left <= step * 1000
    code = code_at(SECRET, "L7", at, step)
    assert code != code_at(SECRET, "L7", at + timedelta(milliseconds=left), step)
    assert code == code_at(SECRET, "L7", at + timedelta(milliseconds=left - 1), step)


@given(moments, st.integers(0, 5))
def test_typed_code_is_accepted_for_two_steps(at, age):
    typed = typed_code_at(SECRET, "L7", at, STEP)
    answer = read_typed_code({"L7": SECRET}, typed, at + timedelta(seconds=age * STEP), STEP)
    if age <= 1:
        assert isinstance(answer, ReadCode)
        assert answer.public_id == "L7"
    else:
        # Six digits may, once in half a million, be those of a later step as well.
        assert isinstance(answer, Problem) or answer.stepped_at > at


@pytest.mark.parametrize("shape", ["{} {}", " {}-{} ", "{}{}"])
def test_typed_code_may_be_written_loosely(shape):
    typed = typed_code_at(SECRET, "L7", NOON, STEP)
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    for text in (typed, typed.translate(wide)):
        answer = read_typed_code({"L7": SECRET}, shape.format(text[:3], text[3:]), NOON, STEP)
        assert isinstance(answer, ReadCode)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "①②③④⑤", "١٢٣٤٥٦"])
def test_typed_code_of_another_shape_is_refused(typed):
    assert problem_of(read_typed_code({"L7": SECRET}, typed, NOON, STEP)) == "typed_code_shape"


def test_typed_code_names_its_lesson_among_those_open():
    typed = typed_code_at(SECRET, "L8", NOON, STEP)
    answer = read_typed_code({"L7": SECRET, "L8": SECRET}, typed, NOON, STEP)
    assert isinstance(answer, ReadCode)
    assert answer.public_id == "L8"
    assert problem_of(read_typed_code({"L7": SECRET}, typed, NOON, STEP)) == "typed_code_wrong"


def test_typed_code_is_not_part_of_the_scanned_one():
    assert typed_code_at(SECRET, "L7", NOON, STEP) not in code_at(SECRET, "L7", NOON, STEP)


@given(ids, moments)
def test_peer_04_claim_keeps_the_moment_of_the_scan(public_id, at):
    claim = read_claim(SECRET, sign_claim(SECRET, public_id, at), at + timedelta(seconds=90))
    assert isinstance(claim, Claim)
    assert (claim.public_id, claim.scanned_at) == (public_id, at)


def test_two_claims_of_one_moment_differ():
    one, other = (read_claim(SECRET, sign_claim(SECRET, "L7", NOON), NOON) for _ in range(2))
    assert isinstance(one, Claim)
    assert isinstance(other, Claim)
    assert one.nonce != other.nonce


def test_claim_is_good_for_a_quarter_of_an_hour():
    token = sign_claim(SECRET, "L7", NOON)
    at = NOON + timedelta(minutes=15)
    assert problem_of(read_claim(SECRET, token, at)) is None
    assert problem_of(read_claim(SECRET, token, at + timedelta(microseconds=1))) == "claim_old"


def test_claim_from_the_future_is_refused():
    token = sign_claim(SECRET, "L7", NOON + timedelta(minutes=2))
    assert problem_of(read_claim(SECRET, token, NOON)) == "claim_invalid"


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: "A" + t, lambda _t: "", lambda _t: "…"]
)
def test_spoilt_claim_is_refused(spoil):
    token = sign_claim(SECRET, "L7", NOON)
    assert problem_of(read_claim(SECRET, spoil(token), NOON)) == "claim_invalid"
    assert problem_of(read_claim(OTHER_SECRET, token, NOON)) == "claim_invalid"
