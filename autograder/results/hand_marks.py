"""What people gave by hand, put on a record and taken off again: points in place of ours, extra credit, comments.

Comes in: a Record, and what nbgrader's gradebook holds of its student. Goes out: the record with it. The gradebook is the one store;
results/NAME/hand_marks.json is what was last read there, so that nothing known is lost while the gradebook can't be read. What the checks gave
stays in a question's checks: once a person takes their mark back, that counts again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from autograder.conventions.plurals import counted
from autograder.errors import GradingError
from autograder.model import QuestionResult, Record, RecordStatus
from autograder.results import atomic
from autograder.results.record import total
from autograder.untrusted_text import for_file_name, for_message

VERSION = 1
_NAMES_A_FOLDER = re.compile(r"[\w@+-][\w.@+ -]{0,127}")
_NAMED_A_FOLDER = re.compile(r"[\w~@+-][\w.@+ ~-]{0,127}")


@dataclass(frozen=True, slots=True)
class GivenMark:
    """What the gradebook holds of one question of one student."""

    question: str
    score: float | None = None  # None: nobody gave one
    extra_credit: float = 0.0
    comment: str = ""
    waiting: bool = False

    @property
    def by_hand(self) -> bool:
        """Tell whether a person gave any of it."""
        return self.score is not None or bool(self.extra_credit or self.comment)


HandMarks = Mapping[str, tuple[GivenMark, ...]]
"""By `in_gradebook`: a student who isn't in the gradebook isn't in it."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the gradebook holds of one assignment."""

    marks: HandMarks
    readings: frozenset[str] = frozenset()  # that it went through


@dataclass(frozen=True, slots=True)
class LastRead:
    """What was last read in the gradebook."""

    marks: HandMarks
    reading: str = ""  # by which the gradebook remembers that it was read then; "" where there was nothing to read


class _File(msgspec.Struct, frozen=True):
    version: int
    students: dict[str, tuple[GivenMark, ...]]
    reading: str = ""


def in_gradebook(student_id: str) -> str:
    """Return a student's id in nbgrader's gradebook, another one for each student: as written, or as a file's name where it couldn't name a folder.

    An id that holds a ~ is always spelled as a file's name, in which that is ~7E: else it could be another's spelled name.

    >>> in_gradebook("kim ada"), in_gradebook("o'neil"), in_gradebook("o~27neil")
    ('kim ada', 'o~27neil', 'o~7E27neil')
    """
    return student_id if _NAMES_A_FOLDER.fullmatch(student_id) else for_file_name(student_id)


def before_0_3(student_id: str) -> str:
    """Return what an id was in the gradebook before no two could be the same."""
    return student_id if _NAMED_A_FOLDER.fullmatch(student_id) else for_file_name(student_id)


def settle(record: Record, marks: HandMarks) -> Record:
    """Return the record with what people gave, whatever it had before."""
    return put(record, marks.get(in_gradebook(record.student_id)))


def put(record: Record, given: Sequence[GivenMark] | None) -> Record:
    """Put one student's marks on their record; None: the gradebook doesn't know them. What isn't graded has no mark."""
    bare = automatic(record)
    if record.status is not RecordStatus.GRADED:
        return bare
    by_question = {mark.question: mark for mark in given or ()}
    questions = tuple(_with(question, by_question.get(question.id), bare) for question in bare.questions)
    marked = any(one.marked or one.extra_credit for one in questions)
    return replace(
        bare,
        questions=questions,
        score=total(questions, bare.findings) if marked else bare.score,
        waiting=sum(question.waiting for question in questions),
    )


def automatic(record: Record) -> Record:
    """Return the record as the checks alone made it."""
    questions = tuple(_without(question) for question in record.questions)
    same = all(one is before for one, before in zip(questions, record.questions, strict=True))
    if same and not record.waiting:
        return record
    score = total(questions, record.findings) if record.status is RecordStatus.GRADED else record.score
    return replace(record, questions=questions, score=score, waiting=0)


def remarks(records: Sequence[Record], marks: HandMarks) -> Iterator[str]:
    """Say what whoever marks should hear of: odd points, answers that changed since, marks that count nowhere."""
    changed: dict[str, list[str]] = {}  # what is said → of whom
    for record in records:
        for question in record.questions:
            where = f"{for_message(record.student_id)}: {question.id}"
            if question.marked and not 0 <= question.score <= question.max_score:
                yield f"{where} has {question.score:g} of {counted(question.max_score, 'point')}, given by hand"
            if question.marked and question.waiting:
                what = (
                    "the answer, or what it is worth, is another now"
                    if question.written
                    else "the checks give other points now, or are worth others"
                )
                said = f"{question.id} was marked by hand, and {what}: the mark stays, and it waits for a person again"
                changed.setdefault(said, []).append(for_message(record.student_id))
    yield from (f"{', '.join(whose)}: {said}" for said, whose in changed.items())
    graded = {in_gradebook(one.student_id) for one in records if one.status is RecordStatus.GRADED}
    status = {in_gradebook(one.student_id): str(one.status).replace("_", " ") for one in records}
    for student, given in marks.items():
        if student not in graded and any(mark.by_hand for mark in given):
            why = f"is {status[student]}" if student in status else "has no record"
            yield f"{for_message(student)} {why}: marks given by hand stay in the gradebook, and count nowhere"


def missing_points(records: Iterable[Record]) -> str:
    """Say of the answers that wait for a person whether their points are in the scores: of those that were marked, and changed since, they are."""
    waiting = [question for one in records for question in one.questions if question.waiting]
    marked = sum(question.marked for question in waiting)
    if not marked:
        return "these points aren't in the scores yet"
    changed = f"{marked} {'was' if marked == 1 else 'were'} marked, and changed since: {'its mark counts' if marked == 1 else 'their marks count'} until then"
    return (
        changed
        if marked == len(waiting)
        else f"the points of {len(waiting) - marked} aren't in the scores yet; {changed}"
    )


def last_read(path: Path) -> LastRead:
    """Read what was last read in the gradebook, nothing without the file; raises GradingError."""
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
        if not 1 <= file.version <= VERSION:
            raise msgspec.ValidationError(f"its version is {file.version}, and this autograder knows {VERSION}")
    except (FileNotFoundError, NotADirectoryError):
        return LastRead({})
    except (msgspec.MsgspecError, UnicodeDecodeError, OSError) as error:
        raise GradingError(
            found=f"{path} can't be read ({error})", fix="Delete it if nbgrader's gradebook is as it should be."
        ) from error
    return LastRead(file.students, file.reading)


def keep(path: Path, marks: HandMarks, reading: str = "") -> None:
    """Keep what was read, where it differs from what was kept before."""
    held = {student: marks[student] for student in sorted(marks)}
    data = msgspec.json.format(msgspec.json.encode(_File(VERSION, held, reading)), indent=1) + b"\n"
    if held if not path.exists() else path.read_bytes() != data:
        atomic.write(path, data)


def rename(path: Path, pairs: Mapping[str, str]) -> None:
    """Keep what was read under other ids, where students have others now; of two what a person gave."""
    known, moved = last_read(path), dict[str, tuple[GivenMark, ...]]()
    for student, given in known.marks.items():
        new = pairs.get(student, student)
        if new not in moved or any(mark.by_hand for mark in given):
            moved[new] = given
    keep(path, moved, known.reading)


def _with(question: QuestionResult, mark: GivenMark | None, record: Record) -> QuestionResult:
    if mark is None:
        waits = question.written and bool(question.code.strip() or record.elsewhere)
        return replace(question, waiting=True) if waits else question
    if not mark.by_hand and not mark.waiting:
        return question
    return replace(
        question,
        score=question.score if mark.score is None else mark.score,
        marked=mark.score is not None,
        comment=mark.comment,
        extra_credit=mark.extra_credit,
        waiting=mark.waiting,
    )


def _without(question: QuestionResult) -> QuestionResult:
    if not (question.marked or question.comment or question.extra_credit or question.waiting):
        return question
    own = round(sum(check.points for check in question.checks), 6) if question.marked else question.score
    return replace(question, score=own, marked=False, comment="", extra_credit=0.0, waiting=False)
