"""What students get: made by nbgrader, finished by us, the same each time, and nothing that gives an answer away."""

from __future__ import annotations

import ast
import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import pytest
from traitlets.config.loader import PyFileConfigLoader

from autograder.authoring import compile, leaks, notebook_file, release
from autograder.course import assignment, settings
from autograder.course.secret import course_secret
from autograder.errors import AssignmentBroken
from autograder.intake.ipynb import joined
from tests.fixtures import commands
from tests.fixtures.authoring import edit, write_course


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_course(tmp_path_factory.mktemp("course"))
    make(root)
    return root


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path)


@pytest.fixture
def made(pristine: Path, tmp_path: Path) -> Path:
    """A course of its own in which all is made: for tests of what is made after that."""
    return Path(shutil.copytree(pristine, tmp_path / "course", symlinks=True))


def make(root: Path) -> None:
    compile.build("tiny", root)
    release.release("tiny", root)


def released(root: Path) -> dict[str, Any]:
    return json.loads((root / "release/tiny/tiny.ipynb").read_bytes())


def cells(root: Path) -> dict[str, dict[str, Any]]:
    return {cell["id"]: joined(cell) for cell in released(root)["cells"]}


def handed_out(root: Path) -> dict[str, Any]:
    """Read the literal that the release wrote into the submission cell."""
    tree = ast.parse(cells(root)["submit"]["source"])
    return next(ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# ---------------------------------------------------------------- what is in it


def test_every_block_is_the_stub_between_its_markers(pristine: Path) -> None:
    square = cells(pristine)["square_solution"]["source"]
    counter = cells(pristine)["Counter_solution"]["source"]

    stub = "    # BEGIN YOUR CODE\n    raise NotImplementedError\n    # END YOUR CODE"
    assert square == f'def square(x):\n    """Return every number of x squared."""\n{stub}'
    assert counter.count("        # BEGIN YOUR CODE\n        raise NotImplementedError\n        # END YOUR CODE") == 2
    assert counter.endswith("        return self.count")


def test_written_answers_are_blank(pristine: Path) -> None:
    assert cells(pristine)["question_1"]["source"] == "*Your answer here.*"


def test_given_cells_can_be_neither_edited_nor_deleted_and_the_fields_can_be_edited(pristine: Path) -> None:
    metadata = {name: cell["metadata"] for name, cell in cells(pristine).items()}

    for name in ("tiny", "tools", "square", "Counter", "submit"):
        assert (metadata[name]["editable"], metadata[name]["deletable"]) == (False, False)
    for name in ("fields", "square_solution", "question_1"):
        assert metadata[name]["deletable"] is False
        assert "editable" not in metadata[name]


def test_the_release_is_a_valid_notebook_with_ids_kept_and_nothing_run(pristine: Path) -> None:
    content = released(pristine)
    source = json.loads(notebook_file.source_path("tiny", pristine).read_bytes())

    nbformat.validate(nbformat.from_dict(content))
    assert [cell["id"] for cell in content["cells"]] == [cell["id"] for cell in source["cells"]]
    assert all(cell["metadata"]["id"] == cell["id"] for cell in content["cells"])
    assert not any(cell.get("outputs") for cell in content["cells"])
    assert "built" not in content["metadata"]["autograder"]


def test_the_submission_cell_knows_what_was_handed_out(pristine: Path) -> None:
    told = handed_out(pristine)

    assert (told["assignment"], told["blocks"]) == ("tiny", ["square_solution", "Counter_solution"])
    assert told["written"] == ["question_1"]
    test = cells(pristine)["square"]["source"]
    assert told["cells"]["square"] == hashlib.sha1(test.encode()).hexdigest()
    assert (told["cells"]["submit"], told["cells"]["fields"]) == ("", "")
    assert set(told["cells"]) | set(told["blocks"]) | set(told["written"]) == set(cells(pristine))


def test_the_manifest_agrees_with_the_notebook_and_the_grader_reads_it(pristine: Path) -> None:
    manifest = json.loads((pristine / "release/tiny/manifest.json").read_bytes())

    assert manifest["version"] == handed_out(pristine)["version"] == assignment.load("tiny", pristine).release_version
    assert manifest["points"] == 20
    assert sum(cell["points"] for cell in manifest["cells"]) == 20
    for cell in manifest["cells"]:
        assert cell["sha256"] == hashlib.sha256(cells(pristine)[cell["id"]]["source"].encode()).hexdigest()


def test_the_zip_holds_the_notebook_and_the_manifest(pristine: Path) -> None:
    folder = pristine / "release/tiny"

    with zipfile.ZipFile(io.BytesIO((folder / "tiny.zip").read_bytes())) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}

    assert held == {name: (folder / name).read_bytes() for name in ("tiny.ipynb", "manifest.json")}


def test_a_badge_stands_first_when_the_course_names_an_address(course: Path) -> None:
    with (course / "course.toml").open("a") as file:
        file.write('\n[release]\ncolab = "https://colab.research.google.com/github/some/course/blob/main/"\n')

    make(course)

    badge = next(iter(cells(course).values()))
    assert badge["id"] == "colab-badge"
    assert "https://colab.research.google.com/github/some/course/blob/main/release/tiny/tiny.ipynb" in badge["source"]
    nbformat.validate(nbformat.from_dict(released(course)))


# ---------------------------------------------------------------- how it is made


def test_releasing_again_gives_the_same_bytes(made: Path) -> None:
    first = contents(made / "release")
    for path in (made / "release/tiny").iterdir():
        path.unlink()

    make(made)

    assert contents(made / "release") == first


def test_another_course_folder_gives_the_same_bytes(course: Path, pristine: Path) -> None:
    make(course)

    assert contents(course / "release") == contents(pristine / "release")


def test_an_unchanged_source_is_not_released_again(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "generated", lambda source: pytest.fail("nbgrader ran again"))

    assert not release.release("tiny", made).changed


def test_what_is_saved_while_a_release_is_made_is_released_then(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, generated = made / "source/tiny/tiny.ipynb", release.generated
    text = path.read_text()
    path.write_text(text.replace("Two functions", "Three functions"))

    def saved_meanwhile(source: Path) -> dict[str, bytes]:
        path.write_text(text.replace("Two functions", "Four functions"))
        return generated(source)

    with monkeypatch.context() as patch:
        patch.setattr(release, "generated", saved_meanwhile)
        release.release("tiny", made)
    path.write_text(text.replace("Two functions", "Three functions"))
    release.release("tiny", made)

    assert "Three functions" in (made / "release/tiny/tiny.ipynb").read_text()


NO_PART = {
    "a wrong answer": ("answers/wrong/square.py", "return x * 2", "return x + x"),
    "the catalogue of near misses": ("answers/near_misses.toml", "", "[[near_miss]]\n"),
    "a wrong answer beside its question": ("notebook.py", '# %% test="square"', '# %% wrong="square" fails="values match"\ndef square(x):\n    return 3 * x\n\n# %% test="square"'),
}  # fmt: skip
PART = {
    "a right answer": ("answers/right/power.py", "x**2", "x ** 2"),
    "a right answer beside its question": ("notebook.py", '# %% test="square"', '# %% right="square"\ndef square(x):\n    return x**2\n\n# %% test="square"'),
    "a check": ("hidden/checks.py", "draw.normal(7)", "draw.normal(8)"),
    "assignment.toml": ("assignment.toml", 'imports = ["torch"]', 'imports = ["torch", "numpy"]'),
}  # fmt: skip


@pytest.mark.parametrize("what", [*NO_PART, *PART])
def test_a_release_is_made_anew_when_something_that_it_is_made_of_or_compared_with_changes(
    made: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    written: list[Path] = []
    monkeypatch.setattr(release, "_write", lambda target, files: written.append(target) or False)
    file, old, new = (NO_PART | PART)[what]
    if not old:
        (made / "assignments/tiny" / file).write_text(new)
    else:
        edit(made, f"assignments/tiny/{file}", old, new)

    make(made)

    assert bool(written) == (what in PART)


def test_a_leak_of_a_new_file_of_checks_is_not_taken_for_up_to_date(made: Path) -> None:
    part = made / "assignments/tiny/hidden/checks_part.py"

    part.write_text('"""More."""\nX = "Why is a square never negative?"\n')

    with pytest.raises(
        AssignmentBroken, match=r"gives away a text of checks_part\.py \(assignments/tiny/hidden/checks_part\.py"
    ):
        release.release("tiny", made)


def test_a_changed_given_text_makes_another_version_and_a_changed_solution_does_not(made: Path) -> None:
    first = handed_out(made)["version"]

    edit(made, "assignments/tiny/notebook.py", "doubled_exponent = x * x", "doubled_exponent = x**2")
    make(made)
    same = handed_out(made)["version"]
    edit(made, "assignments/tiny/notebook.py", "# ## Squares", "# ## About squares")
    make(made)

    assert same == first
    assert handed_out(made)["version"] != first


def test_nbgrader_leaves_nothing_behind_but_the_release(
    course: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    compile.build("tiny", course)
    before = set(contents(course))
    monkeypatch.chdir(course)

    release.release("tiny", course)

    new = {name for name in set(contents(course)) - before if not name.startswith(".rehearse-cache")}
    assert new == {"release/tiny/tiny.ipynb", "release/tiny/manifest.json", "release/tiny/tiny.zip"}
    assert Path.cwd() == course
    assert capfd.readouterr() == ("", "")


def test_what_was_released_before_and_is_no_more_is_taken_away(made: Path) -> None:
    (made / "release/tiny/old.ipynb").write_text("{}")

    release.release("tiny", made)

    assert not (made / "release/tiny/old.ipynb").exists()


@pytest.mark.parametrize("file", ["tiny.ipynb", "manifest.json"])
def test_what_somebody_edited_in_a_release_stays_and_is_named(made: Path, file: str) -> None:
    path, before = made / "release/tiny" / file, contents(made / "release")
    path.write_text(path.read_text().replace("Tiny", "Tinier"))
    edited = path.read_bytes()

    with pytest.raises(AssignmentBroken, match=rf"release/tiny/{file} was edited since .* delete the file"):
        release.release("tiny", made)
    assert path.read_bytes() == edited

    path.unlink()
    release.release("tiny", made)
    assert contents(made / "release") == before


def test_a_release_that_was_killed_while_it_wrote_is_gone_on_with(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(made, "assignments/tiny/notebook.py", "# # Tiny", "# # Tinier")
    compile.build("tiny", made)
    written, write = [], release.write_if_changed

    def killed_at_the_third(path: Path, data: bytes) -> bool:
        written.append(path)
        if len(written) == 3:
            raise KeyboardInterrupt
        return write(path, data)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(release, "write_if_changed", killed_at_the_third)
        release.release("tiny", made)

    release.release("tiny", made)
    assert "Tinier" in (made / "release/tiny/tiny.ipynb").read_text()


def test_a_release_that_was_only_run_is_made_anew(made: Path) -> None:
    path = made / "release/tiny/tiny.ipynb"
    before, ran = path.read_bytes(), json.loads(path.read_bytes())
    for cell in ran["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = 1
    path.write_text(json.dumps(ran))

    release.release("tiny", made)

    assert path.read_bytes() == before


def test_a_text_that_was_edited_since_the_notebook_was_built_is_not_handed_out(made: Path) -> None:
    edit(made, "assignments/tiny/notebook.py", "# # Tiny", "# # Tinier")

    with pytest.raises(AssignmentBroken, match=r"notebook\.py was edited since .* Run: autograder build tiny"):
        release.release("tiny", made, in_part=False)

    compile.build("tiny", made)
    assert release.release("tiny", made, in_part=False).changed


def test_a_notebook_without_a_submission_cell_is_refused(course: Path) -> None:
    edit(
        course, "assignments/_shared/notebook/submit.py", "RELEASE = {}  # filled in by the release\n", "RELEASE = {}\n"
    )

    with pytest.raises(AssignmentBroken, match="no cell holds the line"):
        make(course)


def test_a_release_without_a_source_says_what_to_run(course: Path) -> None:
    with pytest.raises(AssignmentBroken, match="Run: autograder build tiny"):
        release.release("tiny", course)


def test_what_nbgrader_itself_refuses_is_one_sentence(course: Path) -> None:
    compile.build("tiny", course)
    content = json.loads(notebook_file.source_path("tiny", course).read_bytes())
    content["cells"][1]["metadata"]["nbgrader"]["grade_id"] = "square"
    notebook_file.source_path("tiny", course).write_bytes(notebook_file.as_bytes(content))

    with pytest.raises(AssignmentBroken, match=r"nbgrader can't release source/tiny: .*Duplicate grade id"):
        release.release("tiny", course)


# ---------------------------------------------------------------- leaks


def test_a_hint_of_checks_that_assignments_share_is_a_leak_too(made: Path) -> None:
    shared = made / "assignments/_shared/checks/sampling.py"
    shared.parent.mkdir(parents=True)
    shared.write_text('HINT = "Two functions, and a question of what comes back"\n')
    edit(
        made,
        "assignments/tiny/notebook.py",
        "# Two functions, and a question.",
        "# Two functions, and a question of what comes back.",
    )
    compile.build("tiny", made)

    with pytest.raises(
        AssignmentBroken, match=r"a text of sampling\.py \(assignments/_shared/checks/sampling\.py, line 1\)"
    ):
        release.release("tiny", made)


LEAKS = {
    "a solution in another cell": (
        "assignments/tiny/notebook.py",
        'print("squares:", square(torch.arange(3.0)))',
        "doubled_exponent=x*x # the same\nprint('and') if x else None; return_value = doubled_exponent",
        None,
    ),
    "a solution written with other spaces": (
        "assignments/tiny/notebook.py",
        'print("squares:", square(torch.arange(3.0)))',
        "if True:\n    doubled_exponent  =  x*x\n\n    # so\n    return   doubled_exponent",
        r"release/tiny/tiny\.ipynb, cell if-true.*, line 2 gives away a solution \(the block of square",
    ),
    "another right answer in a helper": (
        "assignments/_shared/notebook/tools.py",
        "    return x\n",
        "    self.count = 0\n    self.count += start\n",
        r"cell tools, line 6 gives away a right answer \(Counter in assignments/tiny/answers/right/with_marks\.py",
    ),
    "the reference": (
        "assignments/tiny/notebook.py",
        'print("squares:", square(torch.arange(3.0)))',
        "def square(x):\n    return x.pow(2)\n\n\ndef count_to(start, amounts):\n    return start + sum(amounts)",
        r"gives away code of reference\.py \(assignments/tiny/hidden/reference\.py, line 4\)",
    ),
    "a hint": (
        "assignments/tiny/notebook.py",
        "# Two functions, and a question.",
        "# What is the *square* of\n# a negative number?",
        r"gives away a text of checks\.py \(assignments/tiny/hidden/checks\.py, line 9\)",
    ),
    "the name of a hidden check": (
        "assignments/tiny/notebook.py",
        "# Two functions, and a question.",
        "# The check counts_add_up will tell.",
        r"cell tiny, line 2 gives away the name of a hidden check \(assignments/tiny/hidden/checks\.py, line 23\)",
    ),
    "the answer to a written question": (
        "assignments/tiny/notebook.py",
        "# ## Squares",
        "# ## Squares\n# A product of equal signs has a plus in front of it.",
        None,
    ),
    "the whole answer to a written question": (
        "assignments/tiny/notebook.py",
        "# ## Squares",
        "# ## Squares\n# … because a product of equal signs has a plus in front of it.",
        r"gives away a written answer \(question_1 in assignments/tiny/notebook\.py\)",
    ),
}


@pytest.mark.parametrize("kind", LEAKS)
def test_a_leak_is_named_with_its_place_and_nothing_is_released(made: Path, kind: str) -> None:
    file, old, new, said = LEAKS[kind]
    before = contents(made / "release")
    edit(made, file, old, new)
    compile.build("tiny", made)

    if said is None:  # too little to give anything away
        release.release("tiny", made)
        return
    with pytest.raises(AssignmentBroken, match=said):
        release.release("tiny", made)
    assert contents(made / "release") == before


@pytest.mark.parametrize("form", ["txt", "gz", "utf-16"])
def test_a_copy_of_hidden_code_among_data_files_is_a_leak_whatever_its_name(pristine: Path, form: str) -> None:
    code = (pristine / "assignments/tiny/hidden/checks.py").read_bytes()
    data = gzip.compress(code) if form == "gz" else code.decode().encode("utf-16") if form == "utf-16" else code

    found = leaks.scan({f"data/notes.{form}": data}, "tiny", pristine)

    assert any("data/notes" in leak.sentence for leak in found)


def test_the_courses_secret_is_found_in_any_file(pristine: Path) -> None:
    secret = course_secret(pristine)

    (leak,) = leaks.scan({"data/key.bin": b"\0" * 20 + secret}, "tiny", pristine)

    assert leak.sentence == "release/tiny/data/key.bin holds the course's secret (.course-key)"


def test_one_line_of_a_solution_is_a_leak_where_it_says_enough(course: Path) -> None:
    """A released test once held the line that answers another question, with other names around it."""
    solved = "a, b = x + 1, x - 1\n    doubled_exponent = a + b\n    return a * b + a - b - 1"
    edit(course, "assignments/tiny/notebook.py", "doubled_exponent = x * x\n    return doubled_exponent", solved)
    helper = "def other(a, b):\n    both = {}\n    return both\n"
    edit(course, "assignments/tiny/notebook.py", 'print("squares:", square(torch.arange(3.0)))', helper.format("a + b"))
    compile.build("tiny", course)
    release.release("tiny", course)  # a line that says little is in many cells

    edit(course, "assignments/tiny/notebook.py", "both = a + b", "both = (a * b) + a - b - 1  # as it stands")
    compile.build("tiny", course)

    with pytest.raises(AssignmentBroken, match=r"gives away a solution \(the block of square"):
        release.release("tiny", course)


def test_a_file_beside_the_notebook_is_scanned_too(course: Path) -> None:
    compile.build("tiny", course)
    (course / "source/tiny/extra.py").write_text((course / "assignments/tiny/hidden/reference.py").read_text())

    with pytest.raises(AssignmentBroken, match=r"release/tiny/extra\.py, line \d+ gives away code of reference\.py"):
        release.release("tiny", course)


def test_a_zip_inside_the_release_is_opened(pristine: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner.py", (pristine / "assignments/tiny/hidden/reference.py").read_text())

    found = leaks.scan({"more.zip": packed.getvalue()}, "tiny", pristine)

    assert [leak for leak in found if "release/tiny/more.zip/inner.py" in leak.sentence]


def test_the_release_itself_gives_nothing_away(pristine: Path) -> None:
    assert leaks.scan(contents(pristine / "release/tiny"), "tiny", pristine) == ()


def test_the_source_would_give_everything_away(pristine: Path) -> None:
    found = leaks.scan({"tiny.ipynb": notebook_file.source_path("tiny", pristine).read_bytes()}, "tiny", pristine)

    told = " ".join(leak.sentence for leak in found)
    assert "the block of square" in told
    assert "the block of Counter" in told
    assert "a written answer" in told


ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("name", settings.names(ROOT))
def test_this_courses_releases_are_made_from_its_sources(name: str) -> None:
    files = release.finished(release.generated(ROOT / "source" / name), name, ROOT)

    assert files == contents(ROOT / "release" / name), f"run: autograder build {name} && autograder release {name}"
    assert leaks.scan(files, name, ROOT) == ()


# ---------------------------------------------------------------- plain nbgrader


def nbgrader(root: Path) -> subprocess.CompletedProcess[str]:
    """Run plain nbgrader in a course, with this repository's nbgrader_config.py."""
    shutil.copy(ROOT / "nbgrader_config.py", root)
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "tiny", "--force"]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # nbgrader calls alembic by name
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": path}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def test_plain_nbgrader_makes_the_same_release(course: Path, pristine: Path) -> None:
    compile.build("tiny", course)

    ran = nbgrader(course)

    assert ran.returncode == 0, ran.stderr
    assert contents(course / "release") == contents(pristine / "release")


def test_plain_nbgrader_releases_nothing_that_leaks(course: Path) -> None:
    edit(course, "assignments/tiny/notebook.py", "# Two functions, and a question.", "# See counts_add_up.")
    compile.build("tiny", course)

    shutil.copy(ROOT / "nbgrader_config.py", course)
    ran = commands.nbgrader("generate_assignment", "tiny", "--force", cwd=course)

    assert ran.returncode != 0
    assert "tiny isn't released: release/tiny/tiny.ipynb, cell tiny, line 2 gives away" in ran.stderr
    assert not (course / "release/tiny").exists()


def test_a_course_that_links_nbgraders_config_is_a_course_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").symlink_to(ROOT / "nbgrader_config.py")
    (tmp_path / "course.toml").write_text("")

    config = PyFileConfigLoader("nbgrader_config.py", path=str(tmp_path)).load_config()

    assert config.CourseDirectory.root == str(tmp_path)
