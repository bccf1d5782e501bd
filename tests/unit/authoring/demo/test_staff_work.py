"""The demo's staff find a request, and pages of look-alikes."""

from __future__ import annotations

from pathlib import Path

from autograder.authoring.demo import staff_work
from autograder.desk import waiting
from autograder.desk.course_now import CourseNow
from autograder.export.nbgrader import look_again
from autograder.results import record
from tests.fixtures.desk import class_of


def test_a_request_and_pages_of_look_alikes_wait_at_the_desk(tmp_path: Path) -> None:
    course = class_of(tmp_path / "demo" / "course", {"2022000001": "The order stays.", "2022000002": "It doesn't."})

    said = staff_work.leave("knn", course, record.load_all(course / "results" / "knn"))

    (asked,) = look_again.of_assignment(course, "knn")
    assert said.startswith(f"{asked.student} asks to look again; ")
    assert said.endswith("course/results/knn/similar/index.html")
    assert "; 1 pair is alike: " in said
    seen = waiting.look(CourseNow(course), "knn")
    assert (seen.requests, seen.has_alike) == (1, True)
