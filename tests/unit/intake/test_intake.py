"""What students hand in becomes a submission, or one sentence saying why not."""

from __future__ import annotations

import gzip
import hashlib
import json
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import intake
from autograder.errors import GradingError, SubmissionRejected
from autograder.model import Submission, SubmittedFile
from autograder.results.folder import Folder
from tests.fixtures.notebooks import (
    as_json,
    colab_saved,
    edited,
    handed_in,
    manifest_for,
    save,
    solved,
    to_bytes,
    was_run,
    zip_of,
)
from tests.fixtures.small_assignment import RELEASE, SOLUTIONS, small_assignment

DOUBLING = small_assignment()
ME = {"name": "Kim", "student_id": "77", "option": 1, "group": ""}
SOLVED = was_run(solved(RELEASE, {**SOLUTIONS, "why": "Because."}, **ME))
NOTEBOOK = to_bytes(SOLVED)
ZIP = handed_in(SOLVED, "doubling", "abc123", **ME)


def receive(tmp_path: Path, data: bytes, name: str = "77-doubling.zip") -> Submission:
    return intake.receive(save(tmp_path / name, data), DOUBLING)


def rules(submission: Submission) -> list[str]:
    return [item.rule for item in submission.findings]


def refused(data: bytes, *, match: str) -> None:
    with pytest.raises(SubmissionRejected, match=match) as caught:
        intake.receive(data, DOUBLING)
    assert caught.value.fix


# ---------------------------------------------------------------- what is fine


def test_a_zip_made_by_the_submission_cell_is_taken_without_a_finding(tmp_path):
    submission = receive(tmp_path, ZIP)

    assert (submission.student_id, submission.assignment, submission.source) == ("77", "doubling", "77-doubling.zip")
    assert len(submission.notebook.cells) == len(RELEASE.cells)
    assert submission.manifest is not None
    assert submission.findings == ()


@pytest.mark.parametrize("folder", ["", "doubling", "a/b/c"])
def test_a_zip_made_by_hand_is_taken_and_noted(tmp_path, folder):
    submission = receive(tmp_path, zip_of({"doubling.ipynb": NOTEBOOK}, folder=folder))

    assert rules(submission) == ["zipped_by_hand"]


def test_a_bare_notebook_is_taken_and_noted(tmp_path):
    submission = receive(tmp_path, NOTEBOOK, "77-doubling.ipynb")

    assert (submission.student_id, rules(submission)) == ("77", ["zipped_by_hand"])


def test_a_notebook_changed_after_zipping_is_noted(tmp_path):
    changed = zip_of(
        {"doubling.ipynb": NOTEBOOK + b" ", "manifest.json": manifest_for(NOTEBOOK, "doubling", "abc123", **ME)}
    )

    assert rules(receive(tmp_path, changed)) == ["zipped_by_hand"]


def test_what_macos_adds_is_no_second_notebook(tmp_path):
    data = zip_of({"doubling.ipynb": NOTEBOOK, "__MACOSX/._doubling.ipynb": b"\0", ".DS_Store": b"\0",
                   ".ipynb_checkpoints/doubling-checkpoint.ipynb": NOTEBOOK})  # fmt: skip

    assert rules(receive(tmp_path, data)) == ["zipped_by_hand"]


def test_of_several_notebooks_the_one_with_the_assignments_name_is_taken(tmp_path):
    data = zip_of({"scratch.ipynb": to_bytes(as_json(RELEASE)), "doubling.ipynb": NOTEBOOK})

    assert receive(tmp_path, data).notebook.cells[3].source.count("2 * x") == 1


@pytest.mark.parametrize("name", ["doubling.ipynb.txt", "my work.ipynb.json", "doubling.ipynb의 사본", "x.ipynb"])
def test_a_second_file_that_is_no_notebook_of_ours_does_not_reject_the_zip(tmp_path, name):
    lecture = to_bytes(edited(as_json(RELEASE), lambda cells: cells.clear()))
    others = {"lecture.ipynb": lecture, "doubling-old.ipynb": b"<html>", "a.txt": b"", name: NOTEBOOK}

    assert len(receive(tmp_path, zip_of(others)).notebook.cells) == len(RELEASE.cells)


def test_a_notebook_of_ours_goes_before_another_that_has_the_assignments_name(tmp_path):
    data = zip_of({"doubling.ipynb": b"{}", "final.ipynb": NOTEBOOK})

    assert len(receive(tmp_path, data).notebook.cells) == len(RELEASE.cells)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "cp949"])
def test_a_notebook_in_an_encoding_of_windows_is_taken(tmp_path, encoding):
    assert len(receive(tmp_path, NOTEBOOK.decode().encode(encoding)).notebook.cells) == len(RELEASE.cells)


def test_of_thousands_of_files_beside_the_notebook_a_few_are_named_other_notebooks_first_and_the_rest_is_counted():
    beside = (*(f"environment/{number}.py" for number in range(5000)), "b.ipynb")

    received = intake.receive(SubmittedFile(NOTEBOOK, "a.ipynb", "77", beside=beside, rivals=("b.ipynb",)), DOUBLING)

    named = [item for item in received.findings if item.message.startswith("Another file")]
    assert len(named) == 30 and named[0].rule == "several_notebooks"
    assert named[-1].message == "Another file, environment/28.py, came with it and wasn't graded. And 4971 more."


def test_other_files_of_the_same_hand_in_and_doubts_are_noted():
    file = SubmittedFile(NOTEBOOK, "a.ipynb", "77", beside=("b.ipynb",), doubts=("2 different people seem to be 77.",))

    messages = [item.message for item in intake.receive(file, DOUBLING).findings]
    rival = intake.receive(replace(file, rivals=("b.ipynb",)), DOUBLING)

    assert ("earlier_attempt" in rules(rival), "several_notebooks" in rules(rival)) == (False, True)
    assert "Another file, b.ipynb, came with it and wasn't graded." in messages
    assert "2 different people seem to be 77." in messages


def test_a_time_that_cannot_be_read_is_noted_until_another_is_known():
    file = SubmittedFile(NOTEBOOK, "a.ipynb", "77", time="5 xyz 2026 941")

    assert "time_unread" in rules(intake.receive(file, DOUBLING))
    assert "time_unread" not in rules(intake.receive(replace(file, received=DOUBLING.due), DOUBLING))


@pytest.mark.parametrize("said", ["kim ada", "Kim  Ada ", "KIM ADA"])
def test_an_id_is_compared_as_people_write_it(tmp_path, said):
    hidden = handed_in(SOLVED, "doubling", "abc123", **{**ME, "student_id": said})

    submission = receive(tmp_path, hidden, "kim ada-doubling.zip")

    assert (submission.student_id, mismatch(submission)) == ("kim ada", "")


def test_tests_and_configuration_in_a_zip_are_ignored(tmp_path):
    data = zip_of(
        {"doubling.ipynb": NOTEBOOK, "conftest.py": b"raise SystemExit", "pyproject.toml": b"", "tests/x.py": b""}
    )

    assert len(receive(tmp_path, data).notebook.cells) == len(RELEASE.cells)


@pytest.mark.parametrize("minor", [0, 5])
@pytest.mark.parametrize("nbgrader", [True, False])
def test_colabs_notebooks_are_taken(tmp_path, minor, nbgrader):
    saved = colab_saved(SOLVED, minor=minor, nbgrader=nbgrader, badge=True)

    assert receive(tmp_path, handed_in(saved, "doubling", "abc123", **ME)).findings == ()


def test_a_zip_named_as_a_notebook_is_known_by_its_bytes(tmp_path):
    assert receive(tmp_path, ZIP, "77-doubling.ipynb").findings == ()


def test_bytes_alone_are_their_manifests_students():
    assert intake.receive(ZIP, DOUBLING).student_id == "77"
    assert intake.receive(NOTEBOOK, DOUBLING).student_id == "~"


# ---------------------------------------------------------------- one sentence each


def test_several_notebooks_are_refused():
    refused(zip_of({"a.ipynb": NOTEBOOK, "b.ipynb": NOTEBOOK}), match="holds 2 notebooks.*named doubling.ipynb")
    refused(zip_of({"a/doubling.ipynb": NOTEBOOK, "b/doubling.ipynb": NOTEBOOK}), match="holds 2 notebooks")


def test_no_notebook_is_refused_with_what_there_is():
    refused(zip_of({"report.pdf": b"%PDF"}), match="no notebook, only report.pdf")
    refused(zip_of({}), match="no notebook, nothing at all")
    refused(zip_of({"a\x1b[31m.txt": b""}), match=r"only a\\x1b")


def test_a_zip_in_a_zip_is_refused_from_the_second_on():
    data = zip_of({"inner.zip": ZIP})
    for _ in range(10):
        data = zip_of({"inner.zip": data})
        refused(data, match="another zip.*inner zip")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "empty"),
        (b"hello", "neither a zip nor a notebook"),
        (b"%PDF-1.7", "a PDF"),
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (gzip.compress(b"x", mtime=0), "a gzip archive"),
        (b"\x00" * 1000, "neither a zip nor a notebook"),
        (ZIP[:-30], "damaged"),
        (ZIP[: len(ZIP) // 2], "damaged"),
        (b"{", "JSON"),
        (b"[]", "not a notebook"),
        (json.dumps({}).encode("utf-16"), "JSON, but not a notebook"),
    ],
)
def test_what_cannot_be_read_is_refused(data, found):
    refused(data, match=found)


def test_a_bad_notebook_in_a_good_zip_is_refused():
    refused(zip_of({"doubling.ipynb": b"[" * 100_000}), match="nested")


def test_a_zip_bomb_is_refused():
    refused(zip_of({"doubling.ipynb": b"\0" * (50 * 2**20)}), match="unpacks to far more")


# ---------------------------------------------------------------- another assignment's


def other(notebook: dict, **kept: bool) -> dict:
    """Turn this assignment's notebook into one of another."""

    def rename(cells: list[dict]) -> None:
        for cell in cells:
            cell["source"] = [
                line.replace("double", "halve").replace("Counter", "Timer").replace("triple", "third")
                for line in cell["source"]
            ]
            grader = cell["metadata"].get("nbgrader")
            if grader and cell["metadata"]["id"] not in kept:
                name = (
                    grader["grade_id"].replace("double", "halve").replace("Counter", "Timer").replace("triple", "third")
                )
                grader["grade_id"] = cell["metadata"]["id"] = cell["id"] = name.replace("why", "how")

    return edited(notebook, rename)


def test_a_notebook_of_another_assignment_is_refused():
    refused(to_bytes(other(SOLVED)), match="another assignment, not of 'doubling'")


def test_it_is_refused_though_one_function_has_the_same_name():
    shared = edited(other(SOLVED), lambda cells: cells[3].update(source=SOLVED["cells"][3]["source"]))

    refused(to_bytes(shared), match="another assignment")


def test_it_is_known_without_nbgraders_metadata():
    refused(to_bytes(colab_saved(other(SOLVED), nbgrader=False)), match="another assignment")


def test_its_manifest_tells_its_name():
    refused(handed_in(other(SOLVED), "halving", "1", **ME), match="notebook of 'halving', not of 'doubling'")


def test_a_manifest_alone_does_not_make_it_another_assignments(tmp_path):
    data = zip_of({"x.ipynb": NOTEBOOK, "manifest.json": manifest_for(NOTEBOOK, "halving", "1", **ME)})

    assert receive(tmp_path, data).assignment == "doubling"


def test_a_notebook_without_any_answer_cell_is_refused():
    refused(to_bytes(edited(SOLVED, lambda cells: cells.clear())), match="no answer cell")
    refused(b'{"nbformat": 4, "cells": [], "metadata": {}}', match="no answer cell")


def test_a_notebook_that_lost_most_cells_is_still_this_ones(tmp_path):
    kept = edited(SOLVED, lambda cells: cells.__delitem__(slice(4, None)))

    assert len(receive(tmp_path, to_bytes(kept), "77-doubling.ipynb").notebook.cells) == 4


# ---------------------------------------------------------------- whose it is


def mismatch(submission: Submission) -> str:
    return next((item.message for item in submission.findings if item.rule == "identity_mismatch"), "")


def test_a_manifest_of_someone_else_is_noted(tmp_path):
    submission = receive(tmp_path, ZIP, "88-doubling.zip")

    assert submission.student_id == "88"
    assert "88" in mismatch(submission) and "77" in mismatch(submission)


def test_the_lmss_number_is_no_mismatch_but_the_files_name_is(tmp_path):
    assert mismatch(receive(tmp_path, ZIP, "kim_1001_5001_77-doubling.zip")) == ""
    assert "78" in mismatch(receive(tmp_path, ZIP, "kim_1001_5001_78-doubling.zip"))


def test_a_manifest_cannot_choose_whose_record_is_written(tmp_path):
    hostile = handed_in(SOLVED, "doubling", "abc123", **{**ME, "student_id": "../../etc/passwd"})

    student_id = receive(tmp_path, hostile, "homework.zip").student_id

    assert student_id == "../../etc/passwd"
    assert Folder(tmp_path).record(student_id).name == "~2E.~2F..~2Fetc~2Fpasswd.json"


def test_earlier_attempts_are_noted(tmp_path):
    for name in ("77-doubling.zip", "77-doubling-1.zip"):
        save(tmp_path / name, ZIP)
    (file,) = intake.find([tmp_path])

    submission = intake.receive(file, DOUBLING)

    assert submission.source == "77-doubling-1.zip"
    assert [item.message for item in submission.findings] == [
        "An earlier file, 77-doubling.zip, is kept and wasn't graded."
    ]


def test_a_shared_zip_is_noted(tmp_path):
    data = zip_of({"kim_1001_5001_77-doubling.zip": ZIP, "lee_1002_5002_77-doubling.zip": ZIP})

    found = intake.find([save(tmp_path / "submissions.zip", data)])

    assert all("another student" in mismatch(intake.receive(one, DOUBLING)).lower() for one in found)


def test_the_hash_is_of_the_file_as_handed_in(tmp_path):
    assert receive(tmp_path, ZIP).sha256 == hashlib.sha256(ZIP).hexdigest()


def test_a_missing_path_is_wrong_usage(tmp_path):
    with pytest.raises(GradingError, match="there is no file"):
        intake.receive(tmp_path / "none.zip", DOUBLING)


def test_nothing_is_written_or_connected_to(tmp_path, monkeypatch):
    path = save(tmp_path / "77-doubling.zip", ZIP)
    monkeypatch.setattr(socket, "socket", None)
    monkeypatch.chdir(tmp_path)

    intake.receive(path, DOUBLING)

    assert sorted(tmp_path.iterdir()) == [path]


# ---------------------------------------------------------------- any bytes


@given(
    st.binary(max_size=300)
    | st.binary(max_size=300).map(lambda data: zip_of({"doubling.ipynb": data}))
    | st.binary(max_size=100).map(lambda data: b"PK\x03\x04" + data)
)
def test_no_file_raises_anything_but_a_rejection(data):
    with pytest.raises(SubmissionRejected):
        intake.receive(data, DOUBLING)


@given(st.lists(st.tuples(st.integers(0, len(ZIP) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_no_damage_raises_anything_but_a_rejection(changes):
    data = bytearray(ZIP)
    for at, value in changes:
        data[at] = value
    try:
        intake.receive(bytes(data), DOUBLING)
    except SubmissionRejected as error:
        assert error.fix


def test_bytes_over_the_cap_are_refused_unread(monkeypatch):
    monkeypatch.setattr(intake, "MAX_FILE", 10)

    refused(ZIP, match="the file is")
