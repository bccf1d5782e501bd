"""Bytes of strangers end in a value or in a declared refusal: all that ever failed is tried again, and some thousand new ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from attacks import fuzz
from attacks.targets import TARGETS, Target

BY_NAME = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)


@BY_NAME
def test_what_ever_failed_is_refused_or_read_now(target: Target) -> None:
    assert fuzz.replay(target) == []


@BY_NAME
def test_some_hundred_mutations_are_refused_or_read(target: Target) -> None:
    found = fuzz.fuzz(target, max(200, int(1_500 * target.share)), seed=1, keep=False)

    assert [fault for _, fault in found.failures] == []
    assert found.tried >= 200
    assert found.outcomes > 3  # they don't all end at the first check


def test_a_reader_that_breaks_is_found_and_kept(tmp_path) -> None:
    def breaks(data: bytes) -> str:
        return str(1 / (b"[" in data))

    line = breaks.__code__.co_firstlineno + 1

    target = replace(TARGETS[0], read=breaks, corpus=tmp_path)

    found = fuzz.fuzz(target, 300)

    assert [fault for _, fault in found.failures] == [f"ZeroDivisionError at test_fuzz.py:{line}: division by zero"]
    assert [path.read_bytes() for path in target.kept()] == [found.failures[0][0]]
    assert fuzz.replay(target)[0].endswith("division by zero")
