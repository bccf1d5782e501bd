"""A hand-in that came out of its zip is what it was in it: the same manifest, no finding, and nobody's words."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from autograder import intake
from autograder.export.gradescope import container
from autograder.intake import own_cells
from autograder.intake.discovery import Discovered, find
from autograder.model import RawFile, Submission, SubmittedFile
from term.download_names import unpacked
from tests.fixtures.notebooks import handed_in, manifest_for, save, solved, to_bytes, was_run, zip_of
from tests.fixtures.small_assignment import RELEASE, SOLUTIONS, small_assignment

DOUBLING = small_assignment()
WORTH = partial(own_cells.worth, assignment=DOUBLING)


def hand_in(student_id: str = "2022000077", answer: str = "Because.") -> tuple[bytes, bytes, bytes]:
    """Give a notebook, its manifest, and the zip that the last cell makes of both."""
    me = {"name": "Kim", "student_id": student_id, "option": 1, "group": ""}
    notebook = was_run(solved(RELEASE, {**SOLUTIONS, "why": answer}, **me))
    content = to_bytes(notebook)
    return content, manifest_for(content, "doubling", "abc123", **me), handed_in(notebook, "doubling", "abc123", **me)


BOOK, PAPER, ZIP = hand_in()
THEIRS, THEIR_PAPER, THEIR_ZIP = hand_in("2022000078", "For two is twice one.")
METADATA = (
    b"submission_1:\n  :submitters:\n  - :sid: '2022000077'\nsubmission_2:\n  :submitters:\n  - :sid: '2022000078'\n"
)

WAYS: dict[str, Mapping[str, bytes]] = {
    "a student's folder": {"2022000077/doubling.ipynb": BOOK, "2022000077/manifest.json": PAPER},
    "a folder of the zip's name": {"2022000077-doubling/doubling.ipynb": BOOK, "2022000077-doubling/manifest.json": PAPER},
    "the second of that name": {"2022000077-doubling 2/doubling.ipynb": BOOK, "2022000077-doubling 2/manifest.json": PAPER},
    "the folder itself": {"doubling.ipynb": BOOK, "manifest.json": PAPER},
    "both, deeper": {"a/2022000077/2022000077-doubling/doubling.ipynb": BOOK, "a/2022000077/2022000077-doubling/manifest.json": PAPER},
    "sections": {"1/x.ipynb": BOOK, "1/manifest.json": PAPER, "1/2022000078-doubling.zip": THEIR_ZIP},
    "beside another's zip": {"2022000077-doubling/doubling.ipynb": BOOK, "2022000077-doubling/manifest.json": PAPER, "2022000078-doubling.zip": THEIR_ZIP},
    "Moodle": {f"{who}_assignsubmission_file_/{name}": data for who, files in {
        "Kim Ada_2022000077": {"doubling.ipynb": BOOK, "manifest.json": PAPER}, "Lee Bo_2022000078": {"doubling.ipynb": THEIRS, "manifest.json": THEIR_PAPER},
    }.items() for name, data in files.items()},
    "Canvas": {"kimada_2022000077_1_doubling.ipynb": BOOK, "kimada_2022000077_2_manifest.json": PAPER, "leebo_2022000078_3_2022000078-doubling.zip": THEIR_ZIP},
    "Gradescope": {"submission_metadata.yml": METADATA, "submission_1/doubling.ipynb": BOOK, "submission_1/manifest.json": PAPER,
                   "submission_2/doubling.ipynb": THEIRS, "submission_2/manifest.json": THEIR_PAPER},
}  # fmt: skip


def found(place: Path, *, zipped: bool = False) -> Discovered:
    path = (
        save(
            place / "class.zip",
            zip_of({str(one.relative_to(place)): one.read_bytes() for one in place.rglob("*") if one.is_file()}),
        )
        if zipped
        else place
    )
    return find([path], assignment="doubling", ours=WORTH)  # fmt: skip


def received(files: Discovered, student_id: str = "2022000077") -> Submission:
    return intake.receive(next(one for one in files if one.student_id == student_id), DOUBLING)


def rules(submission: Submission) -> list[str]:
    return [one.rule for one in submission.findings]


@pytest.mark.parametrize("way", WAYS)
def test_it_is_what_it_was_in_its_zip(tmp_path, way):
    files = found(unpacked(tmp_path, WAYS[way]))

    for one in files:
        submission = intake.receive(one, DOUBLING)
        assert (rules(submission), submission.others) == ([], ()), one.student_id
        assert submission.manifest is not None
    assert received(files).manifest == intake.receive(ZIP, DOUBLING).manifest
    assert files.not_taken == ()
    parts = intake.parts(next(one for one in files if one.student_id == "2022000077"), DOUBLING)
    assert parts == {"doubling.ipynb": BOOK, "manifest.json": PAPER}


@pytest.mark.parametrize("way", ["Gradescope", "Moodle", "beside another's zip"])
def test_so_it_is_in_a_class_s_zip(tmp_path, way):
    files = found(unpacked(tmp_path, WAYS[way]), zipped=True)

    assert all(rules(intake.receive(one, DOUBLING)) == [] for one in files) and len(files) > 1


def test_for_every_member_of_a_group_it_is_what_it_was_in_its_zip(tmp_path):
    group = METADATA.replace(b"  - :sid: '2022000077'\n", b"  - :sid: '2022000077'\n  - :sid: '2022000079'\n")
    tree = {**WAYS["Gradescope"], "submission_metadata.yml": group}
    zipped = {"submission_metadata.yml": group, "submission_1/a.zip": ZIP, "submission_2/b.zip": THEIR_ZIP}

    files, packed = found(unpacked(tmp_path / "a", tree)), found(unpacked(tmp_path / "b", zipped))

    assert len(files) == 3
    for one, other in zip(files, packed, strict=True):
        loose, straight = intake.receive(one, DOUBLING), intake.receive(other, DOUBLING)
        assert (loose.student_id, loose.manifest, loose.others) == (straight.student_id, straight.manifest, ())
        assert loose.findings == straight.findings


def test_a_notebook_that_was_changed_since_is_told_as_in_a_zip(tmp_path):
    tree = {"2022000077/doubling.ipynb": BOOK + b"\n", "2022000077/manifest.json": PAPER}
    loose, zipped = (
        received(found(unpacked(tmp_path, tree))),
        intake.receive(zip_of({"doubling.ipynb": BOOK + b"\n", "manifest.json": PAPER}), DOUBLING),
    )

    assert rules(loose) == rules(zipped) == ["zipped_by_hand"]
    assert [one.message for one in loose.findings] == [one.message for one in zipped.findings]
    assert (loose.manifest, loose.others) == (zipped.manifest, ())


def test_a_file_of_a_student_s_own_stays_one_whatever_its_name(tmp_path):
    tree = {
        "2022000077/doubling.ipynb": BOOK,
        "2022000077/manifest.json": b'{"notes": "mine"}',
        "2022000077/notes.txt": b"notes",
    }

    submission = received(found(unpacked(tmp_path, tree)))

    assert sorted(one.name for one in submission.others) == ["2022000077/manifest.json", "2022000077/notes.txt"]
    assert rules(submission)[0] == "zipped_by_hand"


TWINS: dict[str, Mapping[str, bytes]] = {
    "beside its folder": {"2022000077-doubling.zip": ZIP, "2022000077/doubling.ipynb": BOOK, "2022000077/manifest.json": PAPER},
    "in its folder": {"2022000077/my.zip": ZIP, "2022000077/doubling.ipynb": BOOK, "2022000077/manifest.json": PAPER},
    "extracted in place": {"2022000077-doubling.zip": ZIP, "doubling.ipynb": BOOK, "manifest.json": PAPER},
    "the notebook counts": {"2022000077/doubling.ipynb": BOOK, "2022000077/manifest.json": PAPER, "2022000077/old/deep/my.zip": ZIP},
    "Moodle": {f"Kim Ada_2022000077_assignsubmission_file_/{name}": data for name, data in
               {"doubling.zip": ZIP, "doubling.ipynb": BOOK, "manifest.json": PAPER}.items()},
}  # fmt: skip


@pytest.mark.parametrize("way", TWINS)
def test_a_zip_and_its_unpacked_twin_are_one_hand_in_and_that_is_said_once(tmp_path, way):
    files = found(unpacked(tmp_path, TWINS[way]))

    (only,) = files
    submission = intake.receive(only, DOUBLING)
    assert (only.student_id, only.attempts, rules(submission), submission.others) == ("2022000077", (), [], ())
    (line,) = [line for line in files.said if "unpacked" in line]
    assert all(name in line for name in TWINS[way] if not name.endswith("manifest.json"))


def test_what_differs_from_the_zip_is_no_twin(tmp_path):
    tree = {"2022000077-doubling.zip": ZIP, "2022000077/doubling.ipynb": BOOK + b"\n"}

    (only,) = files = found(unpacked(tmp_path, tree))

    assert only.attempts == ("2022000077/doubling.ipynb",) and not any("unpacked" in line for line in files.said)


def test_what_was_typed_online_last_is_no_twin_of_files(tmp_path):
    attempt = "HW_2022000077_attempt_2026-10-0{}-12-00-00"
    first, last = attempt.format(1), attempt.format(2)
    tree = {
        f"{first}_doubling.ipynb": BOOK,
        f"{first}_doubling.zip": ZIP,
        f"{last}.txt": b"Submission Field:\nsee my mail\n",
    }

    assert len(found(unpacked(tmp_path, {**tree, f"{first.replace('77', '78')}_doubling.zip": THEIR_ZIP}))) == 2


def test_a_friend_s_notebook_under_another_name_stays_somebody_else_s(tmp_path):
    files = found(unpacked(tmp_path, {"2022000077-doubling.zip": ZIP, "lee.ipynb": BOOK, "manifest.json": PAPER}))

    assert len(files) == 2


def test_the_manifest_of_another_notebook_of_theirs_is_no_file_of_theirs(tmp_path):
    tree = {
        "2022000077/2022000077-doubling.zip": ZIP,
        "2022000077/old/doubling.ipynb": THEIRS.replace(b"2022000078", b"2022000077"),
    }
    tree["2022000077/old/manifest.json"] = manifest_for(
        tree["2022000077/old/doubling.ipynb"], "doubling", "abc123", student_id="2022000077"
    )

    (only,) = found(unpacked(tmp_path, tree))

    assert (*only.attempts, *only.beside) == ("2022000077/old/doubling.ipynb",)


def test_it_is_read_though_much_else_came_along(tmp_path):
    tree = {f"2022000077/{number:03}.txt": b"words" for number in range(60)}

    submission = received(found(unpacked(tmp_path, tree | {f"2022000077/{name}": data for name, data in {"doubling.ipynb": BOOK, "manifest.json": PAPER}.items()})))  # fmt: skip

    assert "zipped_by_hand" not in rules(submission)


def test_python_files_that_the_manifest_names_come_with_it(tmp_path):
    paper = PAPER.replace(
        b'"assignment"',
        b'"files": {"own.py": "%s", "other.py": "00"}, "assignment"' % hashlib.sha256(b"x = 1").hexdigest().encode(),
    )

    files = found(
        unpacked(tmp_path, {"doubling.ipynb": BOOK, "manifest.json": paper, "own.py": b"x = 1", "other.py": b"x = 2"})
    )

    assert files[0].together == (RawFile("manifest.json", paper), RawFile("own.py", b"x = 1"))
    assert [one.source for one in files.not_taken] == ["other.py"]


def test_in_gradescope_s_container_the_unpacked_files_are_a_zip_again(tmp_path):
    place = unpacked(
        tmp_path,
        {"doubling.ipynb": BOOK, "manifest.json": PAPER, **{f"x/{n}.txt": b"" for n in range(container.MOST_FILES)}},
    )

    packed = container.packed(place)

    assert rules(intake.receive(SubmittedFile(packed, "doubling.zip"), DOUBLING)) == []
    assert sorted(zipfile.ZipFile(io.BytesIO(packed)).namelist()) == ["doubling.ipynb", "manifest.json"]
