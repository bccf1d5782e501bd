"""Attacks of our own that lie in what is handed in, beside the code: names, ids, archives, manifests; own.py numbers them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from attacks import exam
from attacks.attack import Attack
from attacks.exam import NAME, Paper
from attacks.ground import Ground
from autograder.authoring.notebook_file import as_bytes
from autograder.errors import GradingError
from autograder.export import lms
from autograder.export.rows_match import Person
from autograder.model import SubmittedFile
from autograder.pipeline import Graded
from autograder.report import marks
from autograder.results import zips


def _named(student: str, name: str | None = None, **fields: Any) -> Any:
    def make(_ground: Ground) -> SubmittedFile:
        return SubmittedFile(Paper({"double": "return x * 0"}, fields=fields).zip(), name or f"{student}.zip", student)

    return make


def _no_formula(_ground: Ground, graded: Graded) -> Sequence[str]:
    """No cell of any table of ours begins as a formula does."""
    import csv
    import io

    made = graded.record
    tables = [marks.table([made], exam.assignment(asked=exam.QUICK))]
    for system in ("canvas", "moodle", "blackboard"):
        try:
            tables.append(
                lms.table(
                    system, [lms.Score(Person(made.student_id, made.name), made.score)], made.assignment
                ).data.decode()
            )
        except GradingError:  # it wants a file of its own
            continue
    bad = []
    for table in tables:
        for row in csv.reader(io.StringIO(table)):
            bad += [
                f"a cell is {cell[:40]!r}"
                for cell in row
                if cell.strip()[:1] in tuple("=+@") or (cell[:1] == "-" and not cell[1:2].isdigit())
            ]
    return bad


def _two_notebooks(_ground: Ground) -> SubmittedFile:
    good, bad = (as_bytes(paper.notebook()) for paper in (Paper(), Paper({"double": "return x * 0"})))
    return SubmittedFile(
        zips.pack({f"{NAME}.ipynb": bad, f"copy/{NAME}.ipynb": good}), "2022999999-doubling.zip", "2022999999"
    )


def _lying_manifest(_ground: Ground) -> SubmittedFile:
    claims = {"assignment": NAME, "release_version": "r1", "score": 100, "status": "graded", "questions": [{"id": "double", "score": 99}],
              "student_id": "../../../tmp/left-behind", "name": "=cmd|' /C calc'!A0", "option": 2**70, "group": "\u202e<script>", "notebook_sha256": "0" * 64}  # fmt: skip
    packed = zips.pack(
        {
            f"{NAME}.ipynb": as_bytes(Paper({"double": "return x * 0"}).notebook()),
            "manifest.json": json.dumps(claims).encode(),
        }
    )
    return SubmittedFile(packed, "2022999999-doubling.zip", "2022999999")


HANDED = (
    Attack("OWN", "own", "an id that leads elsewhere", make=_named("../../../tmp/left-behind", "..zip"), honest=3),
    Attack("OWN", "own", "an id of reversed, invisible and look-alike characters", make=_named("2022\u202e\u200b123\uff14\u0665", student_id="\u0662\u0660\u0662\u0662"), honest=3),
    Attack("OWN", "own", "a name that is a formula", make=_named("2022999999", name="=HYPERLINK(\"http://x\",\"y\")", group="@SUM(1)", student_id="+2022"), honest=3, after=_no_formula),
    Attack("OWN", "own", "a name of full-width signs and tabs", make=_named("2022999999", name="\t\uff1dcmd", group="\u200b=1+1"), honest=3, after=_no_formula),
    Attack("OWN", "own", "two notebooks, one right", make=_two_notebooks, honest=3, says="is in the zip and wasn't graded"),
    Attack("OWN", "own", "a manifest that lies in every field", make=_lying_manifest, honest=3, after=_no_formula),
)  # fmt: skip
