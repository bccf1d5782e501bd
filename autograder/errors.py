"""Whose fault it is: the three ways in which grading can stop short of a score.

A wrong answer is none of these: it is a verdict.
"""


class GradingError(Exception):
    """Say in one sentence what was found and what to do about it."""

    def __init__(self, found: str, fix: str = "") -> None:
        self.found = found
        self.fix = fix
        super().__init__(f"{found}. {fix}".strip() if fix else found)


class SubmissionRejected(GradingError):
    """The student's file can't be graded; the message speaks to the student."""


class AssignmentBroken(GradingError):
    """The assignment's own files are wrong; the message names file and line for the author."""


class SandboxFailed(GradingError):
    """The grader itself broke; the message speaks to the marker, and it never costs a point."""


class SandboxLost(SandboxFailed):
    """The sandbox's server died and took a submission's process along, or somebody killed that: trying again may be all that it takes."""
