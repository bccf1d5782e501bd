"""Begin an assignment: a folder that builds, releases and rehearses as it is, made of an example or of another assignment.

Comes in: a name. Goes out: assignments/<name>/. Nothing that is there is overwritten. What its notebook includes and the course has none of
is the kit's (`includes`).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from autograder.course import data_files, settings
from autograder.course.layout import DATA, files_below
from autograder.errors import UsageError
from autograder.results import atomic

TEMPLATE = Path(__file__).parent / "template"
_COURSE = {".gitignore": "gitignore.txt", "course.toml": "course.toml.txt"}

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_DAYS = 28  # until an example is due


def new(name: str, root: Path, *, source: str = "") -> list[Path]:
    """Write a new assignment's files and return them.

    source: the assignment to copy; "" for the example. Raises UsageError where the name is taken or is none, or there is no such source.
    """
    check_name(name, root)
    folder = root / "assignments" / name
    texts = _copied(source, name, root) if source else _example(name, root)
    data = data_files.read(settings.find(source, root)) if source else {}
    files = {path: text.encode() for path, text in texts.items()}
    return write({folder: files | {folder / place: content for place, content in data.items()}})


def begin_course(root: Path) -> list[Path]:
    """Make a folder a course, with its settings and what git leaves out, the course's secret above all; returns what was written.

    Files that are there stay as they are, but a .gitignore gets the lines that it lacks.
    """
    (root / "assignments").mkdir()
    written = []
    for name, template in _COURSE.items():
        path, text = root / name, (TEMPLATE.with_name("template_course") / template).read_text(encoding="utf-8")
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if name == ".gitignore" and before:
            lacking = [line for line in text.splitlines() if line not in before.splitlines()]
            text = "\n".join([before.rstrip("\n"), "", *lacking, ""]) if lacking else before
        elif before:
            continue
        if text != before:
            atomic.write_ordinary(path, text.encode())
            written.append(path)
    return written


def check_name(name: str, root: Path) -> None:
    """Raise UsageError for a name that is none, or is taken."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            found=f"'{name}' is no name for an assignment", fix="Use small letters, digits and _, and a letter first."
        )
    if (root / "assignments" / name).exists():
        raise UsageError(found=f"assignments/{name} is there already", fix="Choose another name, or remove it first.")


def as_name(text: str) -> str:
    """Make of any words what can be a part of an assignment's name."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "notebook"


def write(new: Mapping[Path, Mapping[Path, bytes]]) -> list[Path]:
    """Write the files of assignments whose folders aren't there yet: all, or none, so that the same command can be given again."""
    for folder in new:
        check_name(folder.name, folder.parents[1])  # to judge an import takes a while
    files = {path: content for its in new.values() for path, content in its.items()}
    try:
        for path, content in files.items():
            atomic.write_ordinary(path, content)
    except BaseException:
        for folder in new:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return list(files)


def _example(name: str, root: Path) -> dict[Path, str]:
    due = (datetime.now() + timedelta(days=_DAYS)).strftime("%Y-%m-%dT23:59:00")
    words = {
        "@NAME@": name,
        "@TITLE@": name.replace("_", " ").capitalize(),
        "@ORDER@": str(next_order(root)),
        "@DUE@": due,
    }
    folder = root / "assignments" / name
    return {
        folder / path.relative_to(TEMPLATE).with_suffix(""): _replaced(path.read_text(encoding="utf-8"), words)
        for path in sorted(TEMPLATE.rglob("*.txt"))
    }


def _copied(source: str, name: str, root: Path) -> dict[Path, str]:
    """Copy another assignment, with its own name wherever a path says it; title and order tell the two apart."""
    origin = settings.find(source, root)
    words = {f"assignments/{source}/": f"assignments/{name}/", f"include {source}/": f"include {name}/"}
    words |= {f"source/{source}/{source}.ipynb": f"source/{name}/{name}.ipynb"}
    copied = {
        root / "assignments" / name / path.relative_to(origin): _replaced(path.read_text(encoding="utf-8"), words)
        for path in files_below(origin)
        if path.relative_to(origin).parts[0] != DATA
    }
    toml = root / "assignments" / name / "assignment.toml"
    title = settings.of_assignment(origin).title
    copied[toml] = re.sub(
        r"^order\s*=\s*-?\d+", f"order = {next_order(root)}", copied[toml], count=1, flags=re.MULTILINE
    ).replace(title, f"{title} ({name})", 1)
    return copied


def next_order(root: Path) -> int:
    """Give an assignment's place behind all others."""
    orders = [settings.of_assignment(root / "assignments" / name).order for name in settings.names(root)]
    return max(orders, default=0) + 1


def _replaced(text: str, words: Mapping[str, str]) -> str:
    for old, new in words.items():
        text = text.replace(old, new)
    return text
