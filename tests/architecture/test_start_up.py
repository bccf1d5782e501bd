"""What reading and assembling a submission load, and the commands that only read records: no torch, so that they answer at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "autograder"
STAGES = ("intake", "assemble", "people", "results", "cli")
COMMANDS = (
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
)
SLOW = {"torch", "numpy", "matplotlib", "nbgrader", "nbformat", "dask", "distributed"}
LOOKED_FOR = {*SLOW, "sqlalchemy"}
QUICK = ("asyncio", "email", "filelock", "http.client", "jinja2", "msgspec", "pygments", "rapidfuzz", "rich.progress", "starlette.applications", "typer", "uvicorn")  # fmt: skip
"""What many of them import, which is nothing that is looked for: each imports the rest in a fork of its own."""

FORKS = f"""
import gc, importlib, json, os, sys
for name in {QUICK}:
    importlib.import_module(name)
gc.freeze()
found = {{"nothing": sorted({LOOKED_FOR} & set(sys.modules))}}
for key, modules in json.load(sys.stdin).items():
    reader, writer = os.pipe()
    if os.fork() == 0:
        for name in modules:
            importlib.import_module(name)
        os.write(writer, json.dumps(sorted({LOOKED_FOR} & set(sys.modules))).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        found[key] = json.load(answer)
    os.wait()
print(json.dumps(found))
"""


def modules_of(stage: str) -> list[str]:
    own = [f"autograder.{stage}.{path.stem}" for path in (PACKAGE / stage).glob("*.py") if path.stem != "__init__"]
    return [f"autograder.{stage}", *own]


@pytest.fixture(scope="module")
def loaded() -> dict[str, list[str]]:
    """Tell for each stage and command which of the libraries that are looked for a process has once it has imported it."""
    wanted = {stage: modules_of(stage) for stage in STAGES} | {one: [f"autograder.{one}"] for one in COMMANDS}

    done = subprocess.run(
        [sys.executable, "-c", FORKS],
        input=json.dumps(wanted),
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("stage", STAGES)
def test_no_module_of_the_stage_imports_torch(loaded, stage):
    assert len(modules_of(stage)) > 1
    assert not {"torch", "nbgrader", "sqlalchemy"} & set(loaded[stage])


@pytest.mark.parametrize("module", COMMANDS)
def test_no_command_waits_for_a_library_that_it_may_not_need(loaded, module):
    assert not SLOW & set(loaded[module])


def test_what_is_imported_before_all_of_them_is_none_of_what_is_looked_for(loaded):
    assert loaded["nothing"] == []
