"""Rubrics: read as they are written, and what can't be meant is one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import rubric
from autograder.errors import AssignmentBroken

ONE = '[[q]]\nname = "a"\nsays = "It says why."\npoints = 2\nlevels = { half = 1 }\n'


def read(folder: Path, text: str) -> dict[str, rubric.Rubric]:
    (folder / rubric.FILE).write_text(text, encoding="utf-8")
    return dict(rubric.of_assignment(folder))


def test_a_criterion_has_points_for_all_of_it_and_for_its_levels(tmp_path: Path) -> None:
    (criterion,) = read(tmp_path, ONE)["q"]

    assert (criterion.worth(""), criterion.worth("half"), criterion.worth("third")) == (2, 1, None)
    assert rubric.of_assignment(tmp_path / "elsewhere") == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ONE + ONE, "several criteria called 'a'"), (ONE.replace('"a"', '" "'), "a criterion called ' '"),
        (ONE.replace("points", "point"), "unknown key 'point'"), (ONE.replace("= 2", '= "2"'), "points is '2', not a number"),
        (ONE.replace("half", '""'), "has no name"), ("[[q]\n", "rubric.toml"), ("q = 3\n", "q is 3"),
    ],
)  # fmt: skip
def test_what_cant_be_meant_is_said_with_file_and_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(AssignmentBroken, match=r"rubric\.toml") as caught:
        read(tmp_path, text)

    assert said in str(caught.value)


def test_criteria_that_dont_add_up_are_told(tmp_path: Path) -> None:
    criteria = read(
        tmp_path, ONE + ONE.replace('"a"', '"b"').replace("= 2", "= -1").replace("half = 1", "half = -0.5")
    )["q"]

    assert rubric.problem(tmp_path, "q", criteria, 2, ["q"]) == ""  # what a mistake costs doesn't count
    assert "add up to 2 points, and the question has 4" in rubric.problem(tmp_path, "q", criteria, 4, ["q"])
    assert "Did you mean q1?" in rubric.problem(tmp_path, "q", criteria, 2, ["q1"])


@pytest.mark.parametrize(("points", "level"), [("2", "15"), ("2", "-1"), ("-2", "1"), ("-2", "-3"), ("2", "nan")])
def test_a_level_that_is_no_part_of_its_criterion_is_told(tmp_path: Path, points: str, level: str) -> None:
    least = ONE.replace('"a"', '"b"').replace("half = 1", "half = 0, whole = 2")
    odd = ONE.replace("= 2", f"= {points}").replace("half = 1", f"half = {level}")
    criteria = read(tmp_path, odd + least)["q"]

    said = rubric.problem(tmp_path, "q", criteria, 4 if points == "2" else 2, ["q"])

    assert f"the level 'half' of 'a' gives {level}, and all of it {points}." in said


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_a_sentence(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    try:
        read(folder, text.encode("utf-8", "replace").decode())
    except AssignmentBroken as error:
        assert "rubric.toml" in str(error)
