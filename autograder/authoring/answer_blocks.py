"""What authors would type where students type: our own solution, and the answers of right/ and wrong/, as the texts of blocks.

Comes in: the built source notebook, and an answer. Goes out: for each question the text of each of its blocks. An answer gives what it
defines, our solution the rest.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.assemble import blocks
from autograder.authoring import file_questions
from autograder.authoring.notebook_file import grade_id, is_block, is_written, question_of, read_notebook, source_path
from autograder.conventions import defined_names, is_whole_cell, lines_of
from autograder.course import code_files
from autograder.course.answers import Answer
from autograder.errors import AssignmentBroken


def our_solutions(name: str, root: Path) -> dict[str, tuple[str, ...]]:
    """Return our own blocks, as they stand in the source notebook."""
    return _inside(templates(name, root))


def _inside(cells: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {question: blocks.inside(source) for question, source in cells.items()}


def our_written_answers(name: str, root: Path) -> dict[str, str]:
    """Return our own answers to the written questions."""
    cells = read_notebook(source_path(name, root))["cells"]
    return {grade_id(cell): cell["source"] for cell in cells if is_written(cell)}


def templates(name: str, root: Path) -> dict[str, str]:
    """Return the solution cells of the source notebook by question, then those of the files beside it."""
    cells = read_notebook(source_path(name, root))["cells"]
    found = {question_of(cell): cell["source"] for cell in cells if is_block(cell)}
    return found | {
        question: cell.source for question, cell in file_questions.cells_of(root / "assignments" / name).items()
    }


def nothing_written(name: str, root: Path) -> dict[str, tuple[str, ...]]:
    """Fill every block with a bare return, so that it is written and does nothing; whole cells, which can't return, leave a name that nobody asks for."""
    sources = templates(name, root)
    nothing = {
        question: "_ = None" if is_whole_cell(question, source) else "return" for question, source in sources.items()
    }
    return {question: (nothing[question],) * len(texts) for question, texts in our_solutions(name, root).items()}


def blocks_of(
    answer: Answer, name: str, root: Path, *, demand_other: bool = True, cells: Mapping[str, str] | None = None
) -> dict[str, tuple[str, ...]]:
    """Return the blocks of an answer: its own where it defines a question's function or class, ours elsewhere.

    Raises AssignmentBroken naming the line of a definition that is no question's, or of a body without its given parts; with demand_other,
    also for an answer that is our own solution. cells: the templates, where many answers share them.
    """
    cells = templates(name, root) if cells is None else cells
    own = _inside(cells)
    if answer.question in cells and answer.question not in defined_names(cells[answer.question]):
        return dict(own) | {answer.question: _of_whole_cell(answer, cells[answer.question])}
    lines = lines_of(answer.source.rstrip("\n"))
    try:
        tree = ast.parse("\n".join(lines))
    except SyntaxError as error:
        place = answer.place_at(error.lineno or 1)
        raise AssignmentBroken(found=f"{place}: {error.msg}", fix="Correct it.") from None
    result = dict(own)
    about = answer.beside or answer.question
    if about in cells and is_whole_cell(about, cells[about]):
        found = blocks.extract(answer.source.rstrip("\n"), cells[about])
        result[about] = tuple(
            mine if one.text is None else one.text for one, mine in zip(found, own[about], strict=True)
        )
        return _other(result, own, answer, demand=demand_other)
    homes = {name: question for question, source in cells.items() for name in {*defined_names(source), question}}
    texts: dict[str, list[str]] = {}
    places: dict[str, str] = {}
    imported: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            place = answer.place_at(node.lineno)
            imported |= {(one.asname or one.name).partition(".")[0]: place for one in node.names}
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.Expr)):
            continue
        defined, place = str(getattr(node, "name", "")), answer.place_at(node.lineno)
        if defined not in homes:
            raise AssignmentBroken(
                found=f"{place}: {f'{defined!r} is no question' if defined else 'this is no definition'}",
                fix="Only functions and classes that students write belong here; put helpers inside them.",
            )
        following = next((other.lineno for other in tree.body if other.lineno > node.lineno), len(lines) + 1)
        texts.setdefault(homes[defined], []).append("\n".join(lines[node.lineno - 1 : following - 1]))
        places.setdefault(homes[defined], f"{place}: {defined}")
    _demand_at_hand(imported, "\n".join(text for parts in texts.values() for text in parts), name, root)
    for question, parts in texts.items():
        result[question] = _taken("\n".join(parts), cells[question], own[question], places[question])
    return _other(result, own, answer, demand=demand_other)


def _demand_at_hand(imported: Mapping[str, str], text: str, name: str, root: Path) -> None:
    """Raise AssignmentBroken for what an answer imports at its top, uses, and the notebook never speaks of. imported: each name, with its place."""
    used = {word: place for word, place in imported.items() if word in _words(text)}
    given = _words("\n".join(_all_code(name, root))) if used else set()
    for word, place in used.items():
        if word not in given:
            raise AssignmentBroken(
                found=f"{place}: what is imported here isn't taken along, and {word} is used below",
                fix="Import it inside the function, as students must.",
            )


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def _all_code(name: str, root: Path) -> list[str]:
    """Return the texts of the source notebook's code, and of the files beside it; the last cell's names are nobody's."""
    cells = read_notebook(source_path(name, root))["cells"]
    files = code_files.read(root / "assignments" / name)
    code = [cell for cell in cells if cell["cell_type"] == "code" and "submit" not in cell["metadata"].get("tags", ())]
    return [*(cell["source"] for cell in code), *files.values()]


def _other(
    result: dict[str, tuple[str, ...]], own: dict[str, tuple[str, ...]], answer: Answer, *, demand: bool
) -> dict[str, tuple[str, ...]]:
    if demand and result == own:
        raise AssignmentBroken(
            found=f"{answer.place}: every block in it is our own solution", fix="Write another answer."
        )
    return result


def _of_whole_cell(answer: Answer, template: str) -> tuple[str, ...]:
    """Take the blocks of an answer that is a whole cell, between its marks."""
    found = blocks.extract(answer.source, template)
    if any(one.text is None for one in found):
        raise AssignmentBroken(
            found=f"{answer.place}: the cell's marks aren't there", fix="Write the whole cell, its marks included."
        )
    return tuple(one.text or "" for one in found)


def _taken(text: str, template: str, own: Sequence[str], place: str) -> tuple[str, ...]:
    """Take a definition's blocks; a method that the answer leaves out is ours."""
    found = blocks.extract(text, template)
    if all(one.text is None for one in found):
        raise AssignmentBroken(found=f"{place}: {found[0].problem}", fix="Define what students write.")
    return tuple(mine if one.text is None else one.text for one, mine in zip(found, own, strict=True))
