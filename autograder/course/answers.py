"""Read the answers that authors keep beside an assignment to prove it by: answers/right/*.py and answers/wrong/<question>.py.

Comes in: an assignment's folder. Goes out: its answers, in the order of files and of cells. A file of right/ is one answer; a file of
wrong/ holds one `# %%` cell for each mistake in that question:

    # %% labels_all_votes
    # fails: predict_labels.majority_of_the_k_nearest_decides, predict_labels.ties_go_to_the_smallest
    # near miss: all training points vote, not the k nearest
    '''The mistake in a sentence.'''
    def predict_labels(dists, y_train, k=1): …

`# near miss:` may be left out; it is the sentence by which feedback names this very mistake, in each check that it fails. Without it, the
docstring's first line names it, where the mistake explains all that was seen of a question. All of it may stand beside the question in
notebook.py as well (beside.py).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.conventions import choices
from autograder.course import beside
from autograder.course.beside import BesideCell
from autograder.course.layout import ANSWERS, text_of
from autograder.errors import AssignmentBroken

_NAME = re.compile(r"\w+")
_FAILS = re.compile(r"#\s*fails:\s*(\S.*)")
_NEAR_MISS = re.compile(r"#\s*near miss:\s*(\S.*?)\s*")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, as its author wrote it."""

    name: str  # of the file in right/, of the cell in wrong/; each once in its folder
    question: str  # that it gets wrong; "" in right/
    path: Path
    line: int  # of its `# %%`; 0 for a whole file. Line n of the source is line `line + n` of the file
    fails: tuple[str, ...]  # question.check_name of each check that must fail; () in right/, or where it doesn't say
    near_miss: str  # "" where feedback doesn't name it
    docstring: str
    source: str  # its text below `# %%`, all comments included, ending in one newline
    beside: str = ""  # the question that it stands beside in notebook.py

    @property
    def place(self) -> str:
        """Name it as authors find it: 'assignments/knn/answers/wrong/predict_labels.py, line 41: labels_all_votes'."""
        cell = f", line {self.line}: {self.name}" if self.line else ""
        return f"{_shown(self.path)}{cell}"

    def place_at(self, line: int) -> str:
        """Name a line of its source by its place in the file."""
        cell = f": {self.name}" if self.line else ""
        return f"{_shown(self.path)}, line {self.line + line}{cell}"


def right(folder: Path) -> tuple[Answer, ...]:
    """Read answers/right/ of an assignment's folder: every file is one answer."""
    files = map(_whole, sorted((folder / ANSWERS / "right").glob("*.py")))
    return (*files, *(_beside(cell) for cell in beside.cells(folder) if cell.role == beside.RIGHT))


def wrong(folder: Path) -> tuple[Answer, ...]:
    """Read answers/wrong/ of an assignment's folder: every cell is one answer.

    Raises AssignmentBroken for code outside cells, and for a cell that has no name or another one's.
    """
    seen: dict[str, Answer] = {}
    files = [answer for path in sorted((folder / ANSWERS / "wrong").glob("*.py")) for answer in _cells(path)]
    stand_beside = [_beside(cell) for cell in beside.cells(folder) if cell.role == beside.WRONG]
    typed = [_other_typed(cell) for cell in beside.cells(folder) if cell.role in beside.TYPED]
    for answer in (*files, *stand_beside, *typed):
        if answer.name in seen:
            raise AssignmentBroken(
                found=f"{answer.place}: that name is taken by {_shown(seen[answer.name].path)}, line {seen[answer.name].line}",
                fix="Give every mistake a name of its own.",
            )
        seen[answer.name] = answer
    return tuple(seen.values())


def of_file(path: Path) -> tuple[Answer, ...]:
    """Read a file of answers wherever it lies: its `# %%` cells, or the whole file where it has none."""
    lines = text_of(path).split("\n")
    return tuple(_cells(path)) if any(map(beside.CELL_LINE.fullmatch, lines)) else (_whole(path),)


def near_misses(folder: Path) -> tuple[Answer, ...]:
    """Read the wrong answers that feedback may name: by their near miss, or by the first line of their docstring."""
    return tuple(answer for answer in wrong(folder) if answer.near_miss or answer.docstring)


def bound_names(source: str) -> set[str]:
    """List what a cell defines or assigns at its left edge; what it imports is nobody's answer."""
    bound = set()
    for node in ast.parse(source).body:
        for one in (
            ast.walk(node) if not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)) else ()
        ):
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
                bound.add(one.id)
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
            bound.add(node.name)
    return bound


def _beside(cell: BesideCell) -> Answer:
    """Take an answer from a cell of notebook.py; `fails="ask 1"` is the check ask_1 of its question."""
    name = str(cell.options.get("name") or f"{cell.question}_{cell.role}_{cell.line}")
    said = [one.strip() for one in str(cell.options.get("fails", "")).split(",") if one.strip()]
    fails = tuple(one if "." in one else f"{cell.question}.{one.replace(' ', '_')}" for one in said)
    near = str(cell.options.get("near", ""))
    question = "" if cell.role == beside.RIGHT else cell.question
    said_of_it = _docstring(cell.source)
    return Answer(name, question, cell.path, cell.line, fails, near, said_of_it, cell.source, beside=cell.question)


def _other_typed(cell: BesideCell) -> Answer:
    """Make the wrong answer that every typed one has: another choice, another number."""
    expected, of = cell.options["expected"], str(cell.options.get("of", ""))
    if cell.role == beside.CHOICE:
        value, check = next(one for one in choices(of) if one != expected), "chosen"
    else:
        unit = str(cell.options.get("unit", "")).split("|")[0]
        number = 3 * float(expected) + 7
        value, check = f"{number} {unit}" if unit else f"{number}", "number"
    source = f"{cell.question} = {value!r}\n"
    name, fails = f"{cell.question}_otherwise", (f"{cell.question}.{check}",)
    return Answer(name, cell.question, cell.path, cell.line, fails, "", "", source, beside=cell.question)


def _whole(path: Path) -> Answer:
    source = text_of(path)
    return Answer(path.stem, "", path, 0, (), "", _docstring(source), source)


def _cells(path: Path) -> Iterator[Answer]:
    """Split a file of wrong/ into its cells; what stands above the first may only be comments."""
    lines = text_of(path).split("\n")
    marks = [number for number, line in enumerate(lines) if beside.CELL_LINE.fullmatch(line)]
    for number, line in enumerate(lines[: marks[0]] if marks else lines, start=1):
        if line.strip() and not line.startswith("#"):
            fix = "Begin each mistake with `# %% its_name`."
            raise AssignmentBroken(found=f"{_shown(path)}, line {number}: this belongs to no mistake", fix=fix)
    for start, end in zip(marks, [*marks[1:], len(lines)], strict=True):
        match = beside.CELL_LINE.fullmatch(lines[start])
        name = (match["rest"] or "") if match else ""
        if not _NAME.fullmatch(name):
            raise AssignmentBroken(
                found=f"{_shown(path)}, line {start + 1}: {f'{name!r} is no name' if name else 'this mistake has no name'}",
                fix="Write `# %% its_name`, of letters, digits and _.",
            )
        source = "\n".join(lines[start + 1 : end]).rstrip("\n") + "\n"
        fails, near_miss = _said(source)
        yield Answer(name, path.stem, path, start + 1, fails, near_miss, _docstring(source), source)


def _said(source: str) -> tuple[tuple[str, ...], str]:
    """Read what the first lines say: which checks must fail, and the near miss."""
    first, second = (*source.split("\n", 2), "")[:2]
    fails = _FAILS.fullmatch(first)
    if fails is None:
        return (), ""
    near_miss = _NEAR_MISS.fullmatch(second)
    return tuple(name.strip() for name in fails[1].split(",") if name.strip()), near_miss[1] if near_miss else ""


def _docstring(source: str) -> str:
    try:
        return ast.get_docstring(ast.parse(source)) or ""
    except SyntaxError:
        return ""  # whoever hands it in says where the syntax is wrong


def _shown(path: Path) -> str:
    parts = path.parts
    at = max((at for at, part in enumerate(parts) if part == "assignments"), default=max(0, len(parts) - 5))
    return "/".join(parts[at:])
