"""The class that all tools grade: several kinds of kNN submissions, made from the assignment's own right/ and wrong/.

Comes in: the course's root. Goes out: students with the blocks that they wrote, and the zips that they would hand in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring import answer_blocks, submissions
from autograder.authoring.demo.people import LOOP, SEGFAULT
from autograder.course import answers
from autograder.course.answers import Answer

NAME = "knn"
RIGHT = ("course_habits", "einsum", "identity_clamped", "plain_loops")
WRONG = ("two_loops_root_taken", "no_loops_transposed", "labels_largest_on_a_tie", "folds_shuffled")
LOOPING, CRASHING, BURNING = "endless loop", "crash", "burner"
LOOPED, CRASHED = "compute_distances_two_loops", "compute_distances_one_loop"  # the questions that end badly

BURN = """\
if "burned" not in globals():
    globals()["burned"] = True
    end = time.process_time() + {seconds}
    while time.process_time() < end:
        pass
return 0"""

Texts = Mapping[str, Sequence[str | None]]


@dataclass(frozen=True, slots=True)
class Handin:
    """What one student wrote."""

    student_id: str
    kind: str
    texts: Texts

    @property
    def fields(self) -> dict[str, str | int]:
        """The student's details."""
        return {"name": f"Student {self.student_id[-4:]}", "student_id": self.student_id, "option": 1, "group": ""}


def ordinary(root: Path) -> list[Handin]:
    """Ten who neither loop nor crash: our solution, other right ones, wrong ones, and one blank."""
    folder = root / "assignments" / NAME
    own = answer_blocks.our_solutions(NAME, root)
    kinds: dict[str, Texts] = {"our solution": own}
    kinds |= {
        f"right: {answer.name}": answer_blocks.blocks_of(answer, NAME, root)
        for answer in _named(RIGHT, answers.right(folder))
    }
    kinds |= {
        f"wrong: {answer.name}": answer_blocks.blocks_of(answer, NAME, root)
        for answer in _named(WRONG, answers.wrong(folder))
    }
    kinds["blank"] = {}
    return [Handin(student_id(number), kind, texts) for number, (kind, texts) in enumerate(kinds.items())]


def looping(root: Path) -> Handin:
    """One whose first function never ends; the rest is our solution."""
    return Handin(student_id(8000), LOOPING, {**answer_blocks.our_solutions(NAME, root), LOOPED: [LOOP]})


def crashing(root: Path) -> Handin:
    """One whose second function takes the process down; the rest is our solution."""
    return Handin(student_id(8001), CRASHING, {**answer_blocks.our_solutions(NAME, root), CRASHED: [SEGFAULT]})


def burning(number: int, seconds: float) -> Handin:
    """One whose first function uses a known amount of processor time, once in each process; the rest is blank."""
    return Handin(student_id(9000 + number), BURNING, {LOOPED: [BURN.format(seconds=seconds)]})


def many(root: Path, count: int, *, answers_of: Sequence[Answer] | None = None) -> list[Handin]:
    """As many as wanted, of the ordinary kinds or of the given answers of right/ and wrong/ in turn, each varied a little."""
    if answers_of is None:
        kinds = [(one.kind, one.texts) for one in ordinary(root)]
    else:
        kinds = [(answer.name, answer_blocks.blocks_of(answer, NAME, root)) for answer in answers_of]
    chosen = (kinds[number % len(kinds)] for number in range(count))
    return [
        Handin(student_id(number), kind, _varied(texts, number // len(kinds)))
        for number, (kind, texts) in enumerate(chosen)
    ]


def _named(names: Sequence[str], among: Sequence[Answer]) -> list[Answer]:
    by_name = {answer.name: answer for answer in among}
    return [by_name[name] for name in names]


def write_zips(handins: Sequence[Handin], root: Path, folder: Path) -> Path:
    """Write each student's zip, as the submission cell makes it; returns the folder."""
    folder.mkdir(parents=True)
    blank = submissions.released_notebook(NAME, root)
    written = answer_blocks.our_written_answers(NAME, root)
    for one in handins:
        filled = submissions.fill(blank, one.texts, fields=one.fields, written=written if one.texts else None)
        data = submissions.zip_of(filled, assignment=NAME, fields=one.fields)
        (folder / submissions.zip_name(one.fields, NAME)).write_bytes(data)
    return folder


def student_id(number: int) -> str:
    """Return the id of a student; ids of one class differ, and have one length."""
    return f"{2026_000_000 + number}"


def _varied(texts: Texts, number: int) -> Texts:
    """Add a comment and a blank line to every block, somewhere else each time, so that no two files are alike."""
    if number == 0:
        return texts
    return {question: [text and _with_comment(text, number) for text in own] for question, own in texts.items()}


def _with_comment(text: str, number: int) -> str:
    indent = text[: len(text) - len(text.lstrip())].rpartition("\n")[2]
    return f"{indent}# version {number}\n\n{text}" if number % 2 else f"\n{indent}# my {number}th try\n{text}"
