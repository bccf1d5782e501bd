"""The doctor's report on the machine that the tests run on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox.levels import NEEDED, PROMISES, Layer, level_of
from autograder.sandbox.outside import access_times, doctor
from autograder.sandbox.outside.access_times import Telling
from autograder.sandbox.outside.doctor import HostReport


@pytest.fixture(scope="module")
def report() -> HostReport:
    return doctor.examine()


def test_the_level_follows_from_the_walls(report):
    working = frozenset(wall.layer for wall in report.walls if wall.works)

    assert report.level == level_of(working, root=os.geteuid() == 0)


@pytest.mark.parametrize("umask", [0o027, 0o077])
def test_the_level_is_the_same_whatever_the_umask(report, umask):
    before = os.umask(umask)
    try:
        strict = doctor.examine()
    finally:
        os.umask(before)

    assert (strict.level, strict.walls) == (report.level, report.walls)


def test_every_layer_is_reported_once(report):
    assert [wall.layer for wall in report.walls] == list(Layer)


def test_what_is_missing_is_explained_and_what_works_is_not(report):
    for wall in report.walls:
        assert bool(wall.why) == (not wall.works)
        assert wall.does


def test_the_lines_begin_with_the_level_and_its_promise(report):
    first = doctor.lines(report)[0]

    assert first.startswith(f"Sandbox level {report.level} of 3. ")
    assert PROMISES[report.level] in first


def test_less_memory_than_an_assignment_promises_is_a_note():
    said = doctor.lines(doctor.examine(memory_mb=10**9))

    assert any(line.startswith("Note: A student's process may take") and "not graded" in line for line in said)


def test_a_missing_layer_comes_with_its_reason_and_the_way_to_get_it():
    whole = doctor.examine()
    walls = tuple(doctor._wall(layer, "it was taken away" if layer is Layer.CGROUP else "") for layer in Layer)
    report = HostReport(
        2,
        PROMISES[2],
        walls,
        *(getattr(whole, name) for name in ("system", "python", "cgroups", "landlock", "gpus")),
    )

    text = "\n".join(doctor.lines(report))

    assert "NO  cgroup" in text
    assert "missing: it was taken away" in text
    assert "systemd-run --user --scope -p Delegate=yes" in text
    assert "Level 3 would need: cgroup." in text


@pytest.mark.parametrize(
    ("tells", "way"),
    [
        (Telling(Path("/"), Path("/usr/lib/x")), "--seal-access-times"),
        (Telling(Path("/"), strict=True), "relatime or noatime"),
        (Telling(Path("/"), layered=True), "in the image"),
    ],
)
def test_level_1_says_what_tells_of_readers_and_how_to_end_it(monkeypatch, tells, way):
    monkeypatch.setattr(access_times, "telling", lambda device: [tells])

    assert [way in note for note in doctor._notes("cpu", 1, 0) if "last read" in note] == [True]
    assert not [note for note in doctor._notes("cpu", 2, 0) if "last read" in note]


def test_every_level_has_a_promise():
    assert doctor.PROMISES.keys() == NEEDED.keys()


@pytest.mark.parametrize(
    ("layers", "root", "level"),
    [
        ({"limits"}, True, 0),
        ({"landlock"}, True, 0),
        ({"landlock", "seccomp"}, True, 1),
        ({"namespaces", "uid", "cgroup"}, True, 0),
        ({"landlock", "seccomp", "namespaces"}, True, 2),
        ({"landlock", "seccomp", "namespaces", "cgroup"}, True, 2),
        ({"landlock", "seccomp", "namespaces", "cgroup"}, False, 3),
        ({"landlock", "seccomp", "namespaces", "uid", "cgroup"}, True, 3),
    ],
)
def test_a_level_needs_all_of_its_layers(layers, root, level):
    assert level_of(frozenset(Layer(name) for name in layers), root=root) == level


def test_a_kit_below_tmp_gets_the_same_level(tmp_path):
    shutil.copytree(
        Path(doctor.__file__).parents[2], tmp_path / "autograder", ignore=shutil.ignore_patterns("__pycache__")
    )
    command = [sys.executable, "-m", "autograder", "doctor", "--json"]
    env = {**os.environ, "PYTHONPATH": str(tmp_path), "TMPDIR": "/tmp"}

    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120, check=False)

    assert json.loads(done.stdout)["level"] == doctor.examine().level, done.stderr
