"""A student's whole way: open the release, type, run, see, save, hand in; then our grade of that very zip. And sliders, moved by key and by mouse."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring import answer_blocks, run_notebook, submissions
from autograder.conventions import STUB
from autograder.course import assignment
from autograder.examine.versions import Versions
from autograder.model import Record, SubmittedFile
from autograder.pipeline import Grader
from autograder.sandbox.outside import Sandbox
from tests.fixtures.jupyterlab import CHROMIUM, FLAGS, LOOK, Lab, jupyterlab

ROOT = Path(__file__).resolve().parents[2]
DETAILS = {"name": "Kim Minji", "student_id": "2022123456"}


@pytest.fixture(scope="module")
def versions() -> Versions:
    return Versions(assignment.load("knn", ROOT), seed=20260922)


def graded(path: Path, name: str, versions: Versions, sandbox: Sandbox) -> Record:
    """Grade a zip as it came out of the notebook, under the name that the notebook gave it."""
    file = SubmittedFile(data=path.read_bytes(), source=name, student_id=name.split("-", maxsplit=1)[0])
    return Grader(versions, sandbox).grade(file).record


def demand_full_marks(record: Record) -> None:
    lost = [(q.id, asdict(check)) for q in record.questions for check in q.checks if check.points < check.max_points]
    assert (record.status, record.reason, lost) == ("graded", None, [])
    assert record.score == record.max_score == 88
    assert [(found.rule, found.cell, found.message) for found in record.findings] == []
    assert (record.student_id, record.name) == (DETAILS["student_id"], DETAILS["name"])
    assert all(question.code.strip() for question in record.questions if question.written)


# ---------------------------------------------------------------- JupyterLab


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, str, Path]]:
    """Start JupyterLab and a browser; give the browser, the address and the folder that is served."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright isn't installed")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine: the student's path in JupyterLab goes untested")
    folder = tmp_path_factory.mktemp("student")
    with jupyterlab(folder, tmp_path_factory.mktemp("home")) as address, playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser.new_context(viewport={"width": 1400, "height": 1000}), address, folder
        browser.close()


@pytest.fixture
def lab(jupyter: tuple[Any, str, Path]) -> Iterator[tuple[Lab, Path]]:
    """Open the released notebook; give the page and the folder."""
    browser, address, folder = jupyter
    shutil.copy(ROOT / "release" / "knn" / "knn.ipynb", folder)
    opened = Lab(browser.new_page(), address, "knn.ipynb")
    yield opened, folder
    opened.page.close()


@pytest.mark.browser
def test_a_student_in_jupyterlab_gets_full_marks_and_no_finding(
    lab: tuple[Lab, Path], versions: Versions, sandbox: Sandbox
) -> None:
    lab, folder = lab
    zip_path = folder / "2022123456-knn.zip"

    # Run all with nothing written: the first check stops it, and handing in says what is missing.
    lab.run_all()
    assert "NotImplementedError" in lab.outputs(lab.cell("points = torch.tensor"))
    lab.save()
    lab.run(lab.last())
    assert "Fill in name and student_id" in lab.outputs(lab.last())
    assert "Two loops: Nothing has been written here yet." in lab.outputs(lab.last())
    assert not zip_path.exists()

    # Work.
    lab.fields(DETAILS)
    for question, texts in answer_blocks.our_solutions("knn", ROOT).items():
        kind = "class" if question[0].isupper() else "def"
        cell = lab.cell(f"{kind} {question}")
        for text in texts:
            lab.replace(cell, STUB, typed(text))
    for text in answer_blocks.our_written_answers("knn", ROOT).values():
        lab.answer(lab.cell("Your answer here."), text)
    lab.run_all()

    # Every check turns, every picture is there.
    for check in (
        "two loops",
        "one loop",
        "no loops",
        "the three agree",
        "the vote",
        "the classifier",
        "cross-validation",
    ):
        assert lab.page.locator(".jp-OutputArea-output", has_text=f"✓ {check}").count() >= 1, check
    assert lab.pictures() == 9
    assert lab.page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").count() == 0

    # What isn't saved isn't handed in.
    assert "Save the notebook" in lab.outputs(lab.last())
    assert not zip_path.exists()
    lab.save()
    lab.run(lab.last())
    said = lab.outputs(lab.last())
    assert "everything is there" in said and "Kim Minji, 2022123456, option 1" in said
    keep_picture(lab.page)

    with lab.page.expect_download() as download:
        lab.last().get_by_text("download it").click()
    assert download.value.suggested_filename == zip_path.name
    assert Path(download.value.path()).read_bytes() == zip_path.read_bytes()
    demand_full_marks(graded(zip_path, zip_path.name, versions, sandbox))


def typed(text: str) -> str:
    """Return a block as it is typed at the place of the stub: the first line is indented already."""
    return text.strip("\n").lstrip()


def keep_picture(page: Any) -> None:
    """Leave a picture of the end for whoever wants to look (PICTURES=folder)."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / "student-path.png")


# ---------------------------------------------------------------- sliders

SLIDERS = ROOT / "source" / "linear_classifier" / "linear_classifier.ipynb"
NEEDED = ("imports", "setup-plots", "setup-pictures", "cliff", "setup-demo", "cliff-slider")


@pytest.fixture
def slider(jupyter: tuple[Any, str, Path]) -> Iterator[Any]:
    """Run just the cells that the slider of the cliff needs; give the cell."""
    import nbformat

    browser, address, folder = jupyter
    notebook = nbformat.read(SLIDERS, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.id in NEEDED]
    assert [cell.id for cell in notebook.cells] == list(NEEDED)
    nbformat.write(notebook, folder / "sliders.ipynb")
    lab = Lab(browser.new_page(), address, "sliders.ipynb")
    lab.run_all()
    cell = lab.last()
    cell.locator("img").wait_for()
    yield cell
    lab.page.close()


def test_the_picture_follows_a_slider_that_is_moved_by_key_and_by_mouse(slider: Any) -> None:
    page, handle = slider.page, slider.locator(".noUi-handle")
    readout, seen = slider.locator(".widget-readout"), [slider.locator("img").get_attribute("src")]

    def changed() -> str:
        page.wait_for_function(
            "([cell, old]) => { const img = cell.querySelector('img'); return img && !old.includes(img.src); }",
            arg=[slider.element_handle(), seen],
            polling=LOOK,
        )
        seen.append(slider.locator("img").get_attribute("src"))
        return str(readout.inner_text())

    handle.focus()
    page.keyboard.press("ArrowRight")
    by_key = changed()
    spoken = slider.locator("img").get_attribute("alt")
    box = handle.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 70, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    by_mouse = changed()

    assert by_key == "0.0001"
    assert "λ = 0.0001" in spoken, "what a screen reader speaks follows, too"
    assert float(by_mouse) > float(by_key)


# ---------------------------------------------------------------- Colab

STAND_IN = {
    "google/__init__.py": "",
    "google/colab/__init__.py": "",
    "google/colab/_message.py": (
        "import json, pathlib\n"
        "def blocking_request(request_type, request='', timeout_sec=5, parent=None):\n"
        "    assert request_type == 'get_ipynb'\n"
        "    return {'ipynb': json.loads(pathlib.Path('page.json').read_bytes())}\n"
    ),
    "google/colab/files.py": (
        "import pathlib\n"
        "def download(path):\n"
        "    pathlib.Path('downloaded').write_text(str(path))\n"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def colab(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[str, Path]]:
    """Run the finished notebook where google.colab is loaded; hand the page's notebook over as Colab saves it, new and old.

    Gives, for each minor version of the format, what the submission cell said and the zip that it wrote.
    """
    import nbformat
    from nbclient import NotebookClient

    folder = tmp_path_factory.mktemp("colab")
    for name, text in STAND_IN.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    fields, written = {**submissions.FIELDS, **DETAILS}, answer_blocks.our_written_answers("knn", ROOT)
    texts = answer_blocks.our_solutions("knn", ROOT)
    opened = nbformat.from_dict(
        submissions.fill(submissions.released_notebook("knn", ROOT), texts, fields=fields, written=written, run=False)
    )
    # Colab's kernels have it loaded before the notebook starts
    first = nbformat.v4.new_code_cell("import google.colab")
    session = nbformat.v4.new_notebook(cells=[first, *opened.cells])
    client = NotebookClient(
        session,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        on_notebook_start=lambda **_: run_notebook.attentive(client.kc.shell_channel),
    )
    handed_in = {}
    with client.setup_kernel():
        for number, cell in enumerate(session.cells[:-1]):
            client.execute_cell(cell, number)
        for minor in (5, 0):
            page = submissions.colab_saved(json.loads(nbformat.writes(opened)), minor=minor)
            (folder / "page.json").write_bytes(page)
            last = client.execute_cell(session.cells[-1], len(session.cells) - 1)
            said = next(out["data"]["text/plain"] for out in last["outputs"] if "data" in out)
            path = (folder / (folder / "downloaded").read_text()).rename(folder / f"{minor}.zip")
            handed_in[minor] = (said, path)
    return handed_in


@pytest.mark.parametrize("minor", [5, 0])
def test_a_student_in_colab_gets_full_marks_and_no_finding(
    colab: dict[int, tuple[str, Path]], minor: int, versions: Versions, sandbox: Sandbox
) -> None:
    said, path = colab[minor]

    assert "2022123456-knn.zip is written, and everything is there" in said
    with zipfile.ZipFile(path) as archive:
        handed_in = json.loads(archive.read("knn.ipynb"))
    assert handed_in["nbformat_minor"] == minor and "colab" in handed_in["metadata"]
    demand_full_marks(graded(path, "2022123456-knn.zip", versions, sandbox))
