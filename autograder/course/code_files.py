"""Read the Python files that students write in beside the notebook: `files = ["knn.py"]` of assignment.toml, their masters in its folder.

Comes in: an assignment's folder. Goes out: each master's text by its name, in the order in which they are loaded; and what students get of it.
Their designated blocks stand in functions and classes at the left edge, between the marks that solution cells have. An author's mistake is
one sentence, with the line.
"""

from __future__ import annotations

import hashlib
import keyword
import re
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import PathFinder
from pathlib import Path

from autograder.conventions import (
    BEGIN,
    BEGIN_SOLUTION,
    END,
    END_SOLUTION,
    STUB,
    file_cells,
    has_marker,
    is_marker,
    lines_of,
)
from autograder.course.settings import AssignmentFile, of_assignment
from autograder.course.typed_toml import line_of
from autograder.errors import AssignmentBroken
from autograder.model import Notebook

MOST_FILES = 20
MOST_LETTERS = 100_000  # of one: more is no exercise, and no text of a student's is read that is longer

CodeFiles = Mapping[str, str]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\.py")
_TAKEN = {"autograder", "notebook", "drivers", "reference", "checks", "pictures", "submit", "hand_in_rules"}
"""Modules of ours and of the notebook's own; the standard library's and installed packages are looked up."""
_OF_WINDOWS = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}


def read(folder: Path, file: AssignmentFile | None = None) -> dict[str, str]:
    """Read every master; raises AssignmentBroken for a name that can't be imported, a missing file, and one without whole blocks."""
    toml = of_assignment(folder) if file is None else file
    demand_proper(toml, folder)
    texts = {name: _text(folder / name, folder) for name in toml.files}
    seen: dict[str, str] = {}
    for name, text in texts.items():
        for question in file_cells.questions_in(text):
            if question in seen:
                found = f"{_place(folder / name)}: '{question}' is a question of {seen[question]} already"
                raise AssignmentBroken(found=found, fix="Give one of them another name.")
            seen[question] = name
    return texts


def demand_proper(toml: AssignmentFile, folder: Path) -> None:
    """Raise AssignmentBroken for a name in files = […] that is none, or another module's."""
    path = folder / "assignment.toml"
    where = f"{path}:{line_of(path, 'files')}" if toml.files else ""
    if len(toml.files) > MOST_FILES:
        raise AssignmentBroken(
            found=f"{where}: files has {len(toml.files)} names", fix=f"Hand out at most {MOST_FILES}."
        )
    known: dict[str, str] = {}
    for name in toml.files:
        stem = name.removesuffix(".py")
        if not _NAME.fullmatch(name) or keyword.iskeyword(stem) or stem.lower() in _OF_WINDOWS:
            fix = "Write a plain name such as knn.py: letters, digits and _, no folder."
            raise AssignmentBroken(found=f"{where}: files has '{name}', which no notebook can import", fix=fix)
        if (twin := known.setdefault(name.casefold(), name)) != name or toml.files.count(name) > 1:
            fix = "Name each once: on many computers capitals make no difference."
            raise AssignmentBroken(found=f"{where}: files has both '{twin}' and '{name}'", fix=fix)
        if whose := _whose(stem, toml):
            found = f"{where}: files has '{name}', and '{stem}' is {whose}: students would import one for the other"
            raise AssignmentBroken(found=found, fix="Choose another name.")


def demand_released(files: CodeFiles, release: Path) -> None:
    """Raise AssignmentBroken where students have another version of a file than the assignment has now."""
    fix = f"Run: autograder build {release.name} && autograder release {release.name}, and tell students who have the older one."
    for name, text in files.items():
        path = release / name
        if not path.is_file():
            raise AssignmentBroken(
                found=f"assignments/{release.name}: {name} isn't in release/{release.name}/", fix=fix
            )
        if path.read_bytes() != handed_out(text).encode():
            raise AssignmentBroken(
                found=f"assignments/{release.name}: {name} was changed since it was released", fix=fix
            )
    for path in sorted(release.glob("*.py")):
        if path.name not in files and has_marker(path.read_text(encoding="utf-8", errors="replace")):
            said = f"release/{release.name}/{path.name} is no file of the assignment any more"
            raise AssignmentBroken(found=f"assignments/{release.name}: {said}", fix=fix)


def handed_out(text: str) -> str:
    """Return what students get of a master: a stub in the place of each solution."""
    kept: list[str] = []
    inside = False
    for line in lines_of(text):
        if BEGIN_SOLUTION in line:
            inside = True
            indent = line[: len(line) - len(line.lstrip())]
            kept += [f"{indent}{one}" for one in (BEGIN, STUB, END)]
        elif END_SOLUTION in line:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def released(files: CodeFiles) -> dict[str, str]:
    """Return what students get of each."""
    return {name: handed_out(text) for name, text in files.items()}


def with_solutions(solution: Notebook, folder: Path) -> Notebook:
    """Add to our own notebook the cells of our own files."""
    return file_cells.joined(solution, read(folder))


def digests(files: CodeFiles) -> list[tuple[str, str]]:
    """Hash masters, for whoever asks whether something made of them is up to date."""
    return [(name, hashlib.sha256(text.encode()).hexdigest()) for name, text in files.items()]


# ---------------------------------------------------------------- one file


def _whose(stem: str, toml: AssignmentFile) -> str:
    """Say whose module a name is already; "" for nobody's."""
    if stem in sys.stdlib_module_names or stem in sys.builtin_module_names:
        return "a module of Python's own"
    if stem.lower() in _TAKEN:
        return "a module of the grader's own"
    if stem in toml.imports:
        return "a library that students may import"
    installed = [place for place in sys.path if "site-packages" in place or "dist-packages" in place]
    return "an installed package" if PathFinder.find_spec(stem, installed) is not None else ""


def _place(path: Path, line: int = 0) -> str:
    return f"assignments/{path.parent.name}/{path.name}" + (f", line {line}" if line else "")


def _text(path: Path, folder: Path) -> str:
    if path.is_symlink() or not path.is_file():
        what = "is a link" if path.is_symlink() else "is missing"
        fix = f"Write the file there, with its solutions, or take it out of files in assignments/{folder.name}/assignment.toml."
        raise AssignmentBroken(found=f"{_place(path)} {what}", fix=fix)
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise AssignmentBroken(found=f"{_place(path)} isn't UTF-8 ({error.reason})", fix="Save it as UTF-8.") from None
    text = "\n".join(lines_of(text.removeprefix("\ufeff")))
    if len(text) > MOST_LETTERS:
        fix = "Put what students needn't write into another module, or into the notebook's set-up."
        raise AssignmentBroken(
            found=f"{_place(path)} has {len(text):,} characters, more than {MOST_LETTERS:,}", fix=fix
        )
    _demand_blocks(text, path)
    return text


def _demand_blocks(text: str, path: Path) -> None:
    """Demand Python, and whole blocks inside of functions and classes at the left edge; raises AssignmentBroken."""
    try:
        compile(text, str(path), "exec", dont_inherit=True)
    except SyntaxError as error:
        raise AssignmentBroken(found=f"{_place(path, error.lineno or 1)}: {error.msg}", fix="Correct it.") from None
    lines = lines_of(text)
    spans = [range(one.begin, one.end) for one in file_cells.definitions(text)]
    open_at = blocks = 0
    for number, line in enumerate(lines, start=1):
        begins, ends = BEGIN_SOLUTION in line, END_SOLUTION in line
        if is_marker(line) and not begins and not ends:
            found, fix = (
                f"{line.strip()!r} is for what students get",
                f"Write ### {BEGIN_SOLUTION} and ### {END_SOLUTION}.",
            )
            raise AssignmentBroken(found=f"{_place(path, number)}: {found}", fix=fix)
        if (begins or ends) and not is_marker(line):
            fix = f"Write ### {BEGIN_SOLUTION} and ### {END_SOLUTION} on lines of their own."
            raise AssignmentBroken(found=f"{_place(path, number)}: a mark that isn't a line of its own", fix=fix)
        if (begins and open_at) or (ends and not open_at):
            found = f"{BEGIN_SOLUTION} inside a solution" if begins else f"{END_SOLUTION} without {BEGIN_SOLUTION}"
            raise AssignmentBroken(found=f"{_place(path, number)}: {found}", fix="Write each pair in turn.")
        if begins and not any(number - 1 in span for span in spans):
            fix = "Put it inside of a function or class at the file's left edge."
            raise AssignmentBroken(found=f"{_place(path, number)}: a block outside of any function or class", fix=fix)
        open_at, blocks = (number if begins else 0 if ends else open_at), blocks + begins
    if open_at:
        found = f"{BEGIN_SOLUTION} without {END_SOLUTION}"
        raise AssignmentBroken(found=f"{_place(path, open_at)}: {found}", fix="Close the block.")
    if not blocks:
        fix = f"Put ### {BEGIN_SOLUTION} and ### {END_SOLUTION} around what students write, or hand it out as set-up of the notebook."
        raise AssignmentBroken(found=f"{_place(path)} has no block that students write", fix=fix)
    _demand_once(text, path)


def _demand_once(text: str, path: Path) -> None:
    """Demand that no question is defined twice: the later one would stand in the place of the first."""
    found: Sequence[str] = [one.name for one in file_cells.definitions(text)]
    for question in file_cells.questions_in(text):
        if found.count(question) > 1:
            again = [one.begin + 1 for one in file_cells.definitions(text) if one.name == question][1]
            raise AssignmentBroken(found=f"{_place(path, again)}: '{question}' is defined twice", fix="Take one out.")
