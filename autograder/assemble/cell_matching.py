"""Tell which of a student's cells is which of ours, whatever Colab, JupyterLab or the student did to the notebook.

Comes in: their notebook and our release. Goes out: for each of our cells the student's cells that are it or a copy of it,
and the student's cells that are none of ours.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from autograder.assemble import blocks
from autograder.assemble.answer_places import is_answer
from autograder.assemble.code_words import holds_words
from autograder.conventions import defined_names, has_marker
from autograder.model import Cell, Notebook

ALIKE = 0.8  # of two texts, for them to be one cell that was edited
MAX_CANDIDATES = 100  # cells of theirs whose texts are compared with each of ours
MAX_COMPARED = 4_000  # characters; longer texts are compared by their beginnings

_BADGE = re.compile(r"colab-badge|colab\.research\.google\.com", re.IGNORECASE)
_HINTS = re.compile(r"(?:\s*hint\(\s*(?:'\w+'|\"\w+\")\s*\)[ \t]*;?)+\s*")  # as the notebook offers them


@dataclass(frozen=True, slots=True)
class Matching:
    """Positions in the student's notebook, by positions in ours."""

    copies: Mapping[int, tuple[int, ...]]  # ours → theirs, in their order; () when it was deleted
    added: tuple[int, ...]  # theirs that are none of ours


def match(student: Notebook, release: Notebook) -> Matching:
    """Match by nbgrader's id, then the cell's id, then the function that the cell defines, then the text, then the place."""
    copies: dict[int, list[int]] = {index: [] for index in range(len(release.cells))}
    left = dict(enumerate(student.cells))
    by_id = {name: index for index, cell in enumerate(release.cells) for name in (cell.id, cell.grade_id) if name}
    for theirs, cell in enumerate(student.cells):
        ours = by_id.get(cell.grade_id or "", by_id.get(cell.id or ""))
        if ours is not None and (release.cells[ours].kind == cell.kind or _keeps(release.cells[ours], cell)):
            copies[ours].append(theirs)
            del left[theirs]
    defines = {at: defined_names(cell.source) for at, cell in enumerate(student.cells)}
    _match_functions(student, release, copies, left, defines)
    _match_texts(release, copies, left)
    _match_places(release, copies, left)
    _match_merged(student, release, copies, defines)
    return Matching(copies={ours: tuple(sorted(theirs)) for ours, theirs in copies.items()}, added=tuple(left))


def _keeps(ours: Cell, theirs: Cell) -> bool:
    """Say whether a cell of ours is still itself when it was turned into a cell of another kind: an answer is, and a block in its markers."""
    return is_answer(ours) or (ours.solution and has_marker(theirs.source))


def moved(positions: Sequence[int]) -> list[int]:
    """Return indices of the fewest positions without which the others stand in ascending order."""
    tails: list[int] = []
    # for each index: the length of the best chain that ends here, and its predecessor
    chain: list[tuple[int, int]] = []
    ends: list[int] = []
    for index, position in enumerate(positions):
        length = bisect_left(tails, position)
        chain.append((length, ends[length - 1] if length else -1))
        tails[length : length + 1] = [position]
        ends[length : length + 1] = [index]
    kept, at = set(), ends[-1] if ends else -1
    while at >= 0:
        kept.add(at)
        at = chain[at][1]
    return [index for index in range(len(positions)) if index not in kept]


def harmless(student: Notebook, added: Sequence[int]) -> set[int]:
    """Return the added cells that tools put there, Colab's badge first, empty ones last; and those that only ask for hints."""
    positions = set(added)
    tools = {at for at in added if student.cells[at].kind == "code" and _HINTS.fullmatch(student.cells[at].source)}
    last = sum(not cell.file for cell in student.cells) - 1  # what was cut from files stands behind the notebook's own
    while last in positions and not student.cells[last].source.strip():
        tools.add(last)
        last -= 1
    first = student.cells[0] if 0 in positions else None
    if first and first.kind == "markdown" and len(first.source) < 1_000 and _BADGE.search(first.source):
        tools.add(0)
    return tools


def place(cell: Cell, position: int) -> str:
    """Name where a student's cell stands: by its number, or by the file that it was cut from."""
    return cell.file or f"cell {position + 1}"


def label(cell: Cell, position: int) -> str:
    """Name a cell as findings do: by our id, else by its place."""
    return cell.grade_id or cell.id or f"cell {position + 1}"


def _match_functions(
    student: Notebook,
    release: Notebook,
    copies: dict[int, list[int]],
    left: dict[int, Cell],
    defines: Mapping[int, Set[str]],
) -> None:
    """Give our solution cells what defines their functions: in a block's markers, or for want of any other cell in which something is written."""
    for ours, cell in enumerate(release.cells):
        if not (cell.solution and cell.kind == "code"):
            continue
        names = defined_names(cell.source)
        defining = [
            at
            for at, other in left.items()
            if names & defines[at] and (other.kind == "code" or has_marker(other.source))
        ]
        marked = [at for at in defining if has_marker(left[at].source)]
        if copies[ours] and not marked and defining:
            defining = _answers_beside_stubs(cell, copies[ours], defining, student)
        chosen = marked or defining
        copies[ours].extend(chosen)
        for at in chosen:
            del left[at]


def _match_texts(release: Notebook, copies: dict[int, list[int]], left: dict[int, Cell]) -> None:
    same: dict[tuple[str, str], list[int]] = {}
    for at, cell in left.items():
        if cell.source.strip():
            same.setdefault((cell.kind, _squeezed(cell.source)), []).append(at)
    alike = Counter((cell.kind, _squeezed(cell.source)) for cell in release.cells)
    for ours, cell in enumerate(release.cells):
        if alike[cell.kind, _squeezed(cell.source)] == 1:
            for at in same.pop((cell.kind, _squeezed(cell.source)), ()):
                copies[ours].append(at)
                del left[at]
    for ours, cell in enumerate(release.cells):
        twins = [] if copies[ours] else same.get((cell.kind, _squeezed(cell.source)), [])
        place = _between_neighbours(ours, copies, twins) if twins else None
        if place is not None:
            copies[ours].append(place)
            twins.remove(place)
            del left[place]
    for ours, cell in enumerate(release.cells):
        if copies[ours] or not cell.source.strip():
            continue
        ratio, at = max(
            ((_alike(cell, other), at) for at, other in [*left.items()][:MAX_CANDIDATES]), default=(0.0, -1)
        )
        if ratio >= ALIKE:
            copies[ours].append(at)
            del left[at]


def _between_neighbours(ours: int, copies: dict[int, list[int]], twins: Sequence[int]) -> int | None:
    """Return which of several cells with one text stands where ours does: after the last cell before it, before the next one after it."""
    above = max((at for other, found in copies.items() if other < ours for at in found[:1]), default=-1)
    below = min((at for other, found in copies.items() if other > ours for at in found[:1] if at > above), default=None)
    return next((at for at in twins if at > above and (below is None or at < below)), None)


def _match_places(release: Notebook, copies: dict[int, list[int]], left: dict[int, Cell]) -> None:
    """Give a cell that students rewrite the one that stands between the same neighbours."""
    for ours, cell in enumerate(release.cells):
        before, after = copies.get(ours - 1), copies.get(ours + 1)
        if copies[ours] or not _is_rewritten(cell) or not before or not after:
            continue
        at = before[-1] + 1
        if (
            at in left
            and at + 1 == after[0]
            and (left[at].kind == cell.kind or (is_answer(cell) and holds_words(left[at])))
        ):
            copies[ours].append(at)
            del left[at]


def _match_merged(
    student: Notebook, release: Notebook, copies: dict[int, list[int]], defines: Mapping[int, Set[str]]
) -> None:
    """Give a solution cell that is lost, or as it was handed out, the one into which it was merged: its function is there, in a block's markers."""
    for ours, cell in enumerate(release.cells):
        if not (cell.solution and cell.kind == "code"):
            continue
        names = defined_names(cell.source)
        holding = [
            at
            for at, other in enumerate(student.cells)
            if names & defines[at] and other.kind == "code" and at not in copies[ours]
            and (has_marker(other.source) or cell.file)  # of a whole file that was pasted, no marker need be left
        ]  # fmt: skip
        if copies[ours] and holding:
            holding = _answers_beside_stubs(cell, copies[ours], holding, student)
        copies[ours].extend(holding)


def _answers_beside_stubs(ours: Cell, copies: Sequence[int], others: Sequence[int], student: Notebook) -> list[int]:
    """Keep of other cells those with an answer, where no copy of ours has one: an untouched stub is no answer."""
    if any(blocks.is_written(student.cells[at].source, ours.source) for at in copies):
        return []
    return [at for at in others if blocks.is_written(student.cells[at].source, ours.source)]


def _is_rewritten(cell: Cell) -> bool:
    """Say whether students put text of their own in place of all that the cell holds."""
    return "fields" in cell.tags or (cell.solution and cell.kind == "markdown")


@lru_cache(maxsize=256)  # our own cells' are asked for again and again
def _squeezed(text: str) -> str:
    return "".join(text.split())


def _alike(ours: Cell, theirs: Cell) -> float:
    if ours.kind != theirs.kind or not theirs.source.strip():
        return 0.0
    return fuzz.ratio(ours.source[:MAX_COMPARED], theirs.source[:MAX_COMPARED], score_cutoff=100 * ALIKE) / 100
