"""The course's own files → what students were given, and how authors themselves would answer.

What was given counts for nothing in a comparison, wherever it is found again. A right answer of the authors is one more person who would write so.
What can't be read is said: without it more is taken for shared than is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from autograder.conventions import file_cells
from autograder.course import answers, code_files
from autograder.course.layout import files_below
from autograder.errors import GradingError, UsageError
from autograder.intake import ipynb
from autograder.model import Notebook
from autograder.similar import prints
from autograder.similar.hand_ins import KnownTexts

READ = (".ipynb", ".py")


def read(name: str, root: Path, given: Sequence[Path] = ()) -> KnownTexts:
    """Read the release, the solution and the right answers of an assignment, and other code that was given.

    given: notebooks, modules and folders of them; raises UsageError for one that isn't there or holds neither.
    """
    without: list[str] = []
    handed_out = set[int]()
    for path in [each for one in given for each in _files(one)]:
        handed_out |= _prints(path)
    release = _notebook(root / "release" / name / f"{name}.ipynb", "what students were given isn't left out", without)
    solution = _notebook(root / "source" / name / f"{name}.ipynb", "our own solution isn't known", without)
    release = release and file_cells.joined(release, _python_files(root / "release" / name))
    folder = root / "assignments" / name
    if solution and (folder / "assignment.toml").is_file():
        solution = code_files.with_solutions(solution, folder)
    right = tuple(prints.of_code(one.source).kept for one in answers.right(folder))
    known = (_of_notebook(solution), *right) if solution else right
    return KnownTexts(frozenset(handed_out | (_of_notebook(release) if release else set())), known, tuple(without))


def given_code(name: str, root: Path, given: Sequence[Path] = ()) -> str:
    """Give the code that students were given as one text, for other tools."""
    texts = [
        text
        for path in (
            root / "release" / name / f"{name}.ipynb",
            *(root / "release" / name / file for file in _python_files(root / "release" / name)),
            *(each for one in given for each in _files(one)),
        )
        if path.is_file()
        for text in _code(path)
    ]
    return "\n\n".join(texts)


def _python_files(release: Path) -> dict[str, str]:
    """Read the Python files that students write in, as they were handed out."""
    return {path.name: path.read_text(encoding="utf-8", errors="replace") for path in sorted(release.glob("*.py"))}


def _code(path: Path) -> list[str]:
    if path.suffix == ".ipynb":
        return [cell.source for cell in ipynb.read(path.read_bytes()).cells if cell.kind == "code"]
    return [path.read_text(encoding="utf-8", errors="replace")]


def _files(path: Path) -> list[Path]:
    found = [each for each in files_below(path) if each.suffix in READ] if path.is_dir() else [path]
    if not path.exists():
        raise UsageError(found=f"{path} isn't there", fix="Give notebooks, modules, or folders of them.")
    if not found or found[0].suffix not in READ:
        raise UsageError(found=f"{path} holds no .ipynb and no .py", fix="Give the code that students were given.")
    return found


def _prints(path: Path) -> frozenset[int]:
    if path.suffix == ".ipynb":
        try:
            return _of_notebook(ipynb.read(path.read_bytes()))
        except GradingError as error:
            raise UsageError(found=f"{path}: {error.found}", fix="Give a notebook, or leave it out.") from error
    return prints.of_code(path.read_text(encoding="utf-8", errors="replace")).kept


def _notebook(path: Path, otherwise: str, without: list[str]) -> Notebook | None:
    try:
        return ipynb.read(path.read_bytes())
    except (OSError, GradingError):
        without.append(f"{path} can't be read, so {otherwise}: more is taken for shared than is.")
        return None


def _of_notebook(notebook: Notebook) -> frozenset[int]:
    code = prints.together(cell.source for cell in notebook.cells if cell.kind == "code")
    return code | _words(cell.source for cell in notebook.cells if cell.kind == "markdown")


def _words(texts: Iterable[str]) -> frozenset[int]:
    return frozenset().union(*(prints.of_words(text).kept for text in texts))
