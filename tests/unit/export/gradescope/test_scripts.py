"""setup.sh and run_autograder themselves, in a folder that stands for /autograder, with tools that answer as each case wants."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.export.gradescope.bundle import PYTHON, bundle
from tests.fixtures.course import ROOT
from tests.fixtures.zips import unpack

FINISHED = 'case "$*" in *releaselevel*) exit 0;; --version) echo Python 3.11.9;; esac'
CANDIDATE = 'case "$*" in *releaselevel*) exit 1;; --version) echo Python 3.11.0rc1;; esac'
NO_DOWNLOAD = 'case "$1 $2" in "python install") exit 2;; esac'


class Place:
    """A folder that stands for /autograder, and one for the image's programs."""

    def __init__(self, base: Path) -> None:
        self.base, self.tools = base, base / "tools"
        self.log = base / "log"
        unpack(bundle("knn", ROOT), base / "source")
        self.tools.mkdir()
        for name in ("bash", "env", "chmod", "rm", "du", "cut", "mkdir"):
            found = next(path for path in (Path("/bin") / name, Path("/usr/bin") / name) if path.exists())
            (self.tools / name).symlink_to(found)
        self.tool("apt-get", "exit 100")
        self.tool("python3", self.makes_uv("") + FINISHED)

    def tool(self, name: str, does: str, folder: Path | None = None) -> None:
        """Write a program that notes its words and then does what it is told."""
        path = (folder or self.tools) / name
        path.write_text(f'#!/bin/bash\necho "{name} $*" >> {self.log}\n{does}\n')
        path.chmod(0o755)

    def makes_uv(self, does: str, *, venv: str = "") -> str:
        """Give what pip's stand-in does: it lays out a uv, which lays out a .venv whose Python does what `venv` says."""
        self.tool(
            "uv-made",
            f'{does}\ncase "$1" in venv) mkdir -p .venv/bin; cp {self.tools}/venv-python .venv/bin/python;; esac\n'
            f'case "$1 $2" in "python find") echo {self.tools}/managed;; esac',
        )
        self.tool("venv-python", venv)
        self.tool("managed", FINISHED)
        (self.tools / "cp").exists() or (self.tools / "cp").symlink_to("/bin/cp")
        return f'case "$*" in *--target*) mkdir -p .uv/bin; cp {self.tools}/uv-made .uv/bin/uv; exit 0;; *pip*) exit 0;; esac\n'

    def run(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a script of the bundle."""
        own = {"PATH": str(self.tools), "AUTOGRADER_ROOT": str(self.base), **environment}
        return subprocess.run([self.base / "source" / script], env=own, capture_output=True, text=True, check=False)

    def calls(self) -> str:
        """Give what was called, a line each."""
        return self.log.read_text() if self.log.exists() else ""


@pytest.fixture
def place(tmp_path) -> Place:
    return Place(tmp_path)


def test_setup_installs_by_uv_for_cpus_and_proves_the_image(place):
    done = place.run("setup.sh")

    calls = place.calls()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "--require-hashes --target .uv --requirement uv.txt" in calls
    assert f"uv-made python install --no-bin --quiet {PYTHON}\n" in calls
    assert "--index-url https://download.pytorch.org/whl/cpu torch==2.13.0+cpu" in calls
    assert "--requirement requirements.txt --constraint constraints.txt" in calls
    assert calls.rstrip().endswith("-m autograder.export.gradescope --prove knn")


@pytest.mark.parametrize(
    ("fails", "said"),
    [
        ("--index-url", "torch==2.13.0+cpu can't be installed from https://download.pytorch.org/whl/cpu"),
        ("requirements.txt", "a package of requirements.txt can't be installed"),
        ("--prove", "the image doesn't grade as it must"),
    ],
)
def test_an_image_in_which_a_step_fails_isnt_built(place, fails, said):
    place.tool("python3", place.makes_uv("", venv=f'case "$*" in *{fails}*) exit 1;; esac') + FINISHED)

    done = place.run("setup.sh")

    assert done.returncode == 1
    assert f"setup.sh: {said}" in done.stdout


def test_a_release_candidate_of_python_isnt_taken(place):
    place.tool("python3", place.makes_uv(NO_DOWNLOAD) + CANDIDATE)
    place.tool("python3.11", CANDIDATE)

    done = place.run("setup.sh")

    assert done.returncode == 1
    assert "python3.11 is no finished release of Python 3.11 or later: Python 3.11.0rc1" in done.stdout
    assert "there is no Python to grade with" in done.stdout


def test_where_none_can_be_downloaded_a_finished_one_of_the_image_serves(place):
    place.tool("python3", place.makes_uv(NO_DOWNLOAD) + FINISHED)
    place.tool("python3.12", FINISHED)

    done = place.run("setup.sh")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "can't be downloaded" in done.stdout
    assert f"grading with Python 3.11.9, {place.tools}/python3.12" in done.stdout


def test_without_pip_and_apt_get_setup_says_so(place):
    place.tool("python3", "exit 1")

    done = place.run("setup.sh")

    assert done.returncode == 1
    assert "this image has no pip" in done.stdout


def test_without_the_environment_a_run_is_refused_and_an_old_result_is_gone(place):
    results = place.base / "results"
    results.mkdir()
    (results / "results.json").write_text('{"score": 0}')

    done = place.run("run_autograder")

    assert done.returncode == 1
    assert "setup.sh didn't end well" in done.stdout
    assert list(results.iterdir()) == []


def test_too_little_memory_is_refused_before_anything_is_loaded(place):
    environment = place.base / "source/.venv/bin"
    environment.mkdir(parents=True)
    place.tool("python", f'exec {sys.executable} "$@"', environment)
    script = place.base / "source/run_autograder"
    script.write_text(script.read_text().replace("memory.py 1.5", "memory.py 900000"))

    done = place.run("run_autograder")

    assert done.returncode == 1
    assert "this assignment needs 900000 GB" in done.stdout
    assert "autograder.export.gradescope knn" not in place.calls()
    assert not (place.base / "results").exists()
