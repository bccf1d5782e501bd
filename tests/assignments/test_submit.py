"""The submission cell: it names what is missing before it is too late, and writes the zip that the grader expects."""

from __future__ import annotations

import copy
import errno
import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.intake import manifest
from tests.fixtures.common import Colab, enter_colab, load, shell

Json = dict[str, Any]
Edit = Callable[[Json], Any]

STUB = 'def double(x):\n    """Double x."""\n    # BEGIN YOUR CODE\n    raise NotImplementedError\n    # END YOUR CODE'
FIELDS = '#@title Your details\nname = "Kim Minji"\nstudent_id = "2022123456"\noption = 1\ngroup = ""'
SOURCES = {
    "title": ("markdown", "# A title"),
    "your-details": ("code", FIELDS),
    "imports": ("code", "import math"),
    "double_solution": ("code", STUB.replace("raise NotImplementedError", "# twice\n    return 2 * x")),
    "double": ("code", 'assert double(2) == 4\nprint("right")'),
    "question_1": ("markdown", "Because."),
    "hand-in": ("code", "def hand_in(): ...\nhand_in()"),
}
LOCKED = ("title", "imports", "double")


def finished() -> Json:
    """Return a notebook that is complete, run and saved."""
    cells, count = [], 0
    for name, (kind, source) in SOURCES.items():
        cell: Json = {"cell_type": kind, "id": name, "source": source, "metadata": {"id": name}}
        if kind == "code":
            count += 1
            cell |= {"execution_count": count, "outputs": []}
        cells.append(cell)
    cells[4]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "right\n"}]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def ran(notebook: Json) -> list[str]:
    """List what a session ran when it ran the notebook from top to bottom."""
    return [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]


@pytest.fixture
def submit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Give the submission cell as a release fills it in, in a folder of its own; what it displays is kept in .shown."""
    module = load("submit")
    hashes = {name: hashlib.sha1(SOURCES[name][1].encode()).hexdigest() for name in LOCKED}
    module.RELEASE = {
        "assignment": "knn",
        "version": "v1",
        "blocks": ["double_solution"],
        "written": ["question_1"],
        "cells": {**hashes, "your-details": "", "hand-in": ""},
    }
    module.shown = []
    monkeypatch.setattr(module, "display", module.shown.append)
    monkeypatch.setattr(module, "get_ipython", shell(ran(finished())))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return module


def save(notebook: Json, name: str = "knn.ipynb") -> bytes:
    Path(name).write_text(json.dumps(notebook))
    return Path(name).read_bytes()


def edited(*edits: Edit) -> Json:
    notebook = finished()
    for edit in edits:
        edit(notebook)
    return notebook


def cell(notebook: Json, name: str) -> Json:
    return next(cell for cell in notebook["cells"] if cell["id"] == name)


def source(name: str, old: str, new: str) -> Edit:
    return lambda notebook: cell(notebook, name).update(source=cell(notebook, name)["source"].replace(old, new))


# ---------------------------------------------------------------- a complete notebook


def test_a_complete_notebook_becomes_a_zip_with_a_manifest(submit: Any) -> None:
    content = save(finished())

    path = submit.hand_in()

    assert path.name == "2022123456-knn.zip" and "everything is there" in repr(submit.shown[0])
    with zipfile.ZipFile(path) as archive:
        assert sorted(archive.namelist()) == ["knn.ipynb", "manifest.json"]
        assert archive.read("knn.ipynb") == content
        claim = manifest.read(archive.read("manifest.json"))
    assert claim is not None and claim.notebook_sha256 == hashlib.sha256(content).hexdigest()
    assert (claim.assignment, claim.release_version) == ("knn", "v1")
    assert (claim.fields.name, claim.fields.student_id, claim.fields.option) == ("Kim Minji", "2022123456", 1)


def test_a_complete_notebook_has_nothing_marked(submit: Any) -> None:
    assert {mark for mark, _, _ in submit.check(finished(), ["", *ran(finished())])} == {"ok"}


def test_written_answers_are_spoken_of_where_some_are_asked_for(submit: Any) -> None:
    submit.RELEASE["written"] = []

    assert "Answers" not in {title for _, title, _ in submit.check(finished())}


def test_cells_whose_lines_end_as_windows_ends_them_are_as_they_were(submit: Any) -> None:
    notebook = finished()
    for one in notebook["cells"]:
        one["source"] = one["source"].replace("\n", "\r\n")

    assert {mark for mark, title, _ in submit.check(notebook) if title == "Cells"} == {"ok"}


def test_a_zip_that_cannot_be_written_is_said_and_leaves_the_older_one_whole(
    submit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(finished())
    submit.hand_in().write_bytes(b"an older one")

    def full(path: Path, content: bytes) -> None:
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)

    assert submit.hand_in() is None
    assert "It can't be written here (No space left on device)" in repr(submit.shown[-1])
    assert Path("2022123456-knn.zip").read_bytes() == b"an older one"
    assert list(Path().glob("*.part")) == []


def test_the_list_is_a_table_without_any_markup_of_the_students(submit: Any) -> None:
    save(edited(source("your-details", "Kim Minji", "<script>alert(1)</script>")))

    submit.hand_in()

    assert "<table" in submit.shown[0]._repr_html_() and "<script>" not in submit.shown[0]._repr_html_()


def test_the_master_copy_hands_nothing_in(submit: Any, capsys: pytest.CaptureFixture[str]) -> None:
    submit.RELEASE = {}

    assert submit.hand_in() is None and "master copy" in capsys.readouterr().out


# ---------------------------------------------------------------- what is missing


@pytest.mark.parametrize(
    ("edit", "title", "said"),
    [
        (source("double_solution", "# twice\n    return 2 * x", "raise NotImplementedError"), "Blocks", "empty: double"),
        (source("double_solution", "return 2 * x", ""), "Blocks", "empty: double"),
        (source("double_solution", "# BEGIN YOUR CODE", ""), "Blocks", "gone from double"),
        (source("question_1", "Because.", "*Your answer here.*"), "Answers", "empty: question_1"),
        (lambda nb: cell(nb, "double").update(execution_count=None, outputs=[]), "Run", "Not run: ‘assert double"),
        (lambda nb: cell(nb, "double").update(outputs=[]), "Run", "output is gone: ‘assert double"),
        (lambda nb: cell(nb, "double").update(outputs=[{"output_type": "error"}]), "Run", "an error: ‘assert double"),
        (lambda nb: nb["cells"].append(copy.deepcopy(cell(nb, "double"))), "Cells", "Copied: ‘assert double"),
        (lambda nb: nb["cells"].append({**cell(nb, "title"), "id": "x", "metadata": {}}), "Cells", "Added, and not graded"),
        (lambda nb: nb["cells"].remove(cell(nb, "title")), "Cells", "Deleted: title"),
        (source("double", "== 4", "== 5"), "Cells", "Changed, and graded as it was: ‘assert double"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_and_can_be_handed_in_all_the_same(
    submit: Any, edit: Edit, title: str, said: str
) -> None:
    notebook = edited(edit)
    save(notebook)
    submit.get_ipython = shell(ran(notebook))

    path = submit.hand_in()

    marked = [(t, detail) for mark, t, detail in submit.shown[0].lines if mark != "ok"]
    assert [t for t, _ in marked] == [title] and said in marked[0][1]
    assert path is not None and "see to what is marked !" in repr(submit.shown[0])


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (source("your-details", '"Kim Minji"', '" "'), "Fill in name"),
        (source("your-details", '"2022123456"', '""'), "Fill in student_id"),
        (source("your-details", '"2022123456"', "0123"), "with the quotes"),
        (source("your-details", "2022123456", "../x"), "may hold letters"),
        (source("your-details", "option = 1", "option = 3"), "option is 1"),
        (lambda nb: nb["cells"].remove(cell(nb, "your-details")), "can't be read"),
    ],
)
def test_without_proper_details_nothing_is_written(submit: Any, edit: Edit, said: str) -> None:
    notebook = edited(edit)
    save(notebook)
    submit.get_ipython = shell([])

    assert submit.hand_in() is None

    mark, _, detail = next(line for line in submit.shown[0].lines if line[1] == "Your details")
    assert mark == "stop" and said in detail
    assert not list(Path().glob("*.zip")) and "Nothing was written" in repr(submit.shown[0])


def test_option_2_asks_for_comments(submit: Any) -> None:
    option_2 = source("your-details", "option = 1", "option = 2")
    silent = edited(option_2, source("double_solution", "    # twice\n", ""))

    assert submit.check(edited(option_2))[2][0] == "ok"
    mark, _, detail = submit.check(silent)[2]
    assert mark == "look" and "there are none in double" in detail


def test_an_id_typed_as_a_number_is_taken(submit: Any) -> None:
    notebook = edited(source("your-details", '"2022123456"', "2022123456"))

    assert submit.read_fields(notebook)["student_id"] == "2022123456"


# ---------------------------------------------------------------- JupyterLab: the file on disk


@pytest.mark.parametrize(
    "since",
    [
        ["assert double(3) == 6"],  # changed, run, and not saved
        ["import math", "x = 1"],
    ],
)
def test_a_file_older_than_the_session_must_be_saved_first(submit: Any, since: list[str]) -> None:
    save(finished())
    submit.get_ipython = shell([*ran(finished()), *since, SOURCES["hand-in"][1]])

    assert submit.hand_in() is None and ("next", "Saved") in [line[:2] for line in submit.shown[0].lines]


def test_a_first_run_ends_in_one_step_that_is_left_and_in_no_fault(submit: Any) -> None:
    notebook = finished()
    for one in notebook["cells"]:
        one.update({"execution_count": None, "outputs": []} if one["cell_type"] == "code" else {})
    save(notebook)

    submit.hand_in()

    assert "✗" not in repr(submit.shown[0])
    assert "One step is left: save the notebook, then run this cell again." in repr(submit.shown[0])
    assert not list(Path().glob("*.zip"))


def test_a_cell_that_only_asks_for_hints_is_no_added_one(submit: Any) -> None:
    asking = {**cell(finished(), "imports"), "id": "x", "metadata": {}, "source": 'hint("double")\nhint("double")'}

    assert submit.check(edited(lambda nb: nb["cells"].append(asking)))[5][0] == "ok"


def test_an_old_file_is_judged_in_nothing_else(submit: Any) -> None:
    save(edited(source("your-details", "Kim Minji", "")))

    submit.hand_in()

    assert [title for _, title, _ in submit.shown[0].lines] == ["Notebook", "Saved"]


def test_a_file_saved_before_anything_ran_must_be_saved_first(submit: Any) -> None:
    notebook = finished()
    for one in notebook["cells"]:
        one.update({"execution_count": None, "outputs": []} if one["cell_type"] == "code" else {})
    save(notebook)

    assert submit.hand_in() is None and ("next", "Saved") in [line[:2] for line in submit.shown[0].lines]


def test_running_the_submission_cell_again_after_saving_is_enough(submit: Any) -> None:
    save(finished())
    submit.get_ipython = shell([*ran(finished()), SOURCES["hand-in"][1], SOURCES["hand-in"][1]])

    assert submit.hand_in() is not None


def test_a_restarted_session_may_hand_in_what_was_saved_before(submit: Any) -> None:
    save(finished())
    submit.get_ipython = shell([SOURCES["your-details"][1], SOURCES["hand-in"][1]])

    assert submit.hand_in() is not None


def test_the_file_is_found_by_the_name_of_the_session_among_copies(
    submit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(finished(), "mine.ipynb")
    save(finished(), "copy.ipynb")

    assert submit.find_notebook() is None

    monkeypatch.setenv("JPY_SESSION_NAME", "/served/elsewhere/mine.ipynb")
    assert submit.find_notebook() == Path("mine.ipynb")


def test_the_only_notebook_of_this_assignment_is_the_one(submit: Any) -> None:
    save({"cells": [{"cell_type": "code", "id": "other", "source": "1"}]}, "scratch.ipynb")
    Path("broken.ipynb").write_text("{")
    save(finished(), "renamed.ipynb")

    assert submit.find_notebook() == Path("renamed.ipynb")


@pytest.mark.parametrize("metadata", [{"autograder": {"assignment": "two_layer_net"}}, {}])
def test_a_notebook_of_another_assignment_is_none_of_this_though_cells_are_called_alike(
    submit: Any, metadata: Json
) -> None:
    other = {**finished(), "metadata": metadata}
    other["cells"] = [cell for cell in other["cells"] if cell["id"] != "double_solution"]
    save(other, "other.ipynb")
    save({**finished(), "metadata": {"autograder": {"assignment": "knn"}}}, "mine.ipynb")

    assert submit.find_notebook() == Path("mine.ipynb")
    assert submit._read(Path("other.ipynb").read_bytes()) is None


def test_without_a_file_the_student_is_told_what_to_do(submit: Any) -> None:
    assert submit.hand_in() is None and "wasn't found" in repr(submit.shown[0])


# ---------------------------------------------------------------- Colab: the page's notebook


def test_in_colab_the_page_gives_the_notebook_and_takes_the_zip(submit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = finished()
    for one in notebook["cells"]:
        one["source"] = one["source"].splitlines(keepends=True)
        one.pop("id")
    colab = enter_colab(monkeypatch, Colab(notebook))

    path = submit.hand_in()

    assert colab.asked == ["get_ipynb"] and colab.downloads == [str(path)]
    assert "everything is there" in repr(submit.shown[0])
    with zipfile.ZipFile(path) as archive:
        assert json.loads(archive.read("knn.ipynb")) == notebook


def test_colabs_own_cells_arent_added_ones(submit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    badge = {"cell_type": "markdown", "metadata": {"id": "view-in-github"}, "source": '<img src="colab-badge.svg"/>'}
    empty = {"cell_type": "code", "metadata": {"id": "x"}, "source": [], "outputs": [], "execution_count": None}
    notebook = finished()
    notebook["cells"] = [badge, *notebook["cells"], empty]
    enter_colab(monkeypatch, Colab(notebook))

    assert submit.check(notebook)[5][0] == "ok"


def test_when_colab_doesnt_answer_an_upload_is_taken(submit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    enter_colab(monkeypatch, Colab(None, uploads={"knn (1).ipynb": json.dumps(finished()).encode()}))
    monkeypatch.setattr("builtins.input", lambda _: "")

    path = submit.hand_in()

    assert path is not None and path.exists() and "uploaded by you" in repr(submit.shown[0])


def test_when_colab_doesnt_answer_a_path_on_drive_is_taken(submit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    enter_colab(monkeypatch, Colab(None))
    save(finished(), "on drive.ipynb")
    monkeypatch.setattr("builtins.input", lambda _: " 'on drive.ipynb' ")

    assert submit.hand_in() is not None


@pytest.mark.parametrize(
    ("typed", "uploads", "said"),
    [
        ("nowhere.ipynb", {}, "There is no file nowhere.ipynb"),
        ("", {}, "0 files were uploaded"),
        ("", {"a.ipynb": b"{}", "b.ipynb": b"{}"}, "2 files were uploaded"),
        ("", {"photo.jpg": b"\xff\xd8"}, "no notebook of this assignment"),
        ("", {"other.ipynb": b'{"cells": [{"cell_type": "code", "id": "a", "source": ""}]}'}, "no notebook of this"),
    ],
)
def test_a_wrong_upload_is_told_in_a_sentence(
    submit: Any, monkeypatch: pytest.MonkeyPatch, typed: str, uploads: dict[str, bytes], said: str
) -> None:
    enter_colab(monkeypatch, Colab(None, uploads))
    monkeypatch.setattr("builtins.input", lambda _: typed)

    assert submit.hand_in() is None and said in repr(submit.shown[0])


# ---------------------------------------------------------------- Python files beside the notebook


@pytest.fixture
def with_file(submit: Any) -> Any:
    """Give the cell of an assignment whose students write in ops.py too, as handed out b"stub"."""
    submit.RELEASE |= {"files": {"ops.py": hashlib.sha1(b"stub").hexdigest()}}
    save(finished())
    return submit


def files_line(submit: Any) -> tuple[str, str]:
    return next((mark, detail) for mark, title, detail in submit.check(finished()) if title == "Files")


def test_a_python_file_goes_into_the_zip_as_it_was_saved_last_and_no_other(with_file: Any) -> None:
    Path("ops.py").write_bytes(b"def double(x): return x + x\r\n")
    Path("secret.py").write_bytes(b"mine")

    path = with_file.hand_in()

    with zipfile.ZipFile(path) as archive:
        assert sorted(archive.namelist()) == ["knn.ipynb", "manifest.json", "ops.py"]
        assert archive.read("ops.py") == b"def double(x): return x + x\r\n"
        told = json.loads(archive.read("manifest.json"))
    assert told["files"] == {"ops.py": hashlib.sha256(b"def double(x): return x + x\r\n").hexdigest()}
    assert files_line(with_file) == ("ok", "ops.py, as saved last")


def test_a_file_that_is_not_here_is_said_and_the_rest_can_be_handed_in(with_file: Any) -> None:
    mark, detail = files_line(with_file)

    assert (mark, "Not here, beside the notebook: ops.py" in detail) == ("look", True)
    with zipfile.ZipFile(with_file.hand_in()) as archive:
        assert sorted(archive.namelist()) == ["knn.ipynb", "manifest.json"]


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (b"stub", "Just as handed out: ops.py. Did you save"),
        ("두 배".encode("cp949"), "Not saved as UTF-8"),
        (b"", "as saved last"),
    ],
)
def test_a_file_as_handed_out_and_one_that_may_not_be_read_are_said(with_file: Any, held: bytes, said: str) -> None:
    Path("ops.py").write_bytes(held)

    assert said in files_line(with_file)[1]


def test_without_files_nothing_is_said_of_them(submit: Any) -> None:
    assert not [title for _, title, _ in submit.check(finished()) if title == "Files"]
