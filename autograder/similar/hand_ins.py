"""What is compared: a hand-in's blocks and written answers, and what others know that nobody copied from a classmate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from autograder.model import Program, Record, RecordStatus
from autograder.similar import prints
from autograder.similar.prints import Fingerprints

_WHY_UNREAD = {
    RecordStatus.REJECTED: "was rejected",
    RecordStatus.NOT_GRADED: "wasn't graded",
    RecordStatus.EXCUSED: "is of an excused student",
}


@dataclass(frozen=True, slots=True)
class Text:
    """One block or written answer."""

    source: str
    written: bool = False  # prose

    def prints(self) -> Fingerprints:
        """Read it."""
        return prints.of_words(self.source) if self.written else prints.of_code(self.source)


@dataclass(frozen=True, slots=True)
class HandIn:
    """One student's work."""

    student: str
    texts: Mapping[str, Text]  # by question
    former: str = ""  # where it comes from, unless it is of this class
    team: str = ""  # by the LMS

    @property
    def label(self) -> str:
        """Name it as pages and tables do."""
        return f"{self.student} ({self.former})" if self.former else self.student


@dataclass(frozen=True, slots=True)
class KnownTexts:
    """Texts that nobody is compared with."""

    given: frozenset[int] = frozenset()  # prints of what students were given: they count for nothing
    answers: tuple[frozenset[int], ...] = ()  # of each right answer that authors wrote: one more who would write so
    without: tuple[str, ...] = field(default=())  # what couldn't be read, a sentence each


def of_records(records: Iterable[Record], former: str = "") -> list[HandIn]:
    """Take what records of graded files hold; a group's hand-in is its first member's."""
    return [
        HandIn(
            one.student_id,
            {each.id: Text(each.code, each.written) for each in one.questions if each.code.strip()},
            former,
            one.team,
        )
        for one in records
        if one.status is RecordStatus.GRADED and not one.handed_in_by
    ]


def unread(records: Iterable[Record]) -> list[str]:
    """Say whose hand-in wasn't graded, so that nothing of it can be compared."""
    return [
        f"{one.student_id}: the hand-in {_WHY_UNREAD[one.status]}, so it isn't compared."
        for one in records
        if one.status in _WHY_UNREAD and not one.handed_in_by
    ]


def of_program(program: Program, student: str, former: str) -> HandIn:
    """Take what was read of a file."""
    blocks: dict[str, list[str]] = {}
    for block in program.blocks:
        if block.text.strip():
            blocks.setdefault(block.question, []).append(block.text)
    texts = {question: Text("\n\n".join(parts)) for question, parts in blocks.items()}
    answers = {question: Text(text, written=True) for question, text in program.answers.items() if text.strip()}
    return HandIn(student, texts | answers, former)
