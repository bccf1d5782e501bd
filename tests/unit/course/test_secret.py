"""The course's secret is made once, whole, and never again."""

from __future__ import annotations

import os
import stat

import pytest

from autograder.course import secret
from autograder.errors import GradingError


def test_the_same_secret_is_read_ever_after(tmp_path):
    made = secret.course_secret(tmp_path)

    assert (len(made), secret.course_secret(tmp_path)) == (secret.LENGTH, made)
    assert [path.name for path in tmp_path.iterdir()] == [secret.NAME]
    assert stat.S_IMODE((tmp_path / secret.NAME).stat().st_mode) == 0o600


def test_a_run_killed_while_it_makes_the_secret_leaves_none_that_is_too_short(tmp_path, monkeypatch):
    class Killed(BaseException):
        pass

    def kill(_count):
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(os, "urandom", kill)
        secret.course_secret(tmp_path)

    assert len(secret.course_secret(tmp_path)) == secret.LENGTH


def test_of_two_that_make_it_at_once_both_get_the_first_ones(tmp_path, monkeypatch):
    link = os.link

    def late(source, target):
        target.write_bytes(b"f" * secret.LENGTH)
        link(source, target)

    monkeypatch.setattr(os, "link", late)

    assert secret.course_secret(tmp_path) == b"f" * secret.LENGTH


def test_a_damaged_secret_is_one_sentence(tmp_path):
    (tmp_path / secret.NAME).write_bytes(b"short")

    with pytest.raises(GradingError, match="too short to be a secret"):
        secret.course_secret(tmp_path)
