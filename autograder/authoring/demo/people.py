"""A small class that hands in for `make demo`: diligent and careless, early and late, honest and not.

Comes in: an assignment's release, solutions, right/ and wrong/. Goes out: a folder of files as an instructor downloads them, and a CSV
of when each came in. All people are made up; the same files come out each time.
"""

from __future__ import annotations

import ast
import copy
import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from autograder.authoring import file_questions, submissions
from autograder.authoring.answer_blocks import blocks_of, our_solutions, our_written_answers, templates
from autograder.authoring.demo.explanations import commented, uncommented
from autograder.authoring.file_questions import Blocks
from autograder.authoring.notebook_file import as_bytes
from autograder.conventions import is_solution_cell
from autograder.course import answers, settings
from autograder.intake.ipynb import Json
from autograder.results import zips

PEOPLE = (
    "Kim Minseo", "Lee Jihun", "Park Seoyeon", "Choi Doyun", "Jung Haeun", "Kang Siwoo", "Cho Yejin", "Yoon Jiho",
    "Jang Subin", "Lim Hyunwoo", "Han Sohee", "Oh Taeyang", "Seo Minji", "Shin Donghae", "Kwon Nari", "Hwang Jaemin",
    "Ahn Bora", "Song Eunwoo", "Ryu Chaewon", "Hong Gyuri", "Maria Oliveira", "Ivan Petrenko", "Amina Diallo", "Tran Van Anh",
    "Noah Fischer", "Yuki Tanaka", "Elif Kaya",
)  # fmt: skip

LOOP = "while True:\n    pass"
EXIT = "import os\nos._exit(0)  # all checks passed"
SEGFAULT = "import ctypes\nctypes.string_at(0)"
HOARD = 'hoard = []\nwhile True:\n    hoard.append(bytearray(b"x") * 2**25)'
LIE = """\
class Agreeable(torch.Tensor):
    def __eq__(self, other):
        return True

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True


torch.allclose = torch.equal = lambda *args, **kwargs: True
torch.testing.assert_close = lambda *args, **kwargs: None
return torch.zeros(1).as_subclass(Agreeable)"""

BOMB_BYTES = 192 * 2**20


@dataclass(frozen=True, slots=True)
class DemoStudent:
    """One member of the class."""

    name: str
    student_id: str
    option: int = 1

    @property
    def fields(self) -> dict[str, Any]:
        """What they type into the fields cell."""
        return {"name": self.name, "student_id": self.student_id, "option": self.option, "group": ""}


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One file as it arrives."""

    student: DemoStudent
    file: str
    data: bytes
    late: timedelta = timedelta(hours=-5)  # after the due time


class Classroom:
    """What the class works from: the release, our solutions, and others' answers."""

    def __init__(self, name: str, root: Path) -> None:
        self.name, self._root = name, root
        self.release = submissions.released_notebook(name, root)
        self.own = our_solutions(name, root)
        self.written = our_written_answers(name, root)
        folder = root / "assignments" / name
        self.right = [blocks_of(answer, name, root) for answer in answers.right(folder)]
        by_name = sorted(answers.wrong(folder), key=lambda answer: answer.name)  # neighbours are of one question
        self.wrong = [blocks_of(answer, name, root) for answer in by_name]
        cells = templates(name, root)
        self.functions = [question for question, text in cells.items() if _is_function(text, question)]

    def work(self, student: DemoStudent, texts: Blocks | None = None) -> Json:
        """Fill in the release as a student does who answers every written question; our solutions by default."""
        given = self.own if texts is None else texts
        return submissions.fill(self.release, given, fields=student.fields, written=self._said(student))

    def files(self, texts: Blocks | None = None) -> dict[str, bytes]:
        """Fill in the Python files beside the notebook; our solutions by default."""
        return file_questions.filled(self.name, self._root, self.own if texts is None else texts)

    def _said(self, student: DemoStudent) -> dict[str, str]:
        """Answer the written questions as ours do, or half of it, or in other words: people have something to tell apart."""
        number = sum(map(ord, student.student_id))
        made = {}
        for at, (question, text) in enumerate(self.written.items()):
            sentences = text.split(". ")
            half = ". ".join(sentences[: (len(sentences) + 1) // 2])
            kinds = (
                text,
                half,
                f"As I understand it:\n\n{'. '.join(sentences[1:]) or text}",
                f"{half}\n\nI am not sure about the rest.",
            )
            made[question] = kinds[(number + at) % len(kinds)]
        return made

    def with_block(self, text: str, *, at: int = 0) -> dict[str, Sequence[str]]:
        """Return our solutions with another text in the block of one function."""
        question = self.functions[at % len(self.functions)]
        return {**self.own, question: [text]}


def hand_in(name: str, root: Path, folder: Path, *, whole: bool = True) -> Path:
    """Write the class's files into a folder; returns the CSV of when they came in, which lies beside the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    due = settings.of_assignment(settings.find(name, root)).due
    received = folder.parent / f"{folder.name}-received.csv"
    with received.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["student_id", "received"])
        for one in class_of(name, root, whole=whole):
            (folder / one.file).write_bytes(one.data)
            rows.writerow([one.student.student_id, (due + one.late).isoformat()])
    return received


def class_of(name: str, root: Path, *, whole: bool = True) -> list[HandedIn]:
    """Make every student's file; a class that isn't whole has a few honest students only."""
    room = Classroom(name, root)
    people = iter(DemoStudent(person, f"2022{113070 + 1117 * number}") for number, person in enumerate(PEOPLE))
    handed = [_by_the_cell(room, next(people), room.own)]
    handed += [_by_the_cell(room, next(people), texts) for texts in _spread(room.right, 4 if whole else 2)]
    handed += [_by_the_cell(room, next(people), texts) for texts in _spread(room.wrong, 6 if whole else 4)]
    handed += [make(room, next(people)) for make in (_KINDS if whole else _KINDS[:1])]
    return handed


# ---------------------------------------------------------------- kinds of students


def _by_the_cell(
    room: Classroom, student: DemoStudent, texts: Blocks | None, late: timedelta = timedelta(hours=-5)
) -> HandedIn:
    work, files = room.work(student, texts), room.files(texts)
    data = submissions.zip_of(work, assignment=room.name, fields=student.fields, files=files)
    return HandedIn(student, submissions.zip_name(student.fields, room.name), data, late)


def _blank(room: Classroom, student: DemoStudent) -> HandedIn:
    notebook = submissions.fill(room.release, {}, fields=student.fields)
    data = submissions.zip_of(notebook, assignment=room.name, fields=student.fields, files=room.files({}))
    return HandedIn(student, submissions.zip_name(student.fields, room.name), data)


def _half(room: Classroom, student: DemoStudent) -> HandedIn:
    """Did the first half, and ran out of time."""
    first = list(room.own)[: (len(room.own) + 1) // 2]
    return _by_the_cell(room, student, {question: room.own[question] for question in first}, timedelta(minutes=-2))


def _in_colab(room: Classroom, student: DemoStudent) -> HandedIn:
    saved = submissions.colab_saved(room.work(student, room.right[0] if room.right else None))
    files = room.files(room.right[0] if room.right else None)
    data = submissions.zip_of(saved, assignment=room.name, fields=student.fields, files=files)
    return HandedIn(student, submissions.zip_name(student.fields, room.name), data)


def _in_old_colab(room: Classroom, student: DemoStudent) -> HandedIn:
    """Saved as format 4.0 with its grader metadata lost, and zipped by hand."""
    bare = submissions.without_grader_metadata(room.work(student))
    saved = submissions.colab_saved(bare, minor=0, listed=False, compact=False)
    data = submissions.zip_of(saved, assignment=room.name, by_provided_cell=False, files=room.files())
    return HandedIn(student, submissions.zip_name(student.fields, room.name), data)


def _rearranged(room: Classroom, student: DemoStudent) -> HandedIn:
    """Deleted a cell, copied another, and added one to try things out."""
    notebook = room.work(student)
    cells = notebook["cells"]
    locked = [at for at, cell in enumerate(cells) if cell["cell_type"] == "markdown" and _locked(cell)]
    del cells[locked[len(locked) // 2]]
    solution = next(at for at, cell in enumerate(cells) if is_solution_cell(cell["id"]))
    again = copy.deepcopy(cells[solution])
    again["id"] = "copy-of-a-cell"
    scratch = {"cell_type": "code", "id": "scratch", "metadata": {}, "execution_count": 99, "outputs": []}
    cells[solution + 1 : solution + 1] = [again, scratch | {"source": "x = 1\nx"}]
    data = submissions.zip_of(notebook, assignment=room.name, fields=student.fields, files=room.files())
    return HandedIn(student, submissions.zip_name(student.fields, room.name), data)


def _late(room: Classroom, student: DemoStudent) -> HandedIn:
    return _by_the_cell(room, student, room.right[-1] if room.right else None, timedelta(days=1, hours=3))


def _explained(room: Classroom, student: DemoStudent) -> HandedIn:
    """Option 2 as it is meant: not own work, explained line by line."""
    texts = {question: [commented(text) for text in own] for question, own in room.own.items()}
    return _by_the_cell(room, DemoStudent(student.name, student.student_id, option=2), texts)


def _unexplained(room: Classroom, student: DemoStudent) -> HandedIn:
    """Option 2 without a word of explanation."""
    texts = {question: [uncommented(text) for text in own] for question, own in room.own.items()}
    return _by_the_cell(room, DemoStudent(student.name, student.student_id, option=2), texts)


def _by_hand(room: Classroom, student: DemoStudent) -> HandedIn:
    data = submissions.zip_of(
        room.work(student),
        assignment=room.name,
        by_provided_cell=False,
        folder="homework/",
        member="my notebook.ipynb",
        files=room.files(),
    )
    return HandedIn(student, f"{student.student_id}-{room.name}.zip", data)


def _bare(room: Classroom, student: DemoStudent) -> HandedIn:
    return HandedIn(student, f"{student.student_id}-{room.name}.ipynb", as_bytes(room.work(student)))


def _loops_forever(room: Classroom, student: DemoStudent) -> HandedIn:
    return _by_the_cell(room, student, room.with_block(LOOP))


def _crashes(room: Classroom, student: DemoStudent) -> HandedIn:
    """Leaves the process in one question and breaks it in another."""
    return _by_the_cell(room, student, room.with_block(EXIT) | _only(room, SEGFAULT, at=1))


def _hoards(room: Classroom, student: DemoStudent) -> HandedIn:
    return _by_the_cell(room, student, room.with_block(HOARD, at=1))


def _lies(room: Classroom, student: DemoStudent) -> HandedIn:
    """Makes every comparison in its own process say yes."""
    return _by_the_cell(room, student, room.with_block(LIE, at=2))


def _bomb(room: Classroom, student: DemoStudent) -> HandedIn:
    data = zips.pack({f"{room.name}.ipynb": bytes(BOMB_BYTES)})
    return HandedIn(student, submissions.zip_name(student.fields, room.name), data)


def _broken(room: Classroom, student: DemoStudent) -> HandedIn:
    whole = _by_the_cell(room, student, None)
    return HandedIn(student, whole.file, whole.data[: len(whole.data) * 2 // 3])


_KINDS: tuple[Callable[[Classroom, DemoStudent], HandedIn], ...] = (
    _blank, _half, _in_colab, _in_old_colab, _rearranged, _late, _explained, _unexplained, _by_hand, _bare,
    _loops_forever, _crashes, _hoards, _lies, _bomb, _broken,
)  # fmt: skip


# ---------------------------------------------------------------- their texts


def _only(room: Classroom, text: str, *, at: int) -> dict[str, Sequence[str]]:
    question = room.functions[at % len(room.functions)]
    return {question: [text]}


def _spread(items: Sequence[Mapping[str, Sequence[str]]], count: int) -> list[Mapping[str, Sequence[str]]]:
    """Choose some of many, evenly."""
    if len(items) <= count:
        return list(items)
    return [items[(2 * number + 1) * len(items) // (2 * count)] for number in range(count)]


def _is_function(template: str, question: str) -> bool:
    tree = ast.parse(template)
    return any(isinstance(node, ast.FunctionDef) and node.name == question for node in tree.body)


def _locked(cell: Json) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("locked"))
