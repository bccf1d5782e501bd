"""Attacks of our own that come in a Python file beside the notebook; own.py numbers them.

A file has what a notebook hasn't: code that Python runs when it is imported, a name that may be another module's, and a place in the zip.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attacks import exam
from attacks.attack import HONEST, Attack
from attacks.exam import NAME, OPS, Paper
from attacks.ground import Ground
from autograder.authoring import submissions
from autograder.model import SubmittedFile

RIGHT = exam.SOLUTIONS["double"][0]
WRONG = "return x * 0"

_STUDENT = "2022999999"


def _handed_in(files: Mapping[str, bytes]) -> SubmittedFile:
    """Zip the notebook, in which double has no cell, with these files."""
    notebook = Paper().notebook()
    cells = [cell for cell in notebook["cells"] if cell["id"] != "double_solution"]
    fields = {**submissions.FIELDS, "student_id": _STUDENT}
    data = submissions.zip_of({**notebook, "cells": cells}, assignment=NAME, fields=fields, files=files)
    return SubmittedFile(data, f"{_STUDENT}-{NAME}.zip", _STUDENT)


def _block(body: str) -> Callable[[Ground], SubmittedFile]:
    """Hand in a file with this in double's block."""

    def make(ground: Ground) -> SubmittedFile:
        text = ground.text(body).replace("\n", "\n    ")
        return _handed_in({"ops.py": OPS.replace(exam.NOTHING, text).encode()})

    return make


def _file(old: str, new: str, **others: bytes) -> Callable[[Ground], SubmittedFile]:
    """Hand in a file with the right answer, changed around its block; others are files of these modules' names."""

    def make(ground: Ground) -> SubmittedFile:
        text = OPS.replace(exam.NOTHING, RIGHT).replace(old, ground.text(new), 1)
        return _handed_in({"ops.py": text.encode(), **{f"{name}.py": data for name, data in others.items()}})

    return make


def _files(files: Mapping[str, bytes]) -> Callable[[Ground], SubmittedFile]:
    return lambda _: _handed_in(files)


_DONE = OPS.replace(exam.NOTHING, RIGHT).encode()

FILED = (
    Attack("OWN", "own", "a file's block that reads what only the examiner knows", in_file=True, make=_block("loot(lambda: open(CHECKS).read(), lambda: open(RESULT).read(), lambda: os.listdir(FOLDER))\nreturn x * 0"), honest=3),
    Attack("OWN", "own", "a file's block that takes the place of the module it is in", in_file=True, make=_block("ops = sys.modules['ops']\nops.total = sys.modules['__main__'].total = lambda x: x * 0\nsys.meta_path.clear()\nsys.modules['ops'] = None\nreturn x * 0"), honest=3, least=0),
    Attack("OWN", "own", "code that a file runs when it is imported", in_file=True, make=_file("KEPT = torch.ones(2)", "import os; os._exit(3)"), honest=HONEST, least=HONEST, says="isn't graded"),
    Attack("OWN", "own", "code in the head of a file's function", in_file=True, make=_file("def double(x):", "def double(x, _=__import__('os')._exit(3)):"), honest=HONEST, least=HONEST, says="isn't graded"),
    Attack("OWN", "own", "modules of libraries' names beside the file", in_file=True, make=_file("", "", torch=b"raise SystemExit(3)", numpy=b"raise SystemExit(3)", sitecustomize=b"raise SystemExit(3)", autograder=b"raise SystemExit(3)"), honest=HONEST, least=HONEST),
    Attack("OWN", "own", "a file that unpacks to far more than one holds", in_file=True, make=_files({"ops.py": bytes(60 << 20)}), says="is damaged, or it or what came with it is too large"),
    Attack("OWN", "own", "a file of brackets that no parser likes", in_file=True, make=_files({"ops.py": b"def double(x):\n    return " + b"(" * 90_000})),
    Attack("OWN", "own", "two files that may each be meant", in_file=True, make=_files({"a/ops.py": _DONE, "b/ops.py": _DONE.replace(RIGHT.encode(), WRONG.encode())}), rejected=True, says="may each be the ops.py that is meant"),
)  # fmt: skip
