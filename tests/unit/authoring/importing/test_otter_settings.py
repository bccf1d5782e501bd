"""Points are shared out as otter does, and settings of two places are one; what can't be read stops the import."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.importing import otter_settings
from autograder.errors import UsageError


@pytest.mark.parametrize(
    ("said", "total", "worth"),
    [
        ([None, None], None, [0.5, 0.5]),
        ([None, 0.0], None, [1.0, 0.0]),  # a test of nothing shares nothing: issue 200
        ([2.0, None], None, [2.0, 0.0]),
        ([1.0, None, None], 3, [1.0, 1.0, 1.0]),
        ([None, None, None], {"each": 2}, [2.0, 2.0, 2.0]),  # pull request 184
        ([None, None, None], [1, None, 0.5], [1.0, 0.0, 0.5]),
        ([None, None], [None, None], [0.5, 0.5]),
        ([None, None, None], None, [0.333333, 0.333333, 0.333334]),  # which add up
        ([None, 0.5, None, None], 2.5, [0.666667, 0.5, 0.666667, 0.666666]),
        ([2.0, 1.0], None, [2.0, 1.0]),
        ([0.1, 0.1, 0.1], 0.3, [0.1, 0.1, 0.1]),
        ([], 1, []),
    ],
)
def test_a_questions_points_are_shared_out_as_otter_does(
    said: list[float | None], total: object, worth: list[float]
) -> None:
    assert otter_settings.shared(said, total, "q1") == worth


@pytest.mark.parametrize(
    ("said", "total", "told"),
    [
        ([None], [1, 2], "points for 2"),
        ([3.0], 2, "say 3 points, and it says 2"),
        ([None], "two", "gives 'two' points"),
    ],
)
def test_points_that_dont_agree_name_their_question(said: list[float | None], total: object, told: str) -> None:
    """Otter's own error didn't: issue 586."""
    with pytest.raises(UsageError, match=f"q1.*{told}"):
        otter_settings.shared(said, total, "q1")


def test_the_notebooks_own_settings_come_before_those_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "hw.yml").write_text("name: old\nfiles: [a.csv]\ntests:\n    files: true\n    ok_format: false")

    found = otter_settings.with_file(
        {"config_file": "hw.yml", "name": "new", "tests": {"ok_format": True}}, tmp_path / "hw.ipynb"
    )

    assert found == {
        "config_file": "hw.yml",
        "name": "new",
        "files": ["a.csv"],
        "tests": {"files": True, "ok_format": True},
    }


@pytest.mark.parametrize(
    ("text", "told"), [(None, "can't be read"), ("a: [", "can't be read"), ("- a", "holds no names and values")]
)
def test_settings_that_cant_be_read_stop_the_import(text: str | None, told: str, tmp_path: Path) -> None:
    """Their tests may be of another kind, and their files not for students."""
    if text is not None:
        (tmp_path / "hw.yml").write_text(text)

    with pytest.raises(UsageError, match=rf"hw\.yml.*{told}"):
        otter_settings.with_file({"config_file": "hw.yml"}, tmp_path / "hw.ipynb")


def test_a_setting_that_changes_what_is_graded_is_told() -> None:
    told = otter_settings.left_out({"name": "hw", "seed": {"variable": "s"}, "plugins": [], "runs_on": "colab"})

    assert told == ["otter's setting seed isn't taken along", "otter's setting runs_on = colab isn't needed here"]
