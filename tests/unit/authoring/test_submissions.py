"""Hand-ins made as students make them, read back by the stages that grade them."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from autograder import assemble, intake
from autograder.assemble import code_rules
from autograder.authoring import compile, release, submissions
from autograder.authoring.demo import people
from autograder.course import assignment
from autograder.errors import AssignmentBroken, SubmissionRejected
from autograder.model import Assignment, BlockState, Program
from tests.fixtures.authoring import edit, write_course


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_course(tmp_path_factory.mktemp("course"))
    compile.build("tiny", root)
    release.release("tiny", root)
    return root


@pytest.fixture(scope="module")
def tiny(course: Path) -> Assignment:
    return assignment.load("tiny", course)


@pytest.fixture
def filled(course: Path) -> dict[str, Any]:
    own, written = submissions.solutions("tiny", course), submissions.answers("tiny", course)
    return submissions.fill(submissions.release("tiny", course), own, written=written)


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
        for text in submissions.templates("tiny", course).values()
    ]
    assert [block.source for block in read.blocks] == [
        text.replace("### END SOLUTION", "# END YOUR CODE") for text in ours
    ]


def test_blocks_that_are_not_named_stay_blank(course: Path, tiny: Assignment, tmp_path: Path) -> None:
    half = submissions.fill(submissions.release("tiny", course), {"square": "return x * x"})

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
    blank = submissions.release("tiny", course)
    before = json.dumps(blank)

    submissions.fill(blank, submissions.solutions("tiny", course))

    assert json.dumps(blank) == before


# ---------------------------------------------------------------- right/ and wrong/


def variant(root: Path, text: str) -> Path:
    path = root / "assignments/tiny/answers/right/new.py"
    path.write_text(text)
    return path


def test_a_variant_gives_the_blocks_that_it_defines_and_ours_elsewhere(course: Path) -> None:
    own = submissions.solutions("tiny", course)

    texts = submissions.from_file(course / "assignments/tiny/answers/wrong/forgetful.py", "tiny", course)

    assert texts["square"] == own["square"]
    assert texts["Counter"] == ("        self.count = 0", own["Counter"][1])


def test_a_variant_of_a_block_with_given_parts_gives_what_lies_between_them(course: Path, tmp_path: Path) -> None:
    root = write_course(tmp_path)
    compile.build("tiny", root)
    text = "class Counter:\n    def add(self, amount):\n        amount = amount + 0\n        self.count += amount\n        return self.count\n"

    texts = submissions.from_file(variant(root, text), "tiny", root)

    assert texts["Counter"][1].strip() == "self.count += amount"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# x\ndef cube(x):\n    return x\n", r"right/new\.py, line 2: 'cube' is no question"),
        ("limit = 3\n", r"right/new\.py, line 1: this is no definition"),
        ("def square(x:\n", r"right/new\.py, line 1: '\(' was never closed"),
        ("import torch\n", "every block in it is our own solution"),
        ("def square(x):\n    doubled_exponent = x * x\n    return doubled_exponent\n", "is our own solution"),
    ],
)
def test_a_variant_that_cannot_be_handed_in_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    root = write_course(tmp_path)
    compile.build("tiny", root)

    with pytest.raises(AssignmentBroken, match=said):
        submissions.from_file(variant(root, text), "tiny", root)


def test_a_wrong_file_names_the_checks_that_fail(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    path = root / "assignments/tiny/answers/wrong/doubled.py"
    edit(
        root,
        "assignments/tiny/answers/wrong/doubled.py",
        "square.values_match",
        "square.values_match,  Counter.counts_add_up ",
    )

    assert submissions.named_failures(path) == ("square.values_match", "Counter.counts_add_up")
    path.write_text("# Doubles.\n")
    with pytest.raises(
        AssignmentBroken, match=r"tiny/answers/wrong/doubled\.py, line 1: it doesn't say what must fail"
    ):
        submissions.named_failures(path)


# ---------------------------------------------------------------- the demo class


def test_the_class_hands_in_the_same_files_each_time(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "BOMB_BYTES", 2**20)
    people.hand_in("tiny", course, tmp_path / "one/submitted")
    people.hand_in("tiny", course, tmp_path / "two/submitted")

    one, two = ({path.name: path.read_bytes() for path in (tmp_path / where).rglob("*.*")} for where in ("one", "two"))
    assert one == two
    assert len(one) >= 20


def test_every_member_of_the_class_is_someone_else_and_the_late_one_is_late(
    course: Path, tiny: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "BOMB_BYTES", 2**20)
    handed = people.class_of("tiny", course)

    assert len({one.student.student_id for one in handed}) == len({one.file for one in handed}) == len(handed)
    assert sum(one.late.total_seconds() > 0 for one in handed) == 1
    assert tiny.due > datetime(2020, 1, 1, tzinfo=UTC)


def findings_of(kind: Any, course: Path, tiny: Assignment, tmp_path: Path) -> list[str]:
    handed = kind(people.Classroom("tiny", course), people.Student("Kim Minseo", "2022113070"))
    return rules(program(handed.data, tiny, tmp_path, handed.file))


def test_the_class_breaks_the_rules_that_it_is_there_to_break(course: Path, tiny: Assignment, tmp_path: Path) -> None:
    assert findings_of(people._rearranged, course, tiny, tmp_path) == ["cell_added", "cell_copied", "cell_deleted"]
    assert findings_of(people._by_hand, course, tiny, tmp_path) == ["zipped_by_hand"]
    assert findings_of(people._bare, course, tiny, tmp_path) == ["zipped_by_hand"]
    assert findings_of(people._explained, course, tiny, tmp_path) == []
    assert findings_of(people._unexplained, course, tiny, tmp_path) == ["option2_without_comments"]
    assert findings_of(people._in_colab, course, tiny, tmp_path) == []


@pytest.mark.parametrize("kind", [people._bomb, people._broken])
def test_a_bomb_and_a_broken_zip_are_refused(kind: Any, course: Path, tiny: Assignment, tmp_path: Path) -> None:
    with pytest.raises(SubmissionRejected):
        findings_of(kind, course, tiny, tmp_path)


def test_explaining_a_block_changes_nothing_but_comments() -> None:
    text = (
        "total = 0\nfor x in y:\n    if x:\n        total += x\n    else:\n        total -= x\nreturn (total +\n    1)"
    )

    explained = people._commented(text)

    kept = [line for line in explained.split("\n") if not line.strip().startswith("#")]
    assert "\n".join(kept) == text
    assert explained.count("#") >= 5


def test_losing_comments_keeps_the_code() -> None:
    assert people._uncommented("# why\nx = 1  # one\nreturn x") == "x = 1\nreturn x"


def test_zips_name_the_release_they_were_made_from(filled: dict[str, Any], tiny: Assignment) -> None:
    data = submissions.zip_of(filled, assignment="tiny")

    with zipfile.ZipFile(BytesIO(data)) as archive:
        manifest = json.loads(archive.read("manifest.json"))

    assert manifest["release_version"] == replace(tiny).release_version
