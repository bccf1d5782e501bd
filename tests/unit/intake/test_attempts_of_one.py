"""What is graded of one person's files is what they wrote, and the others are told apart."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from autograder.intake import own_cells
from autograder.intake.discovery import find
from autograder.model import SubmittedFile
from term.download_names import blackboard, brightspace, moodle, unpacked
from tests.fixtures.notebooks import as_json, solved, to_bytes
from tests.fixtures.small_assignment import RELEASE, SOLUTIONS, small_assignment

TOY = small_assignment()
BLANK, DONE = to_bytes(as_json(RELEASE)), to_bytes(solved(RELEASE, SOLUTIONS))
HALF = to_bytes(solved(RELEASE, {"double": SOLUTIONS["double"]}))
OTHER_HALF = HALF + b"\n"


def one(place: Path, files: dict[str, bytes]) -> SubmittedFile:
    (file,) = find(
        [unpacked(place, files)], assignment=TOY.name, ours=partial(own_cells.worth, assignment=TOY)
    ).unread()
    return file


@pytest.mark.parametrize("worse", [BLANK, HALF])
@pytest.mark.parametrize(
    ("better", "other"),
    [
        ("kim/doubling_final.ipynb", "kim/doubling.ipynb"),
        ("kim/doubling.ipynb", "kim/doubling(1).ipynb"),
        ("kim/old/doubling.ipynb", "kim/doubling.ipynb"),
        ("kim_30_9001_final.ipynb", "kim_30_9002_doubling.ipynb"),
    ],
)
def test_what_is_written_goes_before_a_name_and_a_place(tmp_path, better, other, worse):
    file = one(tmp_path, {better: DONE, other: worse})

    assert (file.source, file.beside, file.rivals) == (better, (other,), (other,))


def test_a_later_copy_with_nothing_in_it_does_not_hide_an_earlier_one(tmp_path):
    file = one(tmp_path, {"77-doubling.ipynb": DONE, "77-doubling (1).ipynb": BLANK})

    assert (file.source, file.attempts, file.beside) == ("77-doubling.ipynb", (), ("77-doubling (1).ipynb",))


def test_a_later_copy_with_answers_counts_however_many(tmp_path):
    file = one(tmp_path, {"77-doubling.ipynb": DONE, "77-doubling (1).ipynb": HALF})

    assert (file.source, file.attempts) == ("77-doubling (1).ipynb", ("77-doubling.ipynb",))


def test_a_number_and_a_folder_of_one_person_are_weighed_together(tmp_path):
    file = one(tmp_path, {"2022000001/2022000001-doubling.ipynb": BLANK, "2022000001/doubling.ipynb": DONE})

    assert file.source == "2022000001/doubling.ipynb"


def test_where_the_lms_tells_the_time_its_last_attempt_counts(tmp_path):
    first = blackboard("HW", "kim", "2026-10-05-12-00-00", "doubling.ipynb")
    last = blackboard("HW", "kim", "2026-10-06-12-00-00", "doubling.ipynb")
    other = blackboard("HW", "lee", "2026-10-06-12-00-00", "doubling.ipynb")

    files = find(
        [unpacked(tmp_path, {first: DONE, last: BLANK, other: DONE})],
        assignment=TOY.name,
        ours=partial(own_cells.worth, assignment=TOY),
    )

    assert [(file.source, file.attempts) for file in files.unread()] == [(last, (first,)), (other, ())]


def test_the_release_beside_somebodys_work_is_nobodys(tmp_path):
    mine = to_bytes(solved(RELEASE, SOLUTIONS, name="Kim", student_id="77", option=1, group=""))

    files = find(
        [unpacked(tmp_path, {"doubling.ipynb": BLANK, "doubling_final.ipynb": mine})],
        assignment=TOY.name,
        ours=partial(own_cells.worth, assignment=TOY),
    )

    assert [file.student_id for file in files.unread()] == ["77"]
    assert [(left.source, "handed out" in left.why) for left in files.not_taken] == [("doubling.ipynb", True)]


@pytest.mark.parametrize(
    ("first", "copy"),
    [
        (moodle("Lee Bo", 202, "77-doubling.zip"), moodle("Lee Bo", 202, "77-doubling (1).zip")),
        (moodle("Lee Bo", 202, "doubling.ipynb"), moodle("Lee Bo", 202, "doubling(1).ipynb")),
        (moodle("Lee Bo", 202, "doubling.ipynb", folders=False), moodle("Lee Bo", 202, "doubling (1).ipynb", folders=False)),
        (
            brightspace(501, "Lee Bo", "Oct 5, 2026 1159 PM", "doubling.ipynb"),
            brightspace(501, "Lee Bo", "Oct 5, 2026 1159 PM", "doubling (1).ipynb"),
        ),
        ("leebo_30_9001_77-doubling-1.ipynb", "leebo_30_9002_77-doubling (1)-1.ipynb"),
    ],
)  # fmt: skip
def test_the_last_copy_counts_in_each_lms(tmp_path, first, copy):
    file = one(tmp_path, {first: HALF, copy: OTHER_HALF})

    assert (file.source, file.rivals) == (copy, (first,))


def attempts(kind: str) -> tuple[str, str]:
    first, last = "2026-10-05-12-00-00", "2026-10-06-12-00-00"
    return (
        blackboard("HW", "kim", first, "doubling.ipynb"),
        blackboard("HW", "kim", last, f"doubling.{kind}" if kind else ""),
    )


@pytest.mark.parametrize(
    ("kind", "held"),
    [("pdf", b"%PDF-1.4"), ("zip", b"PK damaged"), ("ipynb", b"{}"), ("txt", b"forgot this"), ("", b"Name: Kim (kim)")],
)
def test_a_last_attempt_that_cannot_be_graded_gives_way_to_one_that_can(tmp_path, kind, held):
    first, last = attempts(kind)

    found = find(
        [unpacked(tmp_path, {first: DONE, last: held})],
        assignment=TOY.name,
        ours=partial(own_cells.worth, assignment=TOY),
    )

    (file,) = found.unread()
    assert (file.source, file.beside) == (first, (last,))
    assert f"kim: {last} came last and can't be graded; {first}, which came before, counts." in found.said


def test_where_no_attempt_can_be_graded_the_last_one_says_why(tmp_path):
    first, last = attempts("pdf")

    file = one(tmp_path, {first: b"{}", last: b"%PDF-1.4"})

    assert (file.source, file.attempts) == (last, (first,))
