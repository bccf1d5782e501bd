"""A function of an author's notebook is asked by its text, as a student's would be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder import bench
from autograder.authoring.bench import Bench
from autograder.errors import UsageError
from autograder.model import Status
from tests.fixtures.authoring import edit, write_course

pytestmark = pytest.mark.usefixtures("shared_ancestor")  # each proof starts a pool


def doubled(x):
    return x * 2


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Bench, Path]]:
    root = write_course(tmp_path_factory.mktemp("course"))
    opened = bench("tiny", root=root)
    yield opened, root
    opened.close()


def test_it_is_asked_under_the_questions_name(tiny: tuple[Bench, Path]) -> None:
    opened, root = tiny
    asked = opened.ask("square", doubled)
    assert {one.name: one.status for one in asked.result.checks} == {
        "values_match": Status.FAILED,
        "inputs_stay": Status.PASSED,
    }
    assert "✗ values_match: this is the double" in repr(asked)
    assert "<caption>square: 2 of 6</caption>" in asked._repr_html_()
    assert opened.ask("square", "def mine(x):\n    return x * x\n").result.score == 6.0
    edit(root, "assignments/tiny/hidden/checks.py", "@square.check(2, judge", "@square.check(3, judge")
    edit(root, "assignments/tiny/assignment.toml", "points = 20", "points = 21")
    assert opened.ask("square", doubled).result.max_score == 7.0, "what was saved meanwhile counts"


def test_what_cannot_be_asked_is_said_in_a_sentence(tiny: tuple[Bench, Path], tmp_path: Path) -> None:
    opened, _ = tiny
    for question, answer, said in (
        ("sqare", doubled, r"no question 'sqare'\. Did you mean square"),
        ("square", len, "text of this function can't be found"),
        ("square", "def square(x:", "line 1 of the answer"),
        ("square", "square = lambda x: x", "a lambda can't be asked"),
    ):
        with pytest.raises(UsageError, match=said):
            opened.ask(question, answer)
    with pytest.raises(UsageError, match="is no course"):
        bench("tiny", root=tmp_path)
