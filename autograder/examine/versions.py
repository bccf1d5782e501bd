"""The drawings of an assignment's hidden inputs that a class is asked with: several, so that what is learnt of one student's helps few others.

In: the class's seed, and how many versions course.toml asks for. Out: which version is a student's, and each version's test plan, drawn when
it is first wanted and kept as long as the process lives.
"""

from __future__ import annotations

import hashlib

from autograder.examine.test_plan import TestPlan, draw_test_plan
from autograder.model import Assignment

SEED_BYTES = 6


class Versions:
    """An assignment's test plans under one class's seed."""

    def __init__(self, assignment: Assignment, seed: int) -> None:
        self.assignment, self.seed = assignment, seed
        self._drawn: dict[int, TestPlan] = {}

    def of(self, student_id: str) -> int:
        """Tell a student's version, from 0: by the seed, which the course's secret makes, and the id; nobody can choose it without the secret."""
        digest = self._keyed(f"version of {student_id}", size=8)
        return int.from_bytes(digest, "big") % self.assignment.versions

    def plan(self, version: int) -> TestPlan:
        """Draw a version's cases. Version 0 is the class's own seed's, so a course with one version has the inputs it always had.

        A version beyond the course's own can be drawn too: records keep theirs when course.toml asks for fewer. Raises AssignmentBroken.
        """
        if version not in self._drawn:
            self._drawn[version] = draw_test_plan(self.assignment, self._seed(version), version=version)
        return self._drawn[version]

    def _seed(self, version: int) -> int:
        return int.from_bytes(self._keyed(f"seed of {version}", size=SEED_BYTES), "big") if version else self.seed

    def _keyed(self, text: str, *, size: int) -> bytes:
        key = self.seed.to_bytes(SEED_BYTES, "big")
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=key, digest_size=size).digest()
