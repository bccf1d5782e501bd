"""The cell that loads students' Python files: it lays what is missing, and the notebook has each file as it was saved last."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.report import words
from tests.fixtures.common import load

TEXT = "SIDES = 4\n\n\ndef area(x):\n    return x * SIDES\n"
NAME = "shapes_of_a_test"


class Shell:
    """What IPython offers a cell: names, and calls before each cell."""

    def __init__(self) -> None:
        self.user_ns: dict[str, Any] = {}
        self.before: list[Any] = []
        self.events = SimpleNamespace(register=self._register, unregister=self._unregister)

    def _register(self, event: str, call: Any) -> None:
        assert event == "pre_run_cell"
        self.before.append(call)

    def _unregister(self, event: str, call: Any) -> None:
        assert event == "pre_run_cell"
        self.before.remove(call)

    def run(self, source: str) -> None:
        for call in list(self.before):
            call(SimpleNamespace(raw_cell=source))
        exec(source, self.user_ns)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    """A session in a folder of its own, in which the cell has run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    made = Shell()
    yield made
    sys.modules.pop(NAME, None)


def start(shell: Shell, text: str = TEXT) -> None:
    cell = load("files")
    cell.get_ipython = lambda: shell
    cell._watch_files({f"{NAME}.py": text})


def test_a_file_that_is_not_here_is_laid_as_it_was_handed_out_and_one_that_is_stays(shell, tmp_path, capsys):
    start(shell)
    assert (tmp_path / f"{NAME}.py").read_text() == TEXT
    assert "wasn't here" in capsys.readouterr().out

    (tmp_path / f"{NAME}.py").write_text("SIDES = 9\n")
    start(shell)

    assert (tmp_path / f"{NAME}.py").read_text() == "SIDES = 9\n"
    assert "wasn't here" not in capsys.readouterr().out


def test_what_was_imported_is_what_was_saved_last(shell, tmp_path, capsys):
    start(shell)
    shell.run(f"import {NAME} as shapes\nfrom {NAME} import area as size")
    assert shell.user_ns["size"](2) == 8

    (tmp_path / f"{NAME}.py").write_text(TEXT.replace("x * SIDES", "x + SIDES"))
    shell.run("first = size(2), shapes.area(2)")

    assert shell.user_ns["first"] == (6, 6)
    assert "was saved since, and is loaded again" in capsys.readouterr().out


def test_an_edit_of_the_same_length_within_the_same_second_is_seen(shell, tmp_path):
    """Python's own reload takes its compiled copy then: cpython's issues 75953 and 120932."""
    start(shell)
    path = tmp_path / f"{NAME}.py"
    shell.run(f"from {NAME} import area")
    before = path.stat()

    path.write_text(TEXT.replace("SIDES = 4", "SIDES = 5"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    shell.run("second = area(1)")

    assert shell.user_ns["second"] == 5


def test_a_file_that_python_cannot_read_is_told_with_its_line_and_the_former_one_stays(shell, tmp_path, capsys):
    start(shell)
    shell.run(f"from {NAME} import area")

    (tmp_path / f"{NAME}.py").write_text(TEXT + "def (:\n")
    shell.run("third = area(1)")

    assert shell.user_ns["third"] == 4
    said = capsys.readouterr().out
    assert f"{NAME}.py, line 6: SyntaxError" in said
    assert "still has what it had before" in said


def test_it_is_told_once_and_mended_by_the_next_save(shell, tmp_path, capsys):
    start(shell)
    shell.run(f"from {NAME} import area")
    (tmp_path / f"{NAME}.py").write_text("1 / 0\n")
    shell.run("pass")
    shell.run("pass")
    assert capsys.readouterr().out.count("ZeroDivisionError") == 1

    (tmp_path / f"{NAME}.py").write_text(TEXT)
    shell.run("fourth = area(1)")

    assert shell.user_ns["fourth"] == 4


def test_run_again_the_cell_looks_once_before_each_cell(shell):
    start(shell)
    start(shell)

    assert len(shell.before) == 1


def test_a_first_import_of_a_broken_file_raises_what_python_says(shell, tmp_path):
    (tmp_path / f"{NAME}.py").write_text("def (:\n")
    start(shell)

    with pytest.raises(SyntaxError):
        shell.run(f"from {NAME} import area")


def test_a_file_that_went_away_leaves_what_was_loaded(shell, tmp_path):
    start(shell)
    shell.run(f"from {NAME} import area")
    (tmp_path / f"{NAME}.py").unlink()

    shell.run("fifth = area(1)")

    assert shell.user_ns["fifth"] == 4


def test_in_plain_python_there_is_nothing_to_look_at_and_nothing_fails(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    cell = load("files")
    cell.get_ipython = lambda: None

    cell._watch_files({f"{NAME}.py": TEXT})

    assert sys.modules.pop(NAME).area(1) == 4


def test_the_course_s_own_copy_imports_the_masters(tmp_path, monkeypatch):
    folder = tmp_path / "source" / "near"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", list(sys.path))

    load("files")

    assert Path(sys.path[0]).resolve() == tmp_path / "assignments" / "near"


def test_it_speaks_the_courses_language(shell, capsys, monkeypatch):
    cell = load("files")
    cell.get_ipython = lambda: shell
    cell.SAID = dict(words.pairs("ko"))
    cell._watch_files({f"{NAME}.py": "def f(:\n"})

    said = capsys.readouterr().out
    assert not re.search(r"wasn't here|[Nn]othing of it|Mend the file|, line 1:", said)
    assert f"{NAME}.py, 1번째 줄: SyntaxError" in said
