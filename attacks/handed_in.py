"""What a student hands in, as targets of the fuzzer: notebooks, zips, and a notebook's whole way to its page.

Comes in: bytes. Goes out: what became of them, in a few words, and good examples to begin with. targets.py lists them.
"""

from __future__ import annotations

import io
import json
import math
import re
import zipfile
from collections.abc import Mapping
from functools import cache
from typing import Any

from attacks.frames import demand
from autograder import assemble, intake
from autograder.assemble import code_rules
from autograder.errors import GradingError, SubmissionRejected
from autograder.examine import scoring
from autograder.intake import ipynb, manifest
from autograder.intake.archive import Archive
from autograder.model import SubmittedFile
from autograder.report import feedback
from autograder.results import record, saved_run
from autograder.results.saved_run import SavedRun
from tests.fixtures import notebooks as notebooks_fixtures
from tests.fixtures import small_assignment


def read_notebook(data: bytes) -> str:
    """Read a notebook's bytes; every text of an accepted one can be encoded."""
    try:
        read = ipynb.read(data)
    except SubmissionRejected as error:
        return refusal(error)
    for cell in read.cells:
        demand(type(cell.source) is str and "\r" not in cell.source, "a source isn't text with plain line ends")
        for text in (cell.source, cell.id or "", cell.grade_id or "", *cell.tags):
            text.encode()
        demand(math.isfinite(cell.points), "points aren't finite")
    return f"accepted {len(read.cells)} " + ",".join(
        sorted({f"{c.kind}{c.solution}{c.grade}{bool(c.tags)}" for c in read.cells})
    )


def notebooks() -> list[bytes]:
    """Make small notebooks: released, solved, as Colab saves them, with outputs."""
    release, answers = small_assignment.RELEASE, small_assignment.SOLUTIONS
    solved = notebooks_fixtures.solved(release, answers, name="Kim", student_id="2022000001", option=1, group="")
    outputs = {
        "cells": [
            {
                "cell_type": "code", "metadata": {"id": "a", "tags": ["x"]}, "source": ["a = 1\n", "b"], "execution_count": 3,
                "outputs": [{"output_type": "display_data", "data": {"image/png": "AAAA", "text/html": "<b>"}, "metadata": {}}],
            },
            {"cell_type": "markdown", "metadata": {}, "source": "# x", "attachments": {}},
        ],
        "metadata": {"language_info": {"name": "python"}, "autograder": {"version": "abc123"}}, "nbformat": 4, "nbformat_minor": 0,
    }  # fmt: skip
    made = [notebooks_fixtures.as_json(release), solved, outputs]
    return [json.dumps(one).encode() for one in made] + [
        json.dumps(outputs, indent=1).encode(),
        b'{"cells": [], "nbformat": 4}',
    ]


def read_archive(data: bytes) -> str:
    """Open a zip and read every member, and the manifest if there is one."""
    try:
        with Archive(data) as opened:
            total = 0
            for member in opened.members:
                demand(".." not in member.parts and not member.name.startswith("/"), f"{member.name!r} leads outside")
                total += len(opened.read(member))
                demand(total < 300 << 20, "a zip gave more than it may")
            manifest.of(opened)
    except SubmissionRejected as error:
        return refusal(error)
    return f"accepted {len(opened.members)}"


def archives() -> list[bytes]:
    """Make small zips: as the submission cell does, by hand, stored, with folders, with a comment, as zip64."""
    content = notebooks()[0]
    claim = json.dumps(
        {"assignment": "doubling", "student_id": "2022000001", "notebook_sha256": "0" * 64, "option": 1}
    ).encode()
    return [
        notebooks_fixtures.zip_of({"doubling.ipynb": content, "manifest.json": claim}),
        zipped(
            {
                "a/b/doubling.ipynb": (b"{}", zipfile.ZIP_STORED),
                "a/": (b"", zipfile.ZIP_STORED),
                "__MACOSX/._x": (b"", 0),
            }
        ),
        zipped({"doubling.ipynb": (content, zipfile.ZIP_DEFLATED)}, comment=b"made by hand"),
        zipped({"é.ipynb": (b"{}", zipfile.ZIP_DEFLATED), "x.txt": (b"hello" * 50, zipfile.ZIP_DEFLATED)}),
        zipped({"x.ipynb": (b"{}", zipfile.ZIP_STORED)}, force_zip64=True),
        zipped({}),
    ]


def zipped(members: Mapping[str, tuple[bytes, int]], comment: bytes = b"", *, force_zip64: bool = False) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.comment = comment
        for name, (data, method) in members.items():
            entry = zipfile.ZipInfo(name, (2026, 10, 1, 12, 0, 0))
            entry.compress_type = method
            with made.open(entry, "w", force_zip64=force_zip64) as file:
                file.write(data)
    return buffer.getvalue()


def read_submission(data: bytes) -> str:
    """Take a notebook from receiving it to its page; only a refusal may stop it."""
    assignment = small()
    file = SubmittedFile(data, "x.ipynb", "2022000001")
    try:
        submission = intake.receive(file, assignment)
    except SubmissionRejected as error:
        return refusal(error)
    program = code_rules.review(assemble.assemble(submission, assignment), assignment)
    made = scoring.mark(submission, program, (), (), assignment)
    demand(record.decode(record.encode(made)) == made, "a record isn't the same after it was kept")
    demand(
        saved_run.decode(saved_run.encode(SavedRun(submission, program, (), {}))).program == program,
        "a program isn't the same after it was kept",
    )
    feedback.page(made, assignment).encode()
    return ",".join(sorted({one.rule for one in program.findings})) + ",".join(block.state for block in program.blocks)


@cache
def small() -> Any:
    return small_assignment.small_assignment()


def submissions() -> list[bytes]:
    """Make hand-ins of the small assignment."""
    return notebooks()[:2]


def refusal(error: GradingError) -> str:
    demand(bool(error.found) and error.found.isprintable(), f"a refusal isn't one printable sentence: {error.found!r}")
    return re.sub(r"[\d,.]+|'.*'", "0", error.found)[:60]
