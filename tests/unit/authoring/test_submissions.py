"""Hand-ins made as students make them, read back by the stages that grade them."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from autograder import assemble, intake
from autograder.assemble import code_rules
from autograder.authoring import answer_blocks, submissions
from autograder.course import assignment
from autograder.model import Assignment, BlockState, Program
from tests.fixtures.authoring import write_released_course


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_released_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def tiny(course: Path) -> Assignment:
    return assignment.load("tiny", course)


@pytest.fixture
def filled(course: Path) -> dict[str, Any]:
    own, written = answer_blocks.our_solutions("tiny", course), answer_blocks.our_written_answers("tiny", course)
    return submissions.fill(submissions.released_notebook("tiny", course), own, written=written)


def program(data: bytes, tiny: Assignment, folder: Path, name: str = "2022123456-tiny.zip") -> Program:
    """Take a hand-in through every stage before it would run."""
    path = folder / name
    path.write_bytes(data)
    return code_rules.review(assemble.assemble(intake.receive(path, tiny), tiny), tiny)


def rules(read: Program) -> list[str]:
    return sorted({finding.rule for finding in read.findings})


# ---------------------------------------------------------------- filling in


def test_a_hand_in_by_the_provided_cell_is_read_without_a_finding(
    filled: dict[str, Any], tiny: Assignment, tmp_path: Path
) -> None:
    read = program(submissions.zip_of(filled, assignment="tiny"), tiny, tmp_path)

    assert rules(read) == []
    assert read.student_id == "2022123456"
    assert (read.fields.name, read.fields.option) == ("Kim Minji", 1)
    assert [block.state for block in read.blocks] == [BlockState.WRITTEN, BlockState.WRITTEN]
    assert "product of equal signs" in read.answers["question_1"]


def test_our_solutions_put_into_the_release_give_back_the_source(
    filled: dict[str, Any], tiny: Assignment, course: Path, tmp_path: Path
) -> None:
    read = program(submissions.zip_of(filled, assignment="tiny"), tiny, tmp_path)

    ours = [
        text.replace("### BEGIN SOLUTION", "# BEGIN YOUR CODE")
        for text in answer_blocks.templates("tiny", course).values()
    ]
    assert [block.source for block in read.blocks] == [
        text.replace("### END SOLUTION", "# END YOUR CODE") for text in ours
    ]


def test_blocks_that_are_not_named_stay_blank(course: Path, tiny: Assignment, tmp_path: Path) -> None:
    half = submissions.fill(submissions.released_notebook("tiny", course), {"square": "return x * x"})

    read = program(submissions.zip_of(half, assignment="tiny"), tiny, tmp_path)

    assert [block.state for block in read.blocks] == [BlockState.WRITTEN, BlockState.BLANK]


@pytest.mark.parametrize("minor", [0, 5])
@pytest.mark.parametrize("listed", [True, False])
def test_what_colab_saves_is_read_as_what_was_typed(
    filled: dict[str, Any], tiny: Assignment, tmp_path: Path, minor: int, listed: bool
) -> None:
    saved = submissions.colab_saved(filled, minor=minor, listed=listed, compact=listed)

    read = program(submissions.zip_of(saved, assignment="tiny"), tiny, tmp_path)

    assert json.loads(saved)["cells"][0]["metadata"]["id"] == "view-in-github"
    assert rules(read) == []
    assert [block.state for block in read.blocks] == [BlockState.WRITTEN, BlockState.WRITTEN]


def test_a_notebook_that_lost_its_grader_metadata_is_read_all_the_same(
    filled: dict[str, Any], tiny: Assignment, tmp_path: Path
) -> None:
    bare = submissions.without_grader_metadata(filled)

    read = program(submissions.zip_of(bare, assignment="tiny"), tiny, tmp_path)

    assert [block.state for block in read.blocks] == [BlockState.WRITTEN, BlockState.WRITTEN]


def test_a_zip_made_by_hand_is_found_out(filled: dict[str, Any], tiny: Assignment, tmp_path: Path) -> None:
    data = submissions.zip_of(filled, assignment="tiny", by_provided_cell=False, folder="work/", member="mine.ipynb")

    assert rules(program(data, tiny, tmp_path)) == ["zipped_by_hand"]


def test_the_same_hand_in_has_the_same_bytes(filled: dict[str, Any]) -> None:
    assert submissions.zip_of(filled, assignment="tiny") == submissions.zip_of(filled, assignment="tiny")


def test_filling_in_leaves_the_release_as_it_was(course: Path) -> None:
    blank = submissions.released_notebook("tiny", course)
    before = json.dumps(blank)

    submissions.fill(blank, answer_blocks.our_solutions("tiny", course))

    assert json.dumps(blank) == before


def test_zips_name_the_release_they_were_made_from(filled: dict[str, Any], tiny: Assignment) -> None:
    data = submissions.zip_of(filled, assignment="tiny")

    with zipfile.ZipFile(BytesIO(data)) as archive:
        manifest = json.loads(archive.read("manifest.json"))

    assert manifest["release_version"] == replace(tiny).release_version
