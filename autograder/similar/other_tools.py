"""Hand-ins → a folder that Dolos or JPlag reads, which read no notebooks: each student's blocks as one module of Python.

Each block stands in a function of its question's name, so that what doesn't parse spoils no other. Written answers are left out: both tools
would read them as Python. Nothing is overwritten: the folder must be new or empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from autograder.errors import UsageError
from autograder.results import atomic, csv_files
from autograder.similar import Tool
from autograder.similar.hand_ins import HandIn
from autograder.untrusted_text import for_file_name

_NOT_OF_NAMES = re.compile(r"\W")
_Modules = Sequence[tuple[HandIn, str]]


def write(tool: Tool, folder: Path, hand_ins: Sequence[HandIn], given: str) -> str:
    """Write the folder; returns what to type next. given: the code that students were given. Raises UsageError for a folder that holds something."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            found=f"{folder} isn't empty", fix="Give a folder that isn't there yet; nothing is overwritten."
        )
    modules = [(one, text) for one in hand_ins if (text := module(one))]
    return (_dolos if tool is Tool.DOLOS else _jplag)(folder, modules, given)


def module(hand_in: HandIn) -> str:
    """Write a student's blocks as one module; "" without any."""
    return "\n\n".join(
        f"def {_NOT_OF_NAMES.sub('_', question)}():\n{_indented(text.source)}\n"
        for question, text in hand_in.texts.items()
        if not text.written
    )


def _indented(source: str) -> str:
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(f"    {line}" if line.strip() else "" for line in lines)


def _dolos(folder: Path, modules: _Modules, given: str) -> str:
    """Write info.csv and its files; Dolos takes one of them as given, by its column `ignored`."""
    rows = [["filename", "id", "full_name", "labels", "ignored"]]
    for one, text in modules:
        name = f"{for_file_name(one.label)}.py"
        _save(folder / "files" / name, text)
        rows.append([f"files/{name}", one.label, one.label, one.former or "this class", "false"])
    if given:
        _save(folder / "given.py", given)
        rows.append(["given.py", "given", "given code", "given", "true"])
    _save(folder / "info.csv", csv_files.write(rows))
    return f"dolos run -l python {folder / 'info.csv'}"


def _jplag(folder: Path, modules: _Modules, given: str) -> str:
    """Write a folder for each hand-in; former ones apart, for JPlag compares those with no other former one."""
    for one, text in modules:
        _save(folder / ("old" if one.former else "new") / for_file_name(one.label) / "blocks.py", text)
    options = ["-l python3"]
    if given:
        _save(folder / "given" / "given.py", given)
        options.append(f"-bc {folder / 'given'}")
    if any(one.former for one, _ in modules):
        options.append(f"-old {folder / 'old'}")
    return f"java -jar jplag.jar {' '.join(options)} -new {folder / 'new'}"


def _save(path: Path, text: str) -> None:
    atomic.write(path, text.encode("utf-8", "replace"))
