"""What reading and assembling a submission load, and the commands that only read records: no torch, so that they answer at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "autograder"


@pytest.mark.parametrize("stage", ["intake", "assemble", "people", "results", "cli"])
def test_no_module_of_the_stage_imports_torch(stage):
    modules = [f"autograder.{stage}.{path.stem}" for path in (PACKAGE / stage).glob("*.py") if path.stem != "__init__"]
    code = f"import sys, autograder.{stage}, {', '.join(modules)}; print(*({{'torch', 'nbgrader', 'sqlalchemy'}} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, check=True)

    assert modules
    assert done.stdout.split() == []


SLOW = {"torch", "numpy", "matplotlib", "nbgrader", "nbformat", "dask", "distributed"}


@pytest.mark.parametrize(
    "module",
    [
        "authoring.compile",
        "authoring.importing",
        "authoring.rehearse.remembered",
        "authoring.release",
        "cli.export",
        "course.outline",
        "desk.server",
        "dispatch.removal",
        "dispatch.worker",
        "export.books",
        "export.nbgrader.gradebook",
        "export.nbgrader.submitted_files",
        "export.reporting",
        "report",
        "similar.former",
        "similar.pages",
    ],
)
def test_no_command_waits_for_a_library_that_it_may_not_need(module):
    code = f"import sys, autograder.{module}; print(*({SLOW} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, check=True)

    assert done.stdout.split() == []
