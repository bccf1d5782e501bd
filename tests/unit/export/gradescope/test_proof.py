"""An image is proved by its own run_autograder: other marks than the due ones are a sentence, and setup.sh fails with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.errors import GradingError
from autograder.export.gradescope import __main__ as program
from autograder.export.gradescope import proof
from tests.fixtures.authoring import write_released_course


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """Give the tiny course, released."""
    return write_released_course(tmp_path_factory.mktemp("course"))


def check(score: float, said: str = "") -> dict[str, object]:
    """Give a check as results.json shows it."""
    return {"name": "Square: it squares", "score": score, "max_score": 2.0, "status": "passed" if score == 2 else "failed", "output": said}  # fmt: skip


def grader(root: Path, *, right: list[dict[str, object]], blank: list[dict[str, object]], after: str = "") -> Path:
    """Write a run_autograder that tells the right answer from the blank one as a grader would: by what is in it."""
    for kind, checks in (("right", right), ("blank", blank)):
        (root / f"{kind}.json").write_text(json.dumps({"score": 0, "tests": checks}))
    script = root / "run_autograder"
    script.write_text(
        "#!/bin/bash\nset -e\ncd $AUTOGRADER_ROOT\n"
        "if grep -q 'raise NotImplementedError' submission/*.ipynb; then kind=blank; else kind=right; fi\n"
        f"grep -q created_at submission_metadata.json\n{after}\ncp source/$kind.json results/results.json\n"
    )
    script.chmod(0o755)
    return root


def test_full_marks_and_none_are_the_proof(course):
    root = grader(course, right=[check(2.0)], blank=[check(0.0)])

    assert list(proof.prove("tiny", root)) == [
        "The right answer earned 2 of 2 points.",
        "The blank answer earned 0 of 2 points.",
    ]


@pytest.mark.parametrize(
    ("right", "blank", "said"),
    [
        ([check(2.0), check(0.0, "a loop that doesn't end\nHint")], [check(0.0)], r"right answer of tiny earned 2 of 4 points here, and 4 are due.*rehearse.*it squares: a loop that doesn't end\."),
        ([check(2.0)], [check(2.0)], r"blank answer of tiny earned 2 of 2 points here, and 0 are due.*it squares"),
        ([], [], r"right answer of tiny earned 0 of 0"),
    ],
)  # fmt: skip
def test_other_marks_are_named_with_the_checks(course, right, blank, said):
    root = grader(course, right=right, blank=blank)

    with pytest.raises(GradingError, match=said):
        list(proof.prove("tiny", root))


def test_a_run_that_fails_is_no_proof(course):
    root = grader(course, right=[check(2.0)], blank=[check(0.0)], after="exit 7")

    with pytest.raises(GradingError, match="ended with 7 for the right answer"):
        list(proof.prove("tiny", root))


def test_the_program_tells_by_its_exit_status(course, monkeypatch, capsys):
    (course.parent / "base").mkdir()
    (course.parent / "base/source").symlink_to(course)
    monkeypatch.setenv("AUTOGRADER_ROOT", str(course.parent / "base"))

    grader(course, right=[check(2.0)], blank=[check(0.0)])
    assert program.main(["--prove", "tiny"]) == 0
    grader(course, right=[check(0.0)], blank=[check(0.0)])
    assert program.main(["--prove", "tiny"]) == 1

    assert "setup.sh: The blank answer earned 0 of 2 points." in (said := capsys.readouterr().out)
    assert "autograder: the right answer of tiny earned 0 of 2 points" in said
