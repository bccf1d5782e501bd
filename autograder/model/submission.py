"""What a student hands in, and what is made of it: a notebook's cells, the submission, and the program that will run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from autograder.model.results import Elsewhere, Finding


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file that came with a hand-in, as it came."""

    name: str
    data: bytes | None  # None where it couldn't be had, or is too large to be looked into


@dataclass(frozen=True, slots=True)
class SubmittedFile:
    """One student's file as it came, with what is known of it from outside; the same value from discovery to intake, here or on a node."""

    data: bytes
    source: str  # the file's own name, for messages
    student_id: str = ""  # by the LMS's name or the file's, as written; results.Folder makes files' names of it
    claim: str = ""  # the id that the file's own name tells, where the LMS's name tells one too
    comparable: bool = True  # whether student_id is of the kind that students write of themselves
    shared: bool = False  # whether another student's file claims the same id
    attempts: tuple[str, ...] = ()  # earlier files of the same student, not graded
    received: datetime | None = None
    refused: str = ""  # why the file couldn't be had; there is no data then
    beside: tuple[str, ...] = ()  # other files of the same hand-in, not graded
    together: tuple[RawFile, ...] = ()  # what they hold, and texts typed online with it
    rivals: tuple[str, ...] = ()  # those of them that hold the assignment's notebook too
    doubts: tuple[str, ...] = ()  # sentences on what makes it unclear whose this is
    team: str = (
        ""  # whose one file it is by the LMS: the team's name, or Canvas's number of a file that several people share
    )
    late: bool = False  # marked late by the LMS, which may not say when it came
    time: str = ""  # when it came, as the LMS wrote it, where that couldn't be read
    earlier: tuple[str, ...] = ()  # files of theirs that earlier runs knew, and that don't count any more


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as our own strict reader understood it; of its outputs only the text is kept."""

    kind: str  # "code", "markdown" or "raw"
    source: str
    id: str | None = None  # metadata.id, else nbformat's id
    grade_id: str | None = None  # nbgrader's
    tags: tuple[str, ...] = ()
    solution: bool = False  # nbgrader: holds a designated block, or a written answer
    grade: bool = False  # nbgrader: a test cell, or a written answer with points
    points: float = 0.0
    has_outputs: bool = False
    execution_count: int | None = None
    output: str = ""  # what its outputs say, within bounds
    pictures: int = 0  # in its outputs, or attached to it
    file: str = ""  # the Python file beside the notebook that it was cut from; "" for a cell of the notebook
    line: int = 1  # of that file, from 1, where it begins


@dataclass(frozen=True, slots=True)
class Notebook:
    """The cells of a notebook, in order."""

    cells: tuple[Cell, ...]
    version: str = ""  # of the release that it was made from, as its metadata says


@dataclass(frozen=True, slots=True)
class Fields:
    """What the student wrote of themselves in the notebook's fields cell, read as literals."""

    name: str = ""
    student_id: str = ""
    option: int = 1  # 1: own work; 2: not own work, explained with own comments
    group: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the provided submission cell wrote beside the notebook; a claim, never trusted for a score."""

    assignment: str
    release_version: str
    fields: Fields
    notebook_sha256: str


@dataclass(frozen=True, slots=True)
class OtherFile:
    """A file that came with the notebook, as far as it could be read."""

    name: str
    text: str = ""
    notebook: Notebook | None = None
    whole: bool = True  # False: a person has to open it to see all of it, or any


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A Python file that students write in beside the notebook, as it came."""

    name: str  # as the assignment calls it: knn.py
    source: str = ""  # as it was called when it came; "" where none came
    sha256: str = ""  # of its bytes
    text: str | None = None  # None: none came, or it is no text


@dataclass(frozen=True, slots=True)
class Submission:
    """What came in, read and bounded, not yet looked at."""

    student_id: str
    assignment: str
    notebook: Notebook
    sha256: str  # of the file as handed in
    source: str  # the file's own name, for messages
    manifest: Manifest | None = None
    received: datetime | None = None
    findings: tuple[Finding, ...] = ()
    own_id: bool = False  # student_id is of the kind that students write of themselves, not an LMS's number
    others: tuple[OtherFile, ...] = ()  # what came with the notebook, the manifest and `files` aside
    files: tuple[HandedFile, ...] = ()  # one for each that the assignment has

    @property
    def release_version(self) -> str:
        """Name the release that it was made from, as the notebook says, else the manifest; "" where neither does."""
        return self.notebook.version or (self.manifest.release_version if self.manifest else "")


class BlockState(StrEnum):
    """Whether there is something to grade in a designated block."""

    WRITTEN = "written"
    BLANK = "blank"  # still the stub
    MISSING = "missing"  # its cell is gone
    BROKEN = "broken"  # it doesn't compile, or leaves its function


@dataclass(frozen=True, slots=True)
class Block:
    """One designated block of a student's, put back into our own cell."""

    question: str
    cell: str  # our cell's grade_id, as findings name it
    source: str  # our cell with the student's block in it; runs in the sandbox
    text: str  # the student's block alone, dedented: shown on their page
    first_line: int  # of the block within source, from 1
    state: BlockState
    problem: str | None = None  # one sentence, when state isn't WRITTEN
    file: str = ""  # the Python file that our cell is a part of; "" for a cell of the notebook
    file_line: int = 0  # of the student's file, from 1, where `text` begins; 0 where it didn't come from there
    flags: int = (
        0  # for compile(): the __future__ imports that hold for it where its student wrote it, and in our notebook
    )
    left_out: tuple[tuple[str, str], ...] = ()  # names that it uses and that were defined outside of all blocks; where


@dataclass(frozen=True, slots=True)
class FileModule:
    """What the notebook imports of a Python file beside it: our own text around the designated blocks."""

    file: str  # knn.py
    source: str  # with empty lines where the blocks' functions and classes stand


@dataclass(frozen=True, slots=True)
class BannedUse:
    """A banned name that stands in a block."""

    name: str  # in full
    ban: str  # the name in assignment.toml that it falls under; "" for a library's loop over array code
    line: int  # of the student's block, from 1; of their file, where the block stands in one
    file: str = ""  # that file's name


@dataclass(frozen=True, slots=True)
class Program:
    """What will run: our set-up cells, then our solution cells with the student's blocks, in our order."""

    student_id: str
    fields: Fields
    setup: tuple[str, ...]
    blocks: tuple[Block, ...]
    answers: Mapping[str, str]  # written question → the student's text
    findings: tuple[Finding, ...] = ()
    banned: Mapping[str, tuple[BannedUse, ...]] = field(default_factory=dict)  # question → what stands in its block
    elsewhere: tuple[Elsewhere, ...] = ()  # words that are in no block and no answer, of other files too
    modules: tuple[FileModule, ...] = ()  # in the order in which they are loaded, before set-up
