"""The answers that an author's save may concern: our solution, question by question, those of right/ and wrong/, and a file of the author's.

Comes in: an assignment as it is built now. Goes out: its units, each with a digest of all that its result depends on: a unit whose digest is as
it was needn't be asked.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.assemble import blocks
from autograder.conventions import defined_names, question_of_cell
from autograder.course import answers, beside, unfinished
from autograder.course.answers import Answer
from autograder.course.layout import HIDDEN, shared_files, text_of
from autograder.model import Assignment, Notebook, Question

SOLUTION = "our solution"


@dataclass(frozen=True, slots=True)
class Unit:
    """One answer to one or more questions."""

    kind: str  # "solution", "tried", "right" or "wrong"
    name: str
    asked: tuple[str, ...]
    answer: Answer | None  # None: our own solution
    text: str  # digest of what would run: the answer, our solutions that it may call, set-up
    all: str  # digest of that and of what is asked
    order: tuple[int, str]

    @property
    def key(self) -> tuple[str, str, tuple[str, ...]]:
        """What tells it from others."""
        return self.kind, self.name, self.asked

    @property
    def named(self) -> tuple[str, ...]:
        """The checks that its author says it fails."""
        return self.answer.fails if self.answer else ()


def units(loaded: Assignment, root: Path, place: str = "") -> list[Unit]:
    """List them in the order in which they are asked: the author's own try first, then our solution, then the others.

    Raises AssignmentBroken, also where no question has a check: whatever is handed in would be right then.
    """
    questions = [question for question in loaded.questions if question.checks]
    if not questions and unfinished.unasked(loaded.questions):
        raise unfinished.lacking(loaded.questions, loaded.folder)[0]
    ours, released = _solutions(loaded.solution), _solutions(loaded.release)
    whole = {question for question, source in ours.items() if len(blocks.locate(source)) == 1}
    setup = _digest(cell.source for cell in loaded.release.cells if "setup" in cell.tags)
    asks = dict(_asks(loaded, questions, ours, root))
    folder = loaded.folder
    found: list[tuple[str, Answer]] = [("tried", one) for one in answers.of_file(Path(place))] if place else []
    solution = [("solution", SOLUTION, (question.id,), None) for question in questions]
    found += [("right", one) for one in answers.right(folder)] + [("wrong", one) for one in answers.wrong(folder)]
    others = [(kind, one.name, _asked(one, questions), one) for kind, one in found]
    listed = [*(one for one in others if one[0] == "tried"), *solution, *(one for one in others if one[0] != "tried")]
    made = []
    for number, (kind, name, asked, answer) in enumerate(listed):
        source = answer.source if answer else ""
        called = _called(asked, source, ours)
        replaced = whole.intersection(asked) if answer else ()  # of these nothing of ours runs but what students get
        text = _digest((source, setup), ((released if one in replaced else ours).get(one, "") for one in called))
        all_ = _digest((text, *answer.fails, answer.near_miss) if answer else (text,), (asks[one] for one in asked))
        made.append(Unit(kind, name, asked, answer, text, all_, (number, name)))
    return made


def _solutions(notebook: Notebook) -> dict[str, str]:
    """Return the cells that hold questions' blocks, by question."""
    cells = [cell for cell in notebook.cells if cell.kind == "code" and cell.solution and not cell.grade]
    return {question_of_cell(cell.grade_id or ""): cell.source for cell in cells}


def _asked(answer: Answer, questions: Iterable[Question]) -> tuple[str, ...]:
    """Return the questions that an answer answers itself, in the notebook's order."""
    about = answer.question or answer.beside
    defined = {about} if about else defined_names(answer.source)
    known = [question.id for question in questions]
    return tuple(one for one in known if one in defined) or tuple(known)


def _called(asked: Iterable[str], source: str, ours: Mapping[str, str]) -> list[str]:
    """Return the questions whose solution of ours may run: those asked, and those that are spoken of."""
    found, texts = set(asked), [source]
    texts += [ours.get(question, "") for question in found]
    while texts:
        text = texts.pop()
        for question in ours:
            if question not in found and re.search(rf"\b{re.escape(question)}\b", text):
                found.add(question)
                texts.append(ours[question])
    return sorted(found)


def _asks(
    loaded: Assignment, questions: Iterable[Question], ours: Mapping[str, str], root: Path
) -> Iterator[tuple[str, str]]:
    """Digest what is asked of each question: its checks where they are written, who answers them, and all that every question leans on."""
    folder = loaded.folder
    common = [folder / "assignment.toml", root / "course.toml", *shared_files(folder)]
    common += [path for path in sorted((folder / HIDDEN).glob("*")) if not path.name.startswith("checks")]
    shared = _digest(path.read_bytes().hex() for path in common if path.is_file())
    cells = [cell for cell in beside.cells(folder) if cell.role == beside.CHECK]
    for question in questions:
        files = {Path(check.place.rpartition(":")[0]) for check in question.checks}
        files.discard(folder / "notebook.py")
        written = [text_of(path) for path in sorted(files) if path.is_file()]
        mine = [f"{cell.options} {cell.source}" for cell in cells if cell.question == question.id]
        answered = [ours.get(question.id, "")] if mine else []  # reference.py may have no function for it
        yield question.id, _digest((shared, *written, *mine, *answered))


def _digest(*texts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for text in (one for some in texts for one in some):
        digest.update(f"{len(text)}\0{text}".encode())
    return digest.hexdigest()
