"""Read what a student wrote where no answer is looked for: in code cells, in outputs, on pictures, and in the files beside the notebook.

Comes in: a notebook's cells and files, and what of it is ours. Goes out: `Found` words for a person to read; what can't be shown is named, with
what to open. Nothing of it is run, and nothing of it is an answer by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from autograder.assemble import code_words, words
from autograder.assemble.elsewhere import BESIDE, Found, Rank
from autograder.assemble.release_text import ReleaseText, key
from autograder.assemble.student_fields import literals
from autograder.conventions import lines_of, without_release
from autograder.model import Cell, OtherFile
from autograder.untrusted_text import for_message

MAX_NAMED = 30  # cells with pictures
TO_SEE = "open the notebook that was handed in to see it"
TO_OPEN = (
    "a file that a person should open: it came with the notebook, and can't be shown here as text, or not all of it"
)


class CodeReader:
    """Finds the words in a notebook's code cells.

    known: keys of what is in the blocks, which a person sees there.
    """

    def __init__(
        self, cells: Sequence[Cell], release: Sequence[Cell], text: ReleaseText, known: Collection[str]
    ) -> None:
        self._cells, self._release, self._text, self._known = cells, release, text, known
        self._same = {cell.source for cell in release}

    @cached_property
    def _defined(self) -> set[str]:
        code = [cell.source for cell in (*self._release, *self._cells) if cell.kind == "code"]
        return code_words.defined_in(code)

    def is_ours(self, cell: Cell) -> bool:
        """Say whether a code cell is just as it was handed out."""
        return cell.source in self._same

    def read(self, at: int, cell: Cell, ours: Cell | None, more: Collection[str] = ()) -> Iterator[Found]:
        """Give the words of a code cell.

        ours: the cell of ours that it is; more: keys of what is read there in another way.
        """
        known = {*self._known, *more}
        written = ours is not None and (ours.solution or "fields" in ours.tags)  # nothing of ours may be left in these
        mixed = written or (ours is not None and any(map(self._is_line_of_ours, lines_of(cell.source))))
        if mixed:
            source = without_release(cell.source) if ours is not None and "submit" in ours.tags else cell.source
            if text := code_words.in_ours(source, self._text, known, lambda: self._defined):
                yield Found(at, text, "put into a code cell of the course's", Rank.CODE)
        elif code_words.has_words(cell.source, self._text, known, lambda: self._defined):
            note = "a code cell that holds words" if ours is None else "a code cell in place of the course's"
            yield Found(at, cell.source.strip("\n"), note, Rank.CODE)

    def shown_below(self, at: int, cell: Cell, ours: Cell | None) -> Iterator[Found]:
        """Give the outputs of a code cell that isn't as it was handed out, where they hold words."""
        if code_words.in_output(cell.output, cell.source, self._text) and (ours is None or self.is_changed(cell)):
            yield Found(at, cell.output.strip("\n"), "shown below a code cell", Rank.OUTPUT)

    def is_changed(self, cell: Cell) -> bool:
        """Say whether there is code in a cell of ours that is neither ours nor a block's nor a field's."""
        lines = (line for line in lines_of(cell.source) if words.is_new(line, self._text))
        return any(key(line) not in self._known and not literals(line.strip()) for line in lines)

    def _is_line_of_ours(self, line: str) -> bool:
        return bool(key(line)) and self._text.find(line)[0]


def pictures(
    cells: Sequence[Cell], release: Sequence[Cell], whose: Mapping[int, int], reader: CodeReader
) -> Iterator[Found]:
    """Name the cells in which there is a picture that isn't ours: attached, or shown by code that isn't ours."""
    places = []
    for at, cell in enumerate(cells):
        ours = release[whose[at]] if at in whose else None
        theirs = cell.kind != "code" or not (reader.is_ours(cell) or (ours and not reader.is_changed(cell)))
        if theirs and cell.pictures > (ours.pictures if ours else 0):
            places.append(at)
    if places:
        named = ", ".join(str(at + 1) for at in places[:MAX_NAMED]) + (", …" if len(places) > MAX_NAMED else "")
        what = f"a picture, which isn't shown here: {TO_SEE}"
        yield Found(places[0], "", what, Rank.TO_OPEN, f"cell {named}" if len(places) == 1 else f"cells {named}")


# ---------------------------------------------------------------- files beside the notebook


def of_files(
    others: Iterable[OtherFile], cells: Sequence[Cell], release: Sequence[Cell], text: ReleaseText
) -> Iterator[Found]:
    """Give the words of the files that came with the notebook, and name those that a person has to open."""
    seen = {cell.source for cell in cells}
    for number, one in enumerate(others):
        at, name = BESIDE * (number + 1), for_message(one.name)
        if one.notebook is not None:
            yield from _of_notebook(at, name, one.notebook.cells, seen, release, text)
        if one.text.strip():
            yield Found(at, one.text.strip("\n"), "a file beside the notebook", Rank.TEXT, name, name)
        if not one.whole:
            yield Found(at, "", TO_OPEN, Rank.TO_OPEN, name)


def _of_notebook(
    at: int, name: str, cells: Sequence[Cell], seen: Collection[str], release: Sequence[Cell], text: ReleaseText
) -> Iterator[Found]:
    """Give the words of another notebook's cells that aren't in the graded one."""
    reader = CodeReader(cells, release, text, ())
    for number, cell in enumerate(cells, start=1):
        place = f"cell {number} of {name}"
        if cell.source in seen:
            continue
        if cell.kind == "code" and not code_words.is_text(cell.source):
            ours = next((one for one in release if one.id and one.id == cell.id), None)
            for found in (
                ()
                if reader.is_ours(cell)
                else (*reader.read(number, cell, ours), *reader.shown_below(number, cell, ours))
            ):
                yield Found(at + number, found.text, f"in another notebook: {found.note}", found.rank, place, name)
            continue
        new = [passage.text for passage in words.in_text(cell.source, text, ())]
        if new:
            yield Found(at + number, "\n…\n".join(new), "in another notebook", Rank.TEXT, place, name)
    if any(cell.pictures for cell in cells if cell.source not in seen):
        yield Found(at, "", f"another notebook with pictures, which aren't shown here: {TO_SEE}", Rank.TO_OPEN, name)
