"""A command whose output nobody reads any more does its work all the same."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import TextIO

import pytest
from rich.console import Console

from autograder.cli import closed_output
from tests.fixtures.course import ROOT


@pytest.fixture
def hung_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[TextIO]:
    """A stream at whose other end nobody is."""
    monkeypatch.setattr(Console, "on_broken_pipe", Console.on_broken_pipe)
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as stream:
        yield stream


def test_a_console_falls_silent_and_the_command_goes_on(hung_up):
    closed_output.go_on()
    console = Console(file=hung_up)

    for _ in range(3):
        console.print("a line " * 10_000)

    assert console.quiet


def test_a_text_is_thrown_away(hung_up):
    closed_output.write("a line\n" * 10_000, hung_up)
    closed_output.write("another\n", hung_up)


def test_a_text_that_is_read_arrives():
    reader, writer = os.pipe()
    with os.fdopen(reader, encoding="utf-8") as read, os.fdopen(writer, "w", encoding="utf-8") as stream:
        closed_output.write("a line\n", stream)

        assert read.readline() == "a line\n"


@pytest.mark.parametrize(
    ("words", "status"),
    [(("--help",), 0), (("grade", "--help"), 0), (("doctor",), 0), (("doctor", "--json"), 0), (("grade", "knm", "in"), 2), (("grad",), 2)],
)  # fmt: skip
def test_the_status_is_that_of_the_work(words, status):
    reader, writer = os.pipe()
    os.close(reader)

    ended = subprocess.run([sys.executable, "-m", "autograder", *words], cwd=ROOT, stdout=writer, stderr=writer if status else subprocess.PIPE, check=False, timeout=120)  # fmt: skip
    os.close(writer)

    assert ended.returncode == status
    assert b"Exception ignored" not in (ended.stderr or b"")
