"""What a question is built on: by the notebook's state, by names, and as assignment.toml says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.course import built_on
from autograder.course.settings import AssignmentFile, ChecksFile
from autograder.errors import AssignmentBroken

CELLS = [("f", False), ("a", True), ("g", False), ("", False), ("b", True)]


def toml(follow_through: bool, **builds_on: list[str]) -> AssignmentFile:
    checks = ChecksFile(follow_through=follow_through)
    return AssignmentFile(
        title="T", order=1, due=datetime(2027, 1, 1, tzinfo=UTC), points=1, checks=checks, builds_on=builds_on
    )


def test_a_whole_cell_begins_with_all_above_it_and_a_function_with_the_last_whole_cell() -> None:
    assert dict(built_on.of_state(CELLS)) == {"a": ("f",), "g": ("f", "a"), "b": ("f", "a", "g")}


def test_what_is_said_comes_first_and_nothing_is_named_twice() -> None:
    assert built_on.of_questions(CELLS, {"g": ["a", "h"]})["g"] == ("a", "h", "f")


def test_names_lead_to_every_earlier_question_that_binds_them_and_to_no_later_one() -> None:
    cells = [("f", {"f"}, {"g"}), ("x", {"x", "f"}, set()), ("g", {"g"}, {"f", "g", "np"})]

    assert built_on.of_names(cells) == {"g": ("f", "x")}


def test_without_follow_through_nothing_is_given(tmp_path: Path) -> None:
    assert built_on.of_assignment(CELLS, toml(False), tmp_path / "assignment.toml") == {}
    assert built_on.of_assignment(CELLS, toml(True), tmp_path / "assignment.toml") != {}


def test_without_follow_through_builds_on_is_refused_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "assignment.toml"
    path.write_text("[checks]\nfollow_through = false\n", encoding="utf-8")

    with pytest.raises(AssignmentBroken, match=r"toml:2: follow_through = false .* \[builds_on\] is there"):
        built_on.of_assignment(CELLS, toml(False, g=["f"]), path)
