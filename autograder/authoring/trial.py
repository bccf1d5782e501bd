"""Try one answer against an assignment's checks, as an author does while writing them.

Comes in: a file of answers, or a notebook as a student hands it in. Goes out: for each answer its record and its feedback page. It goes the way
of students' zips, through a worker and the sandbox; what an answer doesn't define is our own solution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder import temporary
from autograder.authoring import compile, file_questions, release, submissions
from autograder.authoring.answer_blocks import blocks_of, our_solutions, our_written_answers
from autograder.conventions import file_cells
from autograder.course import answers, assignment
from autograder.course.answers import Answer
from autograder.course.secret import course_secret, seed_for
from autograder.dispatch import scheduler
from autograder.dispatch.local_pool import LocalPool, job_timeout
from autograder.dispatch.messages import Job, setup_of
from autograder.errors import UsageError, nearest
from autograder.model import Assignment, QuestionResult, RawFile, Record, SubmittedFile
from autograder.results.folder import Folder

WHICH = "::"
"""Between a file's name and that of one of its `# %%` cells."""


@dataclass(frozen=True, slots=True)
class Tried:
    """How one answer fared."""

    answer: str  # its name
    record: Record
    page: bytes  # HTML
    asked: tuple[str, ...]  # the questions that it answers itself

    @property
    def shown(self) -> tuple[QuestionResult, ...]:
        """The questions that the answer is about."""
        return tuple(one for one in self.record.questions if one.id in self.asked)


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """One answer, as it is handed in."""

    answer: str
    file: SubmittedFile
    asked: tuple[str, ...]


def try_answers(name: str, place: str, root: Path, *, check: str = "") -> list[Tried]:
    """Grade the answers of a file, which is built into the assignment as it stands now.

    place: a .py file with definitions, or with a `# %% name` cell for each answer, of which FILE.py::name picks one; or an .ipynb.
    check: ask the question of this check alone, "question.check_name" or the check's name.
    Raises UsageError for a file or a check that isn't there, AssignmentBroken for an author's mistake, SandboxFailed where nothing can run.
    """
    loaded = built(name, root)
    only = (checked(check, loaded).partition(".")[0],) if check else ()
    hand_ins = _hand_ins(place, loaded, root)
    with grading(loaded, root) as pool:
        return graded(hand_ins, loaded, pool, only)


def built(name: str, root: Path) -> Assignment:
    """Build and release an assignment as it stands now, finished or not, and load it."""
    compile.build(name, root)
    release.release(name, root)
    return assignment.load(name, root, in_part=True)


def grading(loaded: Assignment, root: Path) -> LocalPool:
    """Start a grading process for trials of an assignment."""
    seed = seed_for(course_secret(root), loaded)
    return LocalPool([setup_of(loaded, root, seed, in_part=True)], job_timeout(loaded))


def graded(
    hand_ins: Sequence[AnswerFile], loaded: Assignment, pool: LocalPool, only: tuple[str, ...] = ()
) -> list[Tried]:
    """Grade hand-ins, asking all questions or only some."""
    tried: dict[int, Tried] = {}
    with temporary.folder("try") as kept:
        folder = Folder(kept)

        def done(one: scheduler.Done) -> None:
            hand_in = hand_ins[one.job.number]
            page = folder.page(one.record.student_id).read_bytes()
            tried[one.job.number] = Tried(hand_in.answer, one.record, page, only or hand_in.asked)

        jobs = [Job(number, hand_in.file, questions=only, version=0) for number, hand_in in enumerate(hand_ins)]
        scheduler.work(jobs, pool, folder, loaded, done=done)
    return [tried[number] for number in range(len(hand_ins))]


def checked(check: str, loaded: Assignment) -> str:
    """Return a check's whole name, question.check_name; raises UsageError where there is none, or several of that name.

    check: as it is called, or as a cell's `fails=` calls it: "ask 1".
    """
    check = check.replace(" ", "_")
    known = [f"{question.id}.{one.name}" for question in loaded.questions for one in question.checks]
    meant = [name for name in known if check in (name, name.partition(".")[2])]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise UsageError(
            found=f"{len(meant)} questions have a check '{check}'", fix=f"Write one of: {', '.join(meant)}."
        )
    near = nearest(check, known) or nearest(check, [name.partition(".")[2] for name in known])
    fix = f"Did you mean {near}?" if near else "Write question.check_name."
    raise UsageError(found=f"{loaded.name} has no check '{check}'", fix=fix)


def _hand_ins(place: str, loaded: Assignment, root: Path) -> list[AnswerFile]:
    file, _, which = place.partition(WHICH)
    path = Path(file)
    if not path.is_file():
        raise UsageError(found=f"there is no file {file}", fix="Give a .py file with answers, or an .ipynb.")
    if path.suffix == ".ipynb":
        asked = tuple(question.id for question in loaded.questions)
        beside = [path.with_name(name) for name in file_cells.files_of(loaded.release)]
        came = tuple(RawFile(one.name, one.read_bytes()) for one in beside if one.is_file())
        hand_in = SubmittedFile(path.read_bytes(), path.name, _student(path.stem), together=came)
        return [AnswerFile(path.stem, hand_in, asked)]
    if path.suffix != ".py":
        raise UsageError(found=f"{file} is neither .py nor .ipynb", fix="Give a .py file with answers, or an .ipynb.")
    if path.name in (known := file_cells.files_of(loaded.release)) and not which:
        return [_whole_file(path, known[path.name], loaded, root)]
    found = _picked(answers.of_file(path), which, file)
    return [handed_in(answer, loaded, root) for answer in found]


def handed_in(answer: Answer, loaded: Assignment, root: Path) -> AnswerFile:
    """Hand an answer in as a student would, with our solution where it has none; raises AssignmentBroken."""
    own = our_solutions(loaded.name, root)
    texts = blocks_of(answer, loaded.name, root, demand_other=False)
    fields = {"name": "Trial", "student_id": _student(answer.name), "option": 1, "group": ""}
    written = our_written_answers(loaded.name, root)
    data = submissions.handed_in(loaded.name, root, texts, fields=fields, written=written)
    asked = tuple(question for question, text in texts.items() if text != own[question]) or tuple(own)
    source = submissions.zip_name(fields, loaded.name)
    return AnswerFile(answer.name, SubmittedFile(data, source, str(fields["student_id"])), asked)


def _whole_file(path: Path, asked: tuple[str, ...], loaded: Assignment, root: Path) -> AnswerFile:
    """Hand in a student's Python file as it is, beside our own notebook and our other files."""
    fields = {"name": "Trial", "student_id": _student(path.stem), "option": 1, "group": ""}
    own, written = our_solutions(loaded.name, root), our_written_answers(loaded.name, root)
    filled = submissions.fill(submissions.released_notebook(loaded.name, root), own, fields=fields, written=written)
    files = file_questions.filled(loaded.name, root, own) | {path.name: path.read_bytes()}
    data = submissions.zip_of(filled, assignment=loaded.name, fields=fields, files=files)
    source = submissions.zip_name(fields, loaded.name)
    return AnswerFile(path.stem, SubmittedFile(data, source, str(fields["student_id"])), asked)


def _picked(found: Sequence[Answer], which: str, file: str) -> Sequence[Answer]:
    picked = [answer for answer in found if which in ("", answer.name)]
    if picked:
        return picked
    near = nearest(which, [answer.name for answer in found])
    fix = f"Did you mean {near}?" if near else f"There are: {', '.join(answer.name for answer in found)}."
    raise UsageError(found=f"{file} has no answer '{which}'", fix=fix)


def _student(name: str) -> str:
    return f"trial-{name}"
