"""Data files travel from data/ to students and into the sandbox, where nobody changes them."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from autograder import intake
from autograder.authoring import compile, fetch, rehearse, release, submissions
from autograder.checks.random_inputs import RandomInputs
from autograder.course import assignment, bundle
from autograder.errors import AssignmentBroken
from tests.fixtures.authoring import edit, write_course
from tests.fixtures.course import ROOT

pytestmark = pytest.mark.usefixtures("shared_ancestor")  # each proof starts a pool

TABLE = b"name,height\nada,1.6\nbob,1.8\n"
CELLS = '''\
# %% tags=["setup"]
import csv
with open("data/people.csv", newline="") as file:
    people = list(csv.DictReader(file))

# %% solution="tallest"
def tallest(path):
    """Return the name of the tallest person of a table."""
    ### BEGIN SOLUTION
    with open(path, newline="") as file:
        return max(csv.DictReader(file), key=lambda one: float(one["height"]))["name"]
    ### END SOLUTION

# %% test="tallest"
assert tallest("data/people.csv") == "bob", "bob has 1.8"

# %% check="tallest" points=4
ask("The table that everybody has is read.", path="data/people.csv", judge=exactly())
ask("Another one is read too.", path="data/more/others.csv" if len(open("data/people.csv").read()) else "", judge=exactly())

# %% wrong="tallest" fails="ask 2" name="known_by_heart"
def tallest(path):
    return people[1]["name"]

# %% wrong="tallest" fails="ask 1, ask 2" name="overwrites"
def tallest(path):
    with open("data/people.csv", "w") as file:
        file.write("name,height\\n")
    return "bob"

# %% wrong="tallest" fails="ask 1, ask 2" name="removes"
def tallest(path):
    import os
    os.remove("data/people.csv")
    return "bob"

# %% wrong="tallest" fails="ask 1, ask 2" name="climbs"
def tallest(path):
    return open("data/../../assignments/tiny/notebook.py").read()

# %% right="tallest" name="by_lines"
def tallest(path):
    rows = [line.split(",") for line in open(path).read().split("\\n")[1:] if line]
    return max(rows, key=lambda row: float(row[1]))[0]

'''
LAST = '# %% tags=["submit"]\n# include _shared/notebook/submit.py\n'


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_course(tmp_path_factory.mktemp("course"))
    edit(root, "assignments/tiny/notebook.py", LAST, f"{CELLS}{LAST}")
    edit(root, "assignments/tiny/assignment.toml", "points = 20", "points = 24")
    edit(root, "assignments/tiny/assignment.toml", '["torch"]', '["torch", "os"]')
    data = root / "assignments/tiny/data"
    (data / "more").mkdir(parents=True)
    (data / "people.csv").write_bytes(TABLE)
    (data / "more" / "others.csv").write_bytes(b"name,height\neva,1.9\nann,1.7\n")
    compile.build("tiny", root)
    release.release("tiny", root)
    return root


@pytest.fixture
def changeable(course: Path, tmp_path: Path) -> Path:
    shutil.copytree(course, tmp_path / "course")
    return tmp_path / "course"


def test_checks_and_answers_that_read_them_are_proved(course):
    report = rehearse.rehearse("tiny", course, quick=True)

    assert [problem for step in report.steps for problem in step.problems] == []
    assert report.good


def test_they_are_released_beside_the_notebook_and_in_its_zip_with_their_hashes(course):
    folder = course / "release/tiny"

    with zipfile.ZipFile(folder / "tiny.zip") as packed:
        assert packed.read("data/people.csv") == TABLE == (folder / "data/people.csv").read_bytes()
    assert (
        json.loads((folder / "manifest.json").read_bytes())["data"]["data/people.csv"]
        == hashlib.sha256(TABLE).hexdigest()
    )
    assert f"'data/people.csv': '{hashlib.sha1(TABLE).hexdigest()}'" in (folder / "tiny.ipynb").read_text()


def test_the_last_cell_says_when_a_students_copy_is_another(course, tmp_path):
    digest = json.loads((course / "release/tiny/manifest.json").read_bytes())["data"]
    names = {"__name__": "notebook"}
    exec((ROOT / "assignments/_shared/notebook/submit.py").read_text(), names)
    told = {name: hashlib.sha1((course / "release/tiny" / name).read_bytes()).hexdigest() for name in digest}
    names["RELEASE"] = {"data": told}
    look = names["_check_data"]
    shutil.copytree(course / "release/tiny/data", tmp_path / "data")

    assert look(tmp_path) == look(tmp_path / "elsewhere") == ("ok", "")
    (tmp_path / "data/people.csv").write_bytes(TABLE + b"me,9\n")
    assert look(tmp_path) == ("look", "Not as handed out, and grading uses what was: data/people.csv.")


def test_they_go_to_other_machines(course):
    with bundle.unpacked(bundle.pack("tiny", course)) as root:
        there = assignment.load("tiny", root)

    assert there.data["data/people.csv"] == TABLE
    (asked,) = [one for one in there.questions if one.id == "tallest"]
    # once the folder is gone
    told = [there.reference[str(check.reference)](**check.draw(RandomInputs(1))) for check in asked.checks]
    assert told == ["bob", "eva"]


def test_a_changed_one_stops_until_it_is_released_and_is_another_release_then(changeable):
    before = assignment.load("tiny", changeable)
    (changeable / "assignments/tiny/data/people.csv").write_bytes(TABLE + b"eve,1.9\n")

    with pytest.raises(AssignmentBroken, match=r"data/people\.csv was changed since it was released"):
        assignment.load("tiny", changeable)

    assert compile.build("tiny", changeable).changed
    assert release.release("tiny", changeable).changed
    after = assignment.load("tiny", changeable)
    assert after.release_version != before.release_version
    assert after.rules != before.rules


def test_one_that_is_taken_away_leaves_the_release_too(changeable):
    (changeable / "assignments/tiny/data/more/others.csv").unlink()
    compile.build("tiny", changeable)
    release.release("tiny", changeable)

    assert not (changeable / "release/tiny/data/more/others.csv").exists()


def test_one_that_holds_a_solution_isnt_released(changeable):
    solution = 'max(csv.DictReader(file), key=lambda one: float(one["height"]))["name"]\n'
    (changeable / "assignments/tiny/data/hint.py").write_text(solution)
    compile.build("tiny", changeable)

    with pytest.raises(AssignmentBroken, match=r"data/hint\.py, line 1 gives away a solution"):
        release.release("tiny", changeable)


class TestFetched:
    @pytest.fixture
    def address(self):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(TABLE)

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/people.csv"
        server.shutdown()
        thread.join()
        server.server_close()

    def test_the_recorded_file_is_fetched_once(self, tmp_path, address):
        root = write_course(tmp_path)
        toml = root / "assignments/tiny/assignment.toml"
        digest = hashlib.sha256(TABLE).hexdigest()
        toml.write_text(f'{toml.read_text()}\n[fetched."people.csv"]\nurl = "{address}"\nsha256 = "{digest}"\n')

        with pytest.raises(AssignmentBroken, match="autograder fetch tiny"):
            compile.build("tiny", root)
        assert list(fetch.fetch("tiny", root)) == [f"data/people.csv fetched, {len(TABLE)} bytes"]
        assert list(fetch.fetch("tiny", root)) == ["data/people.csv is there"]
        assert (root / "assignments/tiny/data/people.csv").read_bytes() == TABLE

    def test_another_one_is_never_written(self, tmp_path, address):
        root = write_course(tmp_path)
        toml = root / "assignments/tiny/assignment.toml"
        toml.write_text(f'{toml.read_text()}\n[fetched."people.csv"]\nurl = "{address}"\nsha256 = "{"0" * 64}"\n')

        with pytest.raises(AssignmentBroken, match="not the recorded one"):
            list(fetch.fetch("tiny", root))
        assert not (root / "assignments/tiny/data").exists()


def test_data_files_that_come_back_as_they_were_are_nobodys_words(course: Path) -> None:
    loaded = assignment.load("tiny", course)
    fields = {"name": "Kim Ada", "student_id": "2026000001", "option": 1, "group": ""}
    filled = submissions.fill(submissions.released_notebook("tiny", course), {}, fields=fields)
    packed = io.BytesIO(submissions.zip_of(filled, assignment="tiny", fields=fields))
    with zipfile.ZipFile(packed, "a") as archive:
        for name, content in loaded.data.items():
            archive.writestr(name, content)
        archive.writestr("notes/mine.csv", "name,height\nmy own words,1\n")

    received = intake.receive(packed.getvalue(), loaded)

    assert [one.name for one in received.others] == ["notes/mine.csv"]
