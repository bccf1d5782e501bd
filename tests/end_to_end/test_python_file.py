"""A Python file beside the notebook, from the author's text to the student's page, by the commands that people give."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from autograder.intake import ipynb
from tests.fixtures.commands import autograder
from tests.fixtures.files import KNN, NAME, lay, notebook_of, solved, zipped

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's own")

HONEST, LOST, RENAMED, HELPER, BROKEN, WRONG, HARMFUL, PASTED, APART = (f"202200000{number}" for number in range(1, 10))
HAND_IN = """
import json, pathlib, sys
cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(pathlib.Path("near.ipynb").read_bytes())["cells"]}
names = {}
exec(cells["setup-hand-in"], names)
print(names["hand_in"]())
"""


def command(course: Path, *words: str, fails: bool = False) -> str:
    done = autograder(*words, cwd=course)
    assert bool(done.returncode) == fails, done.stderr + done.stdout
    return done.stdout + done.stderr


def by_the_last_cell(course: Path, student: str, folder: Path) -> tuple[Path, str]:
    """Fill in what was released, save it, and run the cell that hands in; its zip, and what it said."""
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_bytes(json.dumps(notebook_of(course, student)).encode())
    (folder / "knn.py").write_bytes(solved(course))
    (folder / "other.py").write_text("print('mine')\n")
    script = HAND_IN.replace("near.ipynb", f"{NAME}.ipynb")
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / f"{student}-{NAME}.zip", done.stdout


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with its class's hand-ins, built, released and graded."""
    made = lay(tmp_path_factory.mktemp("course"))
    command(made, "build", NAME)
    command(made, "release", NAME)
    path, said = by_the_last_cell(made, HONEST, made.parent / f"{made.name}-student")
    (made / "said.txt").write_text(said)
    place = made / "in"
    place.mkdir()
    (place / path.name).write_bytes(path.read_bytes())
    own = solved(made).decode()
    files = {
        LOST: {},
        RENAMED: {"src/knn (1).py": own.encode(), "src/test_knn.py": b"from knn import nearest\n"},
        HELPER: {
            "knn.py": (own + "\n\ndef helper(x):\n    return x\n")
            .replace("table.argmin", "helper(table).argmin")
            .encode()
        },
        BROKEN: {"knn.py": own.replace("table = squared", "table = (squared").encode()},
        WRONG: {
            "knn.py": solved(
                made, squared_distances="import math\nreturn np.sqrt(((x[:, None] - y[None]) ** 2).sum(axis=2))"
            )
        },
        HARMFUL: {
            "knn.py": solved(made, nearest="import os\nos._exit(3)").replace(b"SIDES = 4", b"import os; os._exit(3)")
        },
    }
    for student, held in files.items():
        (place / f"{student}-{NAME}.zip").write_bytes(zipped(made, student, held))
    pasted = notebook_of(made, PASTED)
    pasted["cells"].append(
        {"cell_type": "code", "id": "mine", "metadata": {}, "source": own, "outputs": [], "execution_count": 99}
    )
    (place / f"{PASTED}-{NAME}.zip").write_bytes(zipped(made, PASTED, {}, pasted))
    apart = place / APART
    apart.mkdir()
    (apart / f"{NAME}.ipynb").write_bytes(json.dumps(notebook_of(made, APART)).encode())
    (apart / "knn.py").write_text(own)
    command(made, "grade", NAME, "in", "--workers", "1")
    return made


def record(course: Path, student: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((course / "results" / NAME / "records" / f"{student}.json").read_bytes())
    assert made["status"] == "graded", made["reason"]
    return made


def scores(course: Path, student: str) -> dict[str, float]:
    return {one["id"]: one["score"] for one in record(course, student)["questions"]}


def rules(course: Path, student: str) -> set[str]:
    return {one["rule"] for one in record(course, student)["findings"]}


FULL = {"squared_distances": 2.0, "nearest": 2.0, "how_far": 1.0}


def test_the_last_cell_packs_the_file_and_no_other_and_finds_nothing_wrong(course):
    said = (course / "said.txt").read_text()
    with zipfile.ZipFile(course / "in" / f"{HONEST}-{NAME}.zip") as archive:
        assert sorted(archive.namelist()) == ["knn.py", "manifest.json", f"{NAME}.ipynb"]
        assert archive.read("knn.py") == solved(course)
        assert "knn.py" in json.loads(archive.read("manifest.json"))["files"]
    assert "knn.py, as saved last" in said
    assert "no rule that costs points is broken" in said


def test_a_hand_in_as_it_should_be_earns_all_and_its_record_names_the_file(course):
    made = record(course, HONEST)

    assert scores(course, HONEST) == FULL
    assert made["findings"] == []
    (file,) = made["files"]
    assert (file["name"], file["source"], len(file["sha256"])) == ("knn.py", "knn.py", 64)
    assert {one["id"]: one["file"] for one in made["questions"]} == {
        "squared_distances": "knn.py",
        "nearest": "knn.py",
        "how_far": "",
    }


def test_its_page_shows_the_code_with_the_file_s_name_and_lines(course):
    page = (course / "results" / NAME / "feedback" / f"{HONEST}.html").read_text()
    first = next(at for at, line in enumerate(solved(course).decode().split("\n"), 1) if "table = " in line)

    assert "<code>knn.py</code>" in page
    assert f'data-line="{first}"' in page


def test_a_notebook_alone_loses_the_file_s_questions_only(course):
    assert scores(course, LOST) == {**FULL, "squared_distances": 0.0, "nearest": 0.0}
    assert "file_missing" in rules(course, LOST)


def test_a_renamed_file_in_a_folder_is_taken(course):
    assert scores(course, RENAMED) == FULL
    assert {"file_renamed"} == rules(course, RENAMED) - {"zipped_by_hand"}


def test_a_helper_outside_of_the_blocks_is_not_there_and_is_said(course):
    assert scores(course, HELPER) == {**FULL, "nearest": 0.0}
    assert "file_own_code" in rules(course, HELPER)


def test_a_mistake_of_spelling_in_one_function_costs_that_function(course):
    assert scores(course, BROKEN) == {**FULL, "nearest": 0.0}
    said = json.dumps(record(course, BROKEN))
    assert "of knn.py: " in said


def test_a_mistake_is_named_and_paid_for_once_for_others_are_asked_with_ours(course):
    made = record(course, WRONG)

    assert scores(course, WRONG) == {**FULL, "squared_distances": 0.0}
    assert made["questions"][0]["checks"][0]["near_miss"] == "this is the distance, not its square"


def test_code_that_ends_the_process_costs_its_own_question_and_nothing_runs_on_import(course):
    assert scores(course, HARMFUL) == {**FULL, "nearest": 0.0}


def test_a_file_pasted_into_a_cell_is_graded_from_there(course):
    assert scores(course, PASTED) == FULL
    assert {"file_missing"} <= rules(course, PASTED)


def test_two_files_handed_in_without_a_zip_are_one_hand_in(course):
    assert scores(course, APART) == FULL
    assert not rules(course, APART) & {"earlier_attempt", "file_missing", "file_renamed"}


def test_regrading_gives_the_same_and_runs_what_changed_from_the_saved_run(course):
    before = {one: scores(course, one) for one in (HONEST, LOST, WRONG)}

    command(course, "regrade", NAME)
    command(course, "regrade", NAME, "--only", WRONG)

    assert {one: scores(course, one) for one in before} == before
    assert record(course, HONEST)["files"][0]["name"] == "knn.py"


def test_a_changed_file_stops_grading_until_it_is_released(course):
    path = course / "assignments" / NAME / "knn.py"
    path.write_text(KNN.replace("SIDES = 4", "SIDES = 5"))
    try:
        said = command(course, "grade", NAME, "in", fails=True)
    finally:
        path.write_text(KNN)

    assert "knn.py was changed since it was released" in said


def test_a_student_s_file_is_tried_as_it_is(course, tmp_path):
    (tmp_path / "knn.py").write_bytes(solved(course, nearest="return 0"))

    said = command(course, "try", NAME, str(tmp_path / "knn.py"))

    assert "nearest" in said
    assert "expected" in said


def test_gradescope_s_container_finds_the_file_among_what_was_uploaded(course, tmp_path):
    from autograder.export.gradescope import container

    base = tmp_path / "autograder"
    (base / "source").mkdir(parents=True)
    for name in ("assignments", "source", "release", "course.toml", ".course-key"):
        if (course / name).exists():
            (base / "source" / name).symlink_to(course / name)
    (base / "submission").mkdir()
    (base / "results").mkdir()
    (base / "submission" / f"{NAME}.ipynb").write_bytes(json.dumps(notebook_of(course, HONEST)).encode())
    (base / "submission" / "knn.py").write_bytes(solved(course))
    (base / "submission_metadata.json").write_text("{}")

    result = json.loads(container.grade(NAME, base).read_bytes())

    assert sum(one["score"] for one in result["tests"] if "score" in one) == 5


def test_the_release_is_the_same_each_time_and_no_solution_is_in_it(course):
    before = (course / "release" / NAME / f"{NAME}.zip").read_bytes()
    command(course, "build", NAME)
    command(course, "release", NAME)

    assert (course / "release" / NAME / f"{NAME}.zip").read_bytes() == before
    assert b"argmin" not in (course / "release" / NAME / "knn.py").read_bytes()
    notebook = ipynb.read_own((course / "release" / NAME / f"{NAME}.ipynb").read_bytes())
    assert not any("table.argmin" in ipynb.source_of(cell) for cell in notebook["cells"])


def test_the_bench_asks_the_file_s_question_of_a_function_of_any_name(course):
    from autograder import bench

    asked = bench(NAME, course)
    try:
        result = asked.ask("nearest", "def mine(x, y):\n    return squared_distances(x, y).argmin(axis=1)").result
        wrong = asked.ask("nearest", "def mine(x, y):\n    return squared_distances(x, y).argmax(axis=1)").result
    finally:
        asked.close()

    assert (result.score, wrong.score) == (2, 0)
