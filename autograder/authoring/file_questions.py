"""The questions that students answer in a Python file beside the notebook: their cells, and what an author can get wrong between file and notebook.

Comes in: an assignment's folder, its notebook's master, or texts of blocks. Goes out: cells by question, the files as an author of these blocks
would hand them in, or one sentence that names file and line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder.assemble import blocks
from autograder.authoring.master import Master
from autograder.conventions import file_cells, lines_of, question_of_cell
from autograder.course import code_files, settings
from autograder.errors import AssignmentBroken
from autograder.model import Cell

Blocks = Mapping[str, "str | Sequence[str | None]"]  # question → the text of its block, or of each of them


def cells_of(folder: Path) -> dict[str, Cell]:
    """Return our solution's cells by question, in the files' order."""
    return {question_of_cell(cell.grade_id or ""): cell for cell in _cells(code_files.read(folder))}


def filled(name: str, root: Path, texts: Blocks) -> dict[str, bytes]:
    """Type texts of blocks into the files that students get; blocks that aren't named stay blank."""
    made = {}
    for file, text in code_files.released(code_files.read(settings.find(name, root))).items():
        lines = lines_of(text)
        for cell in reversed(list(_cells({file: text}))):
            given = texts.get(question_of_cell(cell.grade_id or ""))
            if given is not None:
                source = blocks.fill(cell.source, [given] if isinstance(given, str) else list(given))
                lines[cell.line - 1 : cell.line - 1 + len(lines_of(cell.source))] = lines_of(source)
        made[file] = "\n".join(lines).encode()
    return made


def check(master: Master, folder: Path) -> tuple[str, ...]:
    """Name the files' questions; raises AssignmentBroken for one that the notebook has too, or doesn't test."""
    tested = {str(cell.options["test"]) for cell in master.built if "test" in cell.options}
    own = {cell.question: cell.line for cell in master.built if cell.question}
    found = cells_of(folder)
    for question, cell in found.items():
        place = f"assignments/{folder.name}/{cell.file}, line {cell.line}"
        if question in own:
            fix = "A question is answered in one place: give one of them another name."
            raise AssignmentBroken(
                found=f"{place}: '{question}' is a question of notebook.py too (line {own[question]})", fix=fix
            )
        if question not in tested:
            fix = f'Write one in notebook.py: `# %% test="{question}"`.'
            raise AssignmentBroken(found=f"{place}: '{question}' has no test cell", fix=fix)
    return tuple(found)


def _cells(texts: Mapping[str, str]) -> Iterator[Cell]:
    for file, text in texts.items():
        yield from (cell for cell in file_cells.cut(file, text, file_cells.questions_in(text)) if cell.solution)
