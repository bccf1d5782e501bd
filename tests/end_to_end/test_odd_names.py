"""A class is graded whatever bytes its names are and whatever text its hand-ins spell, and what can't be graded is told."""

from __future__ import annotations

import json
import os

from autograder.results import record
from tests.fixtures.commands import autograder
from tests.fixtures.course import hand_in, make_course

NAMED = os.fsdecode("김_20260002_vectorization.zip".encode("cp949"))
FOLDER = os.fsdecode("Müller".encode("latin-1"))
POWER = '    why = "it is said in \\ud83d words"\n    return A**p'


def test_names_and_texts_that_no_encoding_has_stop_nobody(tmp_path):
    course, given = tmp_path / "course", tmp_path / os.fsdecode(b"in\xb1\xe8")
    course.mkdir()
    make_course(course)
    hand_in(given, "20260001", name="vectorization")
    hand_in(tmp_path, "20260002", name="vectorization").rename(given / NAMED)
    folder = given / FOLDER
    hand_in(folder, "20260003", name="vectorization").rename(folder / "vectorization.zip")
    hand_in(given, "20260004", name="vectorization", blocks={"elementwise_power": POWER})
    (given / "20260005-vectorization.zip").symlink_to("nowhere")
    os.mkfifo(given / "20260006-vectorization.zip")

    ended = autograder("grade", "vectorization", str(given), "--root", str(course), "--json", cwd=tmp_path)

    assert ended.returncode == 0, ended.stderr
    told = {one["student_id"] or one["source"]: one["status"] for one in json.loads(ended.stdout)}
    assert told == {
        "20260001": "graded", "20260002": "graded", "Müller": "graded", "20260004": "graded",
        "20260005-vectorization.zip": "not_taken", "20260006-vectorization.zip": "not_taken",
    }  # fmt: skip
    sources = {one.source for one in record.load_all(course / "results" / "vectorization")}
    assert {"김_20260002_vectorization.zip", "Müller/vectorization.zip"} <= sources
