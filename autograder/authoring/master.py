"""The master copy of a notebook as text: assignments/<name>/notebook.py (jupytext's py:percent) ↔ its cells, with their options.

    # %% solution="predict_labels"        one function or class; its block stands between ### BEGIN SOLUTION and ### END SOLUTION
    # %% solution="cell" id="summary"     a whole cell: the variables that it leaves are the answers of question "summary"
    # %% test="predict_labels"            the visible, locked check of that question
    # %% [markdown] answer="question_1" points=4      a written question: the text is our answer
    # %% tags=["setup"]                   run in grading; also "fields" (the student's details) and "submit"
    # %% choice="answer_1a" of="ABCD" expected="B" points=1      an answer that is typed; also numeric=: typed_cells has them
    # %% id="distances-picture"           any cell may have an id of its own; by default it follows from the text

    # %% check="predict_labels" points=6  hidden checks, and answers to prove them by (also right=, wrong=): course.beside has them; never built

What stands above the first cell is the file's own header and no cell. Without any cell of tag "fields" or "submit", it gets given_cells'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from autograder.authoring import given_cells, typed_cells
from autograder.conventions import is_whole_cell, lines_of, solution_cell
from autograder.course import beside, settings
from autograder.course.layout import text_of
from autograder.errors import AssignmentBroken, nearest
from autograder.report import words

OPTIONS = ("solution", "test", "answer", "points", "tags", "id", *beside.ROLES, *beside.TYPED)
TAGS = ("setup", "fields", "submit")
WHOLE_CELL = "cell"
"""What stands after solution= where the variables that the cell leaves are the answers."""

OF_FILES = "# include _shared/notebook/files.py"
"""The line of the cell that loads students' Python files; a master with files and without it is given the cell."""

INCLUDE = re.compile(r"# include (\S+)\s*")

_ESCAPE = re.compile(r"(?<!\\)\\u([0-9a-f]{4})")
_FORMAT = {
    "extension": ".py",
    "format_name": "percent",
    "notebook_metadata_filter": "-all",
    "cell_metadata_filter": "all",
}
_UNREAD = "incorrectly_encoded_metadata"  # jupytext's name for options whose values are no JSON
_SPACING = ("lines_to_next_cell", "lines_to_end_of_cell_marker")  # jupytext's own notes on blank lines


@dataclass(frozen=True, slots=True)
class TextCell:
    """One cell of the master, as its author wrote it."""

    kind: str  # "code", "markdown" or "raw"
    source: str
    options: Mapping[str, Any] = field(default_factory=dict)
    line: int = 0  # of its `# %%` in notebook.py, from 1; 0 when it didn't come from there
    spacing: Mapping[str, int] = field(default_factory=dict)  # blank lines that differ from jupytext's habit
    origin: TextCell | None = None  # the typed answer's cell that it was made of; GIVEN for one that every notebook has
    stub: str = ""  # what stands in its block when students get it, where that isn't the usual

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags; none by default."""
        return tuple(self.options.get("tags", ()))

    @property
    def question(self) -> str:
        """The question that a solution cell answers; a whole cell's is called by its id. "" for other cells."""
        name = str(self.options.get("solution", ""))
        return str(self.options["id"]) if name == WHOLE_CELL and "id" in self.options else name

    @property
    def is_beside(self) -> bool:
        """Whether it stays with its author: a hidden check, or an answer to prove checks by."""
        return any(role in self.options for role in beside.ROLES)


GIVEN = TextCell("raw", "")
"""In the place of the cell that those are made of which every notebook has."""


@dataclass(frozen=True, slots=True)
class Master:
    """A whole master copy."""

    header: str
    cells: tuple[TextCell, ...]
    files: tuple[str, ...] = ()  # Python files beside the notebook in which students write
    language: str = words.ENGLISH  # of the cells that every notebook has

    @property
    def built(self) -> tuple[TextCell, ...]:
        """The cells of the notebook: all but those that stay with their author, two for each typed answer, and what every notebook has."""
        made = tuple(one for cell in self.cells if not cell.is_beside for one in _built(cell))
        own_files = any(line == OF_FILES for cell in made for line in lines_of(cell.source))
        files = (self._given(given_cells.OF_FILES),) if self.files and not own_files else ()
        if any(tag in cell.tags for cell in made for tag in ("fields", "submit")):
            return (*made[:1], *files, *made[1:])
        first, last = (tuple(map(self._given, cells)) for cells in (given_cells.FIRST, given_cells.LAST))
        return (*made[:1], *first, *files, *made[1:], *last)

    def _given(self, cell: given_cells.Given) -> TextCell:
        return TextCell(*given_cells.in_language(cell, self.language), origin=GIVEN)


def _built(cell: TextCell) -> tuple[TextCell, ...]:
    role = next((role for role in beside.TYPED if role in cell.options), None)
    if role is None:
        return (cell,)
    name = str(cell.options[role])
    of_it, stub = {"solution": WHOLE_CELL, "id": name}, typed_cells.stub_of(cell, name)
    solution = replace(cell, source=typed_cells.solution_of(cell, name), options=of_it, origin=cell, stub=stub)
    return solution, replace(cell, source=typed_cells.test_of(cell, name), options={"test": name}, origin=cell)


def read_master(path: Path) -> Master:
    """Read a master copy; raises AssignmentBroken naming the line of an option that nobody knows."""
    try:
        text = text_of(path)
    except FileNotFoundError:
        raise AssignmentBroken(
            found=f"there is no {path.parent.name}/{path.name}", fix="Write the notebook's master copy there."
        ) from None
    folder = path.parent
    files = tuple(settings.of_assignment(folder).files) if (folder / "assignment.toml").is_file() else ()
    master = replace(parse(text), files=files, language=settings.of_course(folder.parent.parent).language)
    for cell in master.cells:
        check_options(cell, path)
    return master


def parse(text: str) -> Master:
    """Turn a master's text into its cells."""
    import jupytext

    lines = lines_of(text)
    first = next((number for number, line in enumerate(lines) if beside.CELL_LINE.fullmatch(line)), len(lines))
    notebook = jupytext.reads("\n".join(lines[first:]), fmt=dict(_FORMAT))
    cells = [
        TextCell(
            kind=str(cell["cell_type"]),
            source=str(cell["source"]),
            options={key: value for key, value in cell["metadata"].items() if key not in _SPACING},
            spacing={key: value for key, value in cell["metadata"].items() if key in _SPACING},
        )
        for cell in notebook.cells
    ]
    header = "\n".join(lines[:first]) + ("\n" if 0 < first < len(lines) else "")
    return Master(header=header, cells=tuple(_numbered(cells, lines)))


def render(master: Master) -> str:
    """Turn cells into a master's text; the opposite of parse."""
    import jupytext
    from nbformat import NotebookNode

    node: Any = NotebookNode
    cells = [
        node(cell_type=cell.kind, source=cell.source, metadata=node({**cell.options, **cell.spacing}))
        for cell in master.cells
    ]
    notebook = node(cells=cells, metadata=node(), nbformat=4, nbformat_minor=5)
    lines = lines_of(str(jupytext.writes(notebook, fmt=dict(_FORMAT))))
    return master.header + "\n".join(
        _ESCAPE.sub(_letter, line) if beside.CELL_LINE.fullmatch(line) else line for line in lines
    )


def _letter(escape: re.Match[str]) -> str:
    """Write a letter of an option as its author did, where jupytext writes its number."""
    letter = chr(int(escape[1], 16))
    return letter if letter.isprintable() else escape[0]


def where(path: Path, cell: TextCell, offset: int = 0) -> str:
    """Name a place as an author finds it: 'assignments/knn/notebook.py, line 12'."""
    return f"{path.parent.parent.name}/{path.parent.name}/{path.name}, line {cell.line + offset}"


def cell_ids(cells: Sequence[TextCell]) -> list[str]:
    """Name every cell: its grade_id or id where it has one, else words of its own text, numbered where two are alike."""
    given = [given_id(cell) for cell in cells]
    taken = {name for name in given if name}
    result = []
    for cell, own in zip(cells, given, strict=True):
        name = own
        if name is None:
            name = next(found for found in _alternatives(_slug(cell)) if found not in taken)
            taken.add(name)
        result.append(name)
    return result


def given_id(cell: TextCell) -> str | None:
    """Return the id that the author gave a cell by its options; None when it follows from its text."""
    options = cell.options
    if "solution" in options:
        return solution_cell(cell.question)
    for role in beside.TYPED:
        if role in options:
            return solution_cell(str(options[role]))
    name = options.get("test") or options.get("answer") or options.get("id")
    if name:
        return str(name)
    return next((tag for tag in ("fields", "submit") if tag in cell.tags), None)


def check_options(cell: TextCell, path: Path) -> None:
    """Raise AssignmentBroken for an option or a tag that nobody knows, or on the wrong kind of cell."""
    place = where(path, cell)
    if unread := cell.options.get(_UNREAD):
        raise AssignmentBroken(
            found=f"{place}: an option of its first line can't be read: {unread}",
            fix='Write numbers bare and texts in quotes: points=8 title="…".',
        )
    if cell.is_beside:
        if cell.kind != "code":
            raise AssignmentBroken(found=f"{place}: checks and answers are code", fix="Change the cell's type.")
        return  # its other options are course.beside's to read
    if any(role in cell.options for role in beside.TYPED):
        if cell.kind != "code":
            raise AssignmentBroken(
                found=f"{place}: a typed answer is code", fix="Take [markdown] out of its first line."
            )
        role = next(role for role in beside.TYPED if role in cell.options)
        beside.check_options(role, cell.options, place)
        return
    for option in cell.options:
        if option not in OPTIONS:
            near = nearest(option, OPTIONS)
            raise AssignmentBroken(
                found=f"{place}: unknown cell option '{option}'",
                fix=f"Did you mean '{near}'?" if near else f"Known options are {', '.join(OPTIONS)}.",
            )
    for tag in cell.tags:
        if tag not in TAGS:
            raise AssignmentBroken(found=f"{place}: unknown tag '{tag}'", fix=f"Known tags are {', '.join(TAGS)}.")
    if (
        cell.options.get("solution") == WHOLE_CELL
        and "id" not in cell.options
        and is_whole_cell(WHOLE_CELL, cell.source)
    ):
        fix = 'Name the question: `# %% solution="cell" id="summary"`, with `# %% test="summary"` below it.'
        raise AssignmentBroken(found=f"{place}: a cell whose variables are the answers has no name", fix=fix)
    roles = [option for option in ("solution", "test", "answer") if option in cell.options]
    if len(roles) > 1:
        raise AssignmentBroken(found=f"{place}: a cell can't be both {' and '.join(roles)}", fix="Make it two cells.")
    if roles and (cell.kind == "raw" or (cell.kind == "markdown" and "answer" not in roles)):
        wanted = "a markdown or a code cell" if "answer" in roles else "a code cell"
        raise AssignmentBroken(found=f"{place}: {roles[0]}= belongs on {wanted}", fix="Change the cell's type.")
    if ("points" in cell.options) != ("answer" in roles):
        fix = "Only written answers have points of their own; a test's are the sum of its hidden checks."
        raise AssignmentBroken(found=f"{place}: points= and answer= go together", fix=fix)


# ---------------------------------------------------------------- parts


def _slug(cell: TextCell) -> str:
    lines = [line.strip() for line in lines_of(cell.source) if line.strip()]
    first = next(
        (line for line in lines if line.startswith("#") and cell.kind == "markdown"), lines[0] if lines else ""
    )
    if include := next(filter(None, map(INCLUDE.fullmatch, lines)), None):
        first = Path(include[1]).stem
    words = re.findall(r"[a-z0-9]+", re.sub(r"^#\s?@title", "", first).lower())[:6]
    return "-".join(words)[:48].strip("-") or cell.kind


def _alternatives(slug: str) -> Iterator[str]:
    yield slug
    number = 2
    while True:
        yield f"{slug}-{number}"
        number += 1


def _numbered(cells: Sequence[TextCell], lines: Sequence[str]) -> list[TextCell]:
    """Find each cell's line: the next `# %%` whose cell begins with the same text."""
    marks = [number for number, line in enumerate(lines, start=1) if beside.CELL_LINE.fullmatch(line)]
    numbered, position = [], 0
    for index, cell in enumerate(cells):
        left = len(cells) - index
        opening = next((line.strip() for line in lines_of(cell.source) if line.strip()), "")
        fits = [
            mark
            for mark in marks[position : len(marks) - left + 1]
            if opening in "\n".join(lines[mark : mark + 40]) or not opening
        ]
        mark = fits[0] if fits else marks[min(position, len(marks) - 1)]
        position = marks.index(mark) + 1
        numbered.append(replace(cell, line=mark))
    return numbered
