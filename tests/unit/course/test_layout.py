"""What may never be released is told by its folder."""

from __future__ import annotations

from pathlib import Path

from autograder.course import layout


def test_everything_in_hidden_and_answers_may_never_be_released(tmp_path: Path) -> None:
    kept = [
        "answers/right/other.py",
        "answers/wrong/f.py",
        "hidden/checks.py",
        "hidden/checks_part.py",
        "hidden/data/numbers.csv",
    ]
    for name in [
        *kept,
        "notebook.py",
        "notebook/figures.py",
        "assignment.toml",
        "hidden/__pycache__/checks.pyc",
        "hidden/.checks.swp",
    ]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")

    found = [path.relative_to(tmp_path).as_posix() for path in layout.never_released(tmp_path)]

    assert sorted(found) == kept
    assert [path.name for path in layout.hidden_files(tmp_path)] == ["checks.py", "checks_part.py", "numbers.csv"]


def test_an_assignment_without_answers_has_nothing_there(tmp_path: Path) -> None:
    assert layout.never_released(tmp_path) == []
