"""Who releases anew what was handed in already hears it, once."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from autograder.authoring import compile, release
from autograder.authoring.handed_out import HandedOut
from autograder.cli.verbs import app_of
from tests.fixtures.authoring import edit, write_released_course


@pytest.fixture
def course(tmp_path):
    return write_released_course(tmp_path)


def changed(root):
    """Release the tiny assignment with another question."""
    edit(root, "assignments/tiny/notebook.py", "Why is a square never negative?", "Why is no square negative?")
    compile.build("tiny", root)
    release.release("tiny", root)


def graded(root, count):
    (root / "results/tiny/records").mkdir(parents=True)
    for number in range(count):
        (root / f"results/tiny/records/{number}.json").write_text("{}", "utf-8")


@pytest.mark.parametrize(("count", "said"), [(1, "1 hand-in is graded already"), (3, "3 hand-ins are graded already")])
def test_another_release_is_told_where_hand_ins_are_graded(course, count, said):
    graded(course, count)
    known = HandedOut("tiny", course)
    assert known.news() == ""

    changed(course)

    assert said in known.news()
    assert known.news() == ""


def test_nothing_is_said_before_anybody_handed_in(course):
    known = HandedOut("tiny", course)

    changed(course)

    assert known.news() == ""


def test_the_command_says_it(course, monkeypatch):
    graded(course, 2)
    edit(course, "assignments/tiny/notebook.py", "Why is a square never negative?", "Why is no square negative?")
    compile.build("tiny", course)
    monkeypatch.chdir(course)

    first, second = (CliRunner().invoke(app_of(), ["release", "tiny"]).stdout for _ in range(2))

    assert re.search(r"2\s+hand-ins\s+are\s+graded\s+already:\s+version\s+\w+\s+is\s+\w+\s+now", first)
    assert "graded already" not in second
