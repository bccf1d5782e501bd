"""Whose fault it is: the ways in which grading can stop short of a score, and the word that somebody may have meant.

A wrong answer is none of these: it is a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable


class GradingError(Exception):
    """Say in one sentence what was found and what to do about it."""

    def __init__(self, found: str, fix: str = "") -> None:
        self.found = found
        self.fix = fix
        super().__init__(f"{found}. {fix}".strip() if fix else found)


class UsageError(GradingError):
    """A command was asked for something that isn't there; the message speaks to whoever typed it."""


class DecisionNeeded(GradingError):
    """A person must decide first, and nothing was written; the message names what is in doubt."""


class SubmissionRejected(GradingError):
    """The student's file can't be graded; the message speaks to the student."""


class AssignmentBroken(GradingError):
    """The assignment's own files are wrong; the message names file and line for the author."""


class SandboxFailed(GradingError):
    """The grader itself broke; the message speaks to the marker, and it never costs a point."""


class SandboxLost(SandboxFailed):
    """The sandbox's server died and took a submission's process along, or somebody killed that: trying again may be all that it takes."""


class MachineShort(SandboxFailed):
    """The machine lacked processor time or memory that a submission had a right to, so how it would have ended isn't known."""

    def __init__(self, lacked: str, found: str = "") -> None:
        super().__init__(
            found=found
            or f"a submission's process was stopped because this machine was short of {lacked}, which wasn't its own doing",
            fix="Grade it again when the machine has less to do, or with fewer --workers; `autograder doctor` tells what it lacks.",
        )


class GraderTooOld(SandboxFailed):
    """The student's code is a newer Python's than the one that grades here; the message speaks to the marker."""


def remedy(error: BaseException, otherwise: str) -> str:
    """Return what to do about an author's code that raised: a library that is missing wants to be installed, whatever else would be mended."""
    name = (getattr(error, "name", None) or "").split(".")[0] if isinstance(error, ModuleNotFoundError) else ""
    if name == "pandas":
        return "Install it: pip install '.[tables]' in the kit's folder, where grading runs too."
    return f"Install {name} where this runs, or correct its name." if name else otherwise


def nearest(word: str, among: Iterable[str], *, alike: float = 0.6) -> str:
    """Return the word that was probably meant, "" when none is near: `nearest("pionts", ["points", "order"])` is "points".

    alike: how alike they must be at least, from 0 to 1, as difflib counts: twice the letters in common beside all letters.
    """
    from difflib import get_close_matches  # students' processes import this module too

    return next(iter(get_close_matches(word, list(among), 1, alike)), "")
