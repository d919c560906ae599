"""Numbers, names of files and tokens, decided from values alone."""

from __future__ import annotations

import pytest

from plugins.certificates.rules import (
    file_name,
    issuer_problem,
    number_text,
    prefix_problem,
    token_for,
)


@pytest.mark.parametrize(
    ("serial", "text"),
    [
        (1, "市工培〔2026〕第0001号"),
        (42, "市工培〔2026〕第0042号"),
        (12345, "市工培〔2026〕第12345号"),
    ],
)
def test_number_is_written_in_the_form_of_the_trade(serial, text):
    assert number_text("市工培", 2026, serial) == text


@pytest.mark.parametrize(
    ("prefix", "refused"),
    [
        ("市工培", False),
        ("SGP-1", False),
        ("", True),
        ("  ", True),
        ("市/工", True),
        ("长" * 17, True),
    ],
)
def test_prefix_that_cannot_stand_in_a_number_is_refused(prefix, refused):
    assert (prefix_problem(prefix) is not None) == refused


def test_issuer_may_be_left_empty_but_not_too_long():
    assert [issuer_problem(text) is not None for text in ("", "市总工会", "长" * 61)] == [
        False,
        False,
        True,
    ]


def test_file_name_holds_nothing_a_disk_refuses():
    assert (
        file_name("培〔2026〕第0001号", "阿依·买/买提:*") == "培〔2026〕第0001号 阿依·买_买提__.pdf"
    )


def test_token_is_the_same_for_the_same_certificate_and_another_for_any_other():
    one = token_for("secret", "holder", "第1号")
    others = {token_for("Secret", "holder", "第1号"), token_for("secret", "other", "第1号"),
              token_for("secret", "holder", "第2号")}  # fmt: skip
    assert (len(one), one == token_for("secret", "holder", "第1号")) == (22, True)
    assert one not in others
    assert len(others) == 3
