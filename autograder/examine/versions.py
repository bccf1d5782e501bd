"""The drawings of an assignment's hidden inputs that a class is asked with: several, so that what is learnt of one student's helps few others.

In: the class's seed, and how many versions course.toml asks for. Out: which version is a student's, and each version's test plan, drawn when
it is first wanted and kept as long as the process lives.
"""

from __future__ import annotations

from autograder.conventions.drawings import seed_of, version_of
from autograder.examine.test_plan import TestPlan, draw_test_plan
from autograder.model import Assignment


class Versions:
    """An assignment's test plans under one class's seed."""

    def __init__(self, assignment: Assignment, seed: int) -> None:
        self.assignment, self.seed = assignment, seed
        self._drawn: dict[int, TestPlan] = {}

    def of(self, student_id: str) -> int:
        """Tell a student's version, from 0."""
        return version_of(student_id, self.seed, self.assignment.versions)

    def plan(self, version: int) -> TestPlan:
        """Draw a version's cases. Version 0 is the class's own seed's, so a course with one version has the inputs it always had.

        A version beyond the course's own can be drawn too: records keep theirs when course.toml asks for fewer. Raises AssignmentBroken.
        """
        if version not in self._drawn:
            self._drawn[version] = draw_test_plan(self.assignment, seed_of(version, self.seed), version=version)
        return self._drawn[version]
