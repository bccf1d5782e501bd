"""Where the parts of an assignment lie, and which of them may never be released: everything in hidden/ and answers/, by its folder.

Comes in: an assignment's folder, or a file of it. Goes out: paths, sorted, or its text. The leak scan, the release's cache, the fingerprint and the bundle all ask here.
(Of answers/ the scan looks for the right ones: a wrong answer gives nothing away.)
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.errors import AssignmentBroken

HIDDEN = "hidden"
"""What is asked and how it is judged; no part of it runs with students' code but drivers.py."""

ANSWERS = "answers"
"""Right and wrong answers to prove the checks by; grading reads those alone that feedback may name."""

DATA = "data"
"""What students and the sandbox read: released with the notebook, and found at this name beside it."""

SHARED = Path("_shared") / "checks"
"""Below assignments/: checks, references and drivers of questions that several assignments ask; hidden as theirs are."""


def text_of(path: Path) -> str:
    """Read a text of an author's: UTF-8, with Windows' mark at its beginning or without; raises AssignmentBroken for anything else.

    Raises FileNotFoundError where there is none.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise AssignmentBroken(found=f"{path}:{line}: the text isn't saved as UTF-8", fix="Save it as UTF-8.") from None


def never_released(folder: Path) -> list[Path]:
    """List every file of an assignment that students must not see a part of; the solutions in its master copy apart."""
    return [*hidden_files(folder), *shared_files(folder), *files_below(folder / ANSWERS)]


def hidden_files(folder: Path) -> list[Path]:
    """List every file that says what is asked and how it is judged."""
    return files_below(folder / HIDDEN)


def shared_files(folder: Path) -> list[Path]:
    """List the files beside an assignment's own that say so for several assignments."""
    return files_below(folder.parent / SHARED)


def files_below(folder: Path) -> list[Path]:
    """List the files of a folder and its folders, those that links lead to among them; not what Python and editors leave there."""
    return sorted(_below(folder, frozenset()))


def _below(folder: Path, above: frozenset[Path]) -> Iterator[Path]:
    """Walk down, but not into a folder that this one lies in: a link may lead there."""
    own = folder.resolve()
    if own in above or not folder.is_dir():
        return
    for path in folder.iterdir():
        if is_left_there(Path(path.name)):
            continue
        if path.is_file():
            yield path
        else:
            yield from _below(path, above | {own})


def is_left_there(path: Path) -> bool:
    """Tell what Python and editors leave from what an author put there."""
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)
