"""Of several notebooks in a zip the one with the work counts, and the others are named."""

from __future__ import annotations

import pytest

from autograder import intake
from autograder.errors import SubmissionRejected
from autograder.intake import ipynb, own_cells
from autograder.model import Submission, SubmittedFile
from tests.fixtures.notebooks import as_json, manifest_for, solved, to_bytes, zip_of
from tests.fixtures.small_assignment import RELEASE, SOLUTIONS, small_assignment

TOY = small_assignment()
BLANK, DONE = to_bytes(as_json(RELEASE)), to_bytes(solved(RELEASE, SOLUTIONS))
HALF = to_bytes(solved(RELEASE, {"double": SOLUTIONS["double"]}))


def of(student_id: str, answers: dict[str, str] = SOLUTIONS) -> bytes:
    return to_bytes(solved(RELEASE, answers, name="Kim", student_id=student_id, option=1, group=""))


def received(files: dict[str, bytes], student_id: str = "77") -> Submission:
    return intake.receive(SubmittedFile(zip_of(files), "a.zip", student_id), TOY)


def written(submission: Submission) -> int:
    return sum("raise NotImplementedError" not in cell.source for cell in submission.notebook.cells if cell.solution)


def named(submission: Submission) -> list[str]:
    return [one.message for one in submission.findings if one.rule == "several_notebooks"]


@pytest.mark.parametrize("worse", [BLANK, HALF])
@pytest.mark.parametrize(
    ("better", "other"),
    [
        ("doubling_final.ipynb", "doubling.ipynb"),
        ("doubling (1).ipynb", "doubling.ipynb"),
        ("doubling.ipynb", "doubling (1).ipynb"),
        ("old/x.ipynb", "doubling.ipynb"),
    ],
)
def test_the_copy_with_the_work_counts_and_the_other_is_named(better, other, worse):
    submission = received({better: DONE, other: worse})

    assert written(submission) == written(received({"doubling.ipynb": DONE}))
    assert named(submission) == [f"Another notebook, {other}, is in the zip and wasn't graded."]


def test_of_two_copies_alike_the_last_with_the_assignments_name_counts():
    changed = DONE.replace(b"2 * x", b"x * 2")

    submission = received({"doubling.ipynb": DONE, "doubling (1).ipynb": changed, "other.ipynb": DONE})

    assert any("x * 2" in cell.source for cell in submission.notebook.cells)
    assert len(named(submission)) == 2


def test_another_persons_notebook_is_never_taken():
    files = {"mine.ipynb": of("77", {"double": SOLUTIONS["double"]}), "doubling.ipynb": of("78")}

    submission = received(files)

    assert written(submission) == written(received({"doubling.ipynb": HALF}))
    assert named(submission) == ["Another notebook, doubling.ipynb, is in the zip and wasn't graded."]
    with pytest.raises(SubmissionRejected, match="the zip holds notebooks of 2 students, 77, 78"):
        received(files, student_id="1001")


def test_the_manifest_tells_whose_notebook_it_is():
    mine = of("77")
    files = {
        "mine.ipynb": mine,
        "doubling.ipynb": of("78"),
        "manifest.json": manifest_for(mine, TOY.name, "1", student_id="77"),
    }

    assert named(received(files, student_id="1001")) == [
        "Another notebook, doubling.ipynb, is in the zip and wasn't graded."
    ]


def test_nothing_is_named_where_a_zip_holds_one_of_ours():
    assert named(received({"doubling.ipynb": DONE, "notes.ipynb": b"{}"})) == []


def test_notebooks_that_are_too_much_together_are_refused_before_they_are_read(monkeypatch):
    monkeypatch.setattr(own_cells, "MAX_VALUES", 3 * ipynb.values(DONE) - 1)
    files = {f"{name}.ipynb": DONE for name in "abc"}

    with pytest.raises(SubmissionRejected, match="the zip's 3 notebooks hold more values together"):
        received(files)
    assert own_cells.worth(zip_of(files), TOY) == 0
    assert received({"a.ipynb": BLANK, "doubling.ipynb": DONE}).notebook
