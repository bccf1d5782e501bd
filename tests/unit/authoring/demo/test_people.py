"""The demo's class: the same files each time, each with what it is there to show."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from autograder import assemble, intake
from autograder.assemble import code_rules
from autograder.authoring.demo import people
from autograder.course import assignment
from autograder.errors import SubmissionRejected
from autograder.model import Assignment
from tests.fixtures.authoring import write_released_course


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_released_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def tiny(course: Path) -> Assignment:
    return assignment.load("tiny", course)


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
    handed = kind(people.Classroom("tiny", course), people.DemoStudent("Kim Minseo", "2022113070"))
    path = tmp_path / handed.file
    path.write_bytes(handed.data)
    read = code_rules.review(assemble.assemble(intake.receive(path, tiny), tiny), tiny)
    return sorted({finding.rule for finding in read.findings})


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
