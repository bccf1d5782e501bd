"""Every written question is marked by a rubric that adds up."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import settings
from autograder.desk.course_now import CourseNow

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", settings.names(ROOT))
def test_every_written_question_has_criteria_that_add_up(name: str) -> None:
    course = CourseNow(ROOT)

    assert [(one.id, one.problem) for one in course.written(name) if one.problem or not one.rubric] == []
    for one in course.written(name):
        assert all(level < criterion.points for criterion in one.rubric for level in criterion.levels.values())
