"""The bundle as Gradescope runs it: unpacked, proved, and asked to grade, with the grader and the sandbox that are really used.

`setup.sh` downloads a gigabyte, so that it runs only where AUTOGRADER_TRY_SETUP says where: "/" for here, and folders that hold the root of
another system (debootstrap makes one), with a colon between them. docs/development.md says how.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.export.gradescope import bundle
from tests.fixtures.authoring import write_released_course
from tests.fixtures.zips import unpack

PLACES = [place for place in os.environ.get("AUTOGRADER_TRY_SETUP", "").split(":") if place]

SPY = """
    import os
    found = []
    for path in {files!r}:
        try:
            found.append(open(path, "rb").read(1))
        except OSError:
            pass
    for folder in {folders!r}:
        try:
            found.append(os.listdir(folder))
        except OSError:
            pass
    if not found:
        raise RuntimeError("nothing can be read")
    return x * x
"""


class Gradescope:
    """A folder that stands for /autograder, with the packages of these tests in place of those that setup.sh installs."""

    def __init__(self, base: Path, course: Path) -> None:
        self.base = base
        unpack(bundle("tiny", course), base / "source")
        (base / "source/.venv").symlink_to(sys.prefix)
        for name in ("submission", "results"):
            (base / name).mkdir()
        base.chmod(0o755)

    def run(self, *, prove: bool = False) -> subprocess.CompletedProcess[str]:
        """Run what setup.sh ends with, or run_autograder."""
        words = [self.base / "source/run_autograder"]
        if prove:
            words = [self.base / "source/.venv/bin/python", "-m", "autograder.export.gradescope", "--prove", "tiny"]
        environment = os.environ | {"AUTOGRADER_ROOT": str(self.base)}
        return subprocess.run(words, cwd=self.base / "source", env=environment, capture_output=True, text=True, check=False)  # fmt: skip

    def hand_in(self, block: str) -> dict[str, float]:
        """Hand in our solution with another block for the square; return each check's points."""
        notebook = json.loads((self.base / "source/source/tiny/tiny.ipynb").read_bytes())
        for cell in notebook["cells"]:
            text = "".join(cell["source"])
            if "def square" in text:
                cell["source"] = text[: text.index("    ### BEGIN")] + block
        (self.base / "submission/tiny.ipynb").write_text(json.dumps(notebook))
        done = self.run()
        assert done.returncode == 0, done.stdout + done.stderr
        return {test["name"]: test["score"] for test in self.results()["tests"]}

    def results(self) -> dict[str, object]:
        """Read results.json."""
        return json.loads((self.base / "results/results.json").read_bytes())


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    return write_released_course(tmp_path_factory.mktemp("course"))


@pytest.fixture
def gradescope(course):
    # pytest's own is closed to a child's uid
    with tempfile.TemporaryDirectory(prefix="autograder-gradescope-") as base:
        yield Gradescope(Path(base), course)


@pytest.fixture(scope="module")
def honest(course):
    """A place in which a right answer was graded: for those who hand in there next."""
    with tempfile.TemporaryDirectory(prefix="autograder-gradescope-") as base:
        place = Gradescope(Path(base), course)
        assert sum(place.hand_in("    return x * x\n").values()) == 16
        yield place


def test_a_good_image_is_proved(gradescope):
    done = gradescope.run(prove=True)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "setup.sh: The right answer earned 16 of 16 points." in done.stdout
    assert "setup.sh: The blank answer earned 0 of 16 points." in done.stdout
    assert "this place gives sandbox level" in done.stdout


def test_an_image_whose_checks_are_broken_isnt_proved(gradescope):
    reference = gradescope.base / "source/assignments/tiny/hidden/reference.py"
    reference.write_text(reference.read_text().replace("x.pow(2)", "x.pow(3)"))

    done = gradescope.run(prove=True)

    assert done.returncode == 1
    assert "the right answer of tiny earned" in done.stdout and "and 16 are due" in done.stdout


def test_nothing_of_the_bundle_can_be_read_by_a_students_process(honest):
    source = honest.base / "source"
    secret = [
        path for part in ("assignments", "source", "release") for path in (source / part).rglob("*") if path.is_file()
    ]
    files = [str(path) for path in (*secret, source / ".course-key", source / "autograder/export/gradescope/proof.py")]
    assert len(files) > 6

    spied = honest.hand_in(
        SPY.format(files=files, folders=[str(honest.base), str(source), str(source / "assignments")])
    )

    assert sum(spied.values()) == 10  # the other question's


def test_a_fault_of_ours_leaves_no_result_not_even_an_old_one(honest):
    assert (honest.base / "results/results.json").is_file()
    reference = honest.base / "source/assignments/tiny/hidden/reference.py"
    sound = reference.read_text()
    reference.write_text("def square(x:\n")

    done = honest.run()

    reference.write_text(sound)
    assert done.returncode == 1
    assert "reference.py" in done.stdout and "Traceback" not in done.stdout + done.stderr
    assert list((honest.base / "results").iterdir()) == []


def test_what_holds_no_notebook_of_ours_is_told_to_the_student(gradescope):
    (gradescope.base / "submission/notes.txt").write_text("hello")

    done = gradescope.run()

    assert done.returncode == 0, done.stdout + done.stderr
    assert "couldn't be graded" in str(gradescope.results()["output"])
    assert "hand in again" in str(gradescope.results()["output"])


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES or ["nowhere"])
def test_setup_makes_an_image_that_grades(course, place):
    if place == "nowhere":
        pytest.skip("AUTOGRADER_TRY_SETUP names no place: '/' for here, or the root of another system")
    with tempfile.TemporaryDirectory(prefix="autograder-image-", dir=Path(place, "tmp")) as folder:
        base = Path(folder)
        base.chmod(0o755)
        unpack(bundle("tiny", course), base / "source")
        inside = str(base) if place == "/" else f"/{base.relative_to(place)}"
        enter = [] if place == "/" else ["chroot", place]
        asked = [*enter, "env", f"AUTOGRADER_ROOT={inside}", "bash", f"{inside}/source/setup.sh"]

        done = subprocess.run(asked, capture_output=True, text=True, check=False)

        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
        assert "The right answer earned 16 of 16 points." in done.stdout
        assert not list((base / "source/.venv").rglob("nvidia*"))
        asked[-1] = f"{inside}/source/run_autograder"
        (base / "submission").mkdir()
        (base / "submission/tiny.ipynb").write_bytes((base / "source/source/tiny/tiny.ipynb").read_bytes())
        graded = subprocess.run(asked, capture_output=True, text=True, check=False)
        assert graded.returncode == 0, graded.stdout + graded.stderr
        assert json.loads((base / "results/results.json").read_bytes())["score"] == 16
