"""What finding passes on: a file found somewhere, a file that may be somebody's, and a file that was not taken.

Comes in: nothing of its own. Goes out: the carriers between `discovery`, `downloads`, `plain_folders` and `gradescope_export`; none of them
holds a file's bytes, only how to read them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

from autograder.errors import SubmissionRejected
from autograder.intake.filenames import SUBMITTED, Evidence, ParsedName, kind
from autograder.intake.lms_names import TIMED, Lms

Loader = Callable[[], bytes]  # raises SubmissionRejected when the file can't be had within bounds
Beside = tuple[tuple[str, Loader], ...]  # the other files of one hand-in: their names, and how to read them


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file, by the folders on its way and how to read it."""

    parts: tuple[str, ...]
    load: Loader

    @property
    def source(self) -> str:
        """Name it for messages."""
        return "/".join(self.parts)

    @property
    def kind(self) -> str:
        """Return its extension, as filenames.kind does."""
        return kind(self.parts[-1])


@dataclass(frozen=True, slots=True)
class Attempt:
    """A file that may be somebody's, not read yet."""

    name: ParsedName
    source: str
    load: Loader
    claim: str = ""  # the id that the file's own name tells, where the LMS's name tells one too
    lms: Lms | None = None
    depth: int = 0  # folders of the student's own on its way
    gradeable: bool = True  # a zip or notebook by its name
    typed: Loader | None = None  # what was typed online, which is no file to grade
    alike: str = ""  # what files of one person share in their names, where only the file says whose it is

    @property
    def moment(self) -> str:
        """Compare which attempt it belongs to; files of one attempt have the same."""
        if self.lms in TIMED:
            return self.name.order
        return (
            f"{self.name.attempt:04}" if self.name.evidence in (Evidence.NAME, Evidence.INSIDE, Evidence.NONE) else ""
        )


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A file that is nobody's record, and why."""

    source: str
    why: str


def attempt(name: ParsedName, found: FoundFile, *, lms: Lms | None = None, claim: str = "", below: int = 0) -> Attempt:
    """Make an attempt of a found file; below: how many folders on its way are not the student's."""
    depth = max(0, len(found.parts) - 1 - below)
    return Attempt(name, found.source, found.load, claim, lms, depth, found.kind in SUBMITTED)


def refusing(found: str) -> Loader:
    """Make a loader for what can't be graded, with the sentence that says why."""
    return partial(_refuse, found)


def _refuse(found: str) -> NoReturn:
    raise SubmissionRejected(found=found, fix="Hand in the zip that the notebook's last cell makes.")
