"""A file beside the grader is a file, whatever its name is: nothing of the folder that a command is called in is imported or read as settings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

import autograder
from autograder.dispatch import local_pool
from tests.fixtures.course import ROOT, hand_in, make_course

MODULES = [
    "__future__",
    "ast",
    "conftest",
    "dask",
    "distributed",
    "dotenv",
    "filelock",
    "jinja2",
    "json",
    "matplotlib",
    "msgspec",
    "nbgrader",
    "numpy",
    "pathlib",
    "pygments",
    "random",
    "rapidfuzz",
    "re",
    "rich",
    "safetensors",
    "sitecustomize",
    "sqlalchemy",
    "subprocess",
    "tempfile",
    "torch",
    "triton",
    "typer",
    "typing",
    "usercustomize",
    "yaml",
    "zipfile",
]
PYTHONS_OWN = [
    "collections",
    "contextlib",
    "functools",
    "importlib",
    "keyword",
    "operator",
    "reprlib",
    "runpy",
    "types",
    "warnings",
]
"""What `python -m` itself imports before any code of ours: only -P, or the command `autograder`, keeps the current folder from these."""

BODY = """
import os
with open({told!r}, "a") as told:
    told.write(__name__ + " ")
raise ImportError("shadowed")
"""


@pytest.fixture
def told(tmp_path: Path) -> Path:
    return tmp_path / "OWNED"


@pytest.fixture
def collected(tmp_path: Path, told: Path) -> Path:
    """A folder of hand-ins in which somebody's files are named like the modules that a grader imports."""
    folder = tmp_path / "collected"
    hand_in(folder, "2022000001", name="vectorization")
    for name in (*MODULES, *PYTHONS_OWN):
        (folder / f"{name}.py").write_text(BODY.format(told=str(told)), encoding="utf-8")
    (folder / "owned.py").write_text(BODY.format(told=str(told)), encoding="utf-8")
    (folder / "owned.pth").write_text("import owned\n", encoding="utf-8")
    (folder / "matplotlibrc").write_text("backend: module://owned\n", encoding="utf-8")
    (folder / "nbgrader_config.py").write_text("import owned\n", encoding="utf-8")
    return folder


def without_pythons_own(collected: Path) -> None:
    for name in PYTHONS_OWN:
        (collected / f"{name}.py").unlink()


def grade(collected: Path, *start: str, path: str = str(ROOT)) -> subprocess.CompletedProcess[str]:
    course = collected.parent / "course"
    if not course.exists():
        course.mkdir()
        make_course(course)
    command = [sys.executable, *start, "grade", "vectorization", ".", "--root", str(course), "--workers", "1"]
    env = {**os.environ, "PYTHONPATH": path}
    return subprocess.run(command, cwd=collected, env=env, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.parametrize(
    "start", [["-P", "-m", "autograder"], ["-m", "autograder"], ["../bin/autograder"]], ids=" ".join
)
def test_grading_in_a_folder_of_modules_imports_none_of_them(collected: Path, told: Path, start: list[str]) -> None:
    script = collected.parent / "bin" / "autograder"  # as an installer writes it
    script.parent.mkdir()
    script.write_text("from autograder.__main__ import main\nmain()\n", encoding="utf-8")
    if start == ["-m", "autograder"]:
        without_pythons_own(collected)

    done = grade(collected, *start)

    assert done.returncode == 0, done.stderr
    assert not told.exists(), told.read_text()


@pytest.mark.parametrize("path", [f"{ROOT}:", f"../collected:{ROOT}"])
def test_a_path_of_imports_that_names_the_folder_is_said_and_not_followed(
    collected: Path, told: Path, path: str
) -> None:
    without_pythons_own(collected)
    for name in ("sitecustomize", "usercustomize"):  # Python itself follows such a path, and docs/security.md says so
        (collected / f"{name}.py").unlink()

    done = grade(collected, "-m", "autograder", path=path)

    assert done.returncode == 0, done.stderr
    assert "PYTHONPATH names the current folder" in done.stderr
    assert not told.exists(), told.read_text()


SLOW = ("torch", "numpy", "matplotlib", "nbgrader", "nbformat", "dask", "distributed")
WITHOUT = f"import sys; sys.modules.update(dict.fromkeys({SLOW})); from autograder.__main__ import main; main()"


def test_the_command_needs_no_library_that_takes_seconds_to_import(tmp_path: Path) -> None:
    course, folder = make_course(tmp_path), tmp_path / "handed-in"
    hand_in(folder, "2022000001", name="vectorization")

    def run(*words: str, status: int = 0) -> str:
        done = subprocess.run(
            [*start, *words, "--root", str(course)], env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == status, done.stderr
        return done.stdout or done.stderr

    start, env = [sys.executable, "-c", WITHOUT], {**os.environ, "PYTHONPATH": str(ROOT)}
    assert "graded" in run("grade", "vectorization", str(folder), "--workers", "1")
    assert "1 page" in run("report", "vectorization")
    assert (course / "gradebook.db").exists()
    assert "dolos run" in run("similar", "vectorization", "--to", "dolos", str(tmp_path / "dolos"))
    assert "Did you mean vectorization" in run("watch", "vectorisation", status=2)
    assert "there is no nothing.ipynb" in run("import", "nothing.ipynb", "--as", "mine", status=2)
    with subprocess.Popen(
        [*start, "desk", "--port", "0", "--root", str(course)], env=env, stdout=subprocess.PIPE, text=True
    ) as desk:
        try:
            assert desk.stdout
            address = [desk.stdout.readline() for _ in range(2)][1].strip()
            with build_opener(HTTPCookieProcessor()).open(address) as page:
                assert "vectorization" in page.read().decode()
        finally:
            desk.kill()


def test_without_taking_the_folder_off_the_path_the_command_runs_them(collected: Path, told: Path) -> None:
    """The tests above can fail: this is how the command started before."""
    without_pythons_own(collected)
    grade(collected, "-c", "from autograder.cli import main; main()")

    assert told.exists()


def test_without_a_start_of_its_own_a_worker_runs_them(
    collected: Path, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pythons_own(collected)
    monkeypatch.chdir(collected)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    subprocess.run([sys.executable, "-m", "autograder.dispatch.worker"], input=b"", capture_output=True, check=False)
    before = told.exists()
    told.unlink(missing_ok=True)

    subprocess.run(autograder.own_process("autograder.dispatch.worker"), input=b"", capture_output=True, check=True)

    assert before
    assert not told.exists()


def test_a_worker_reads_no_settings_of_the_folder_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """A matplotlibrc of the current folder can name a backend, which is a module."""
    started: list[dict[str, object]] = []
    monkeypatch.setattr(
        local_pool.subprocess, "Popen", lambda command, **how: started.append({"command": command, **how}) or 1 / 0
    )
    worker = local_pool.WorkerProcess.__new__(local_pool.WorkerProcess)
    worker._stopped, worker._ancestor, worker._warm = local_pool.threading.Event(), None, None

    with pytest.raises(ZeroDivisionError):
        worker._begin()

    assert started[0]["cwd"] == "/"
    assert "-I" in started[0]["command"]


def test_a_process_of_ours_has_this_package_and_not_one_of_the_same_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "autograder").mkdir()
    (tmp_path / "autograder" / "__init__.py").write_text("raise SystemExit('another one')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    worker = autograder.own_process("autograder.dispatch.worker")
    done = subprocess.run(worker, input=b"", capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")
