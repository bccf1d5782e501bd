"""What a command prints is written, whatever standard output is, or it is one sentence that it can't be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FULL = Path("/dev/full")
SENTENCE = "autograder: what this command prints can't be written: No space left on device."


def command(body: str, stdout: int | None = subprocess.PIPE, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command line whose one verb is this, as ours is run."""
    lines = "\n    ".join(body.splitlines())
    code = f"import sys\nfrom autograder.cli import verbs\ndef app(**_):\n    {lines}\nverbs.app_of = lambda _: app\nverbs.run([])"
    surroundings = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run([sys.executable, "-c", code], stdout=stdout, stderr=subprocess.PIPE, text=True, encoding="utf-8", check=False, cwd=ROOT, env=surroundings)  # fmt: skip


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("end", ["", "\nraise SystemExit(0)", "\nsys.stdout.flush()"])
@pytest.mark.parametrize("count", [1, 100_000])
def test_a_full_disk_is_one_sentence(unbuffered, end, count):
    with FULL.open("wb") as full:
        ended = command(f"sys.stdout.write('x' * {count}){end}", full.fileno(), PYTHONUNBUFFERED=unbuffered)

    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert ended.stderr.startswith(SENTENCE)


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_a_command_that_prints_nothing_needs_no_standard_output():
    with FULL.open("wb") as full:
        assert command("pass", full.fileno()).returncode == 0


def test_another_error_of_the_system_is_none_of_standard_output():
    ended = command("open('/nowhere/at/all')")

    assert "FileNotFoundError" in ended.stderr and "prints can't" not in ended.stderr


def test_a_closed_pipe_is_for_others_to_tell():
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = command("sys.stdout.write('x' * 100_000)", writing)
    finally:
        os.close(writing)

    assert "prints can't" not in ended.stderr


def test_a_command_without_standard_output_runs():
    shell = f"exec {sys.executable} -c 'from autograder.cli import verbs; verbs.app_of = lambda _: lambda **_: None; verbs.run([])' >&-"

    assert subprocess.run(["sh", "-c", shell], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("utf-8:strict", "김 \\udcb1"), ("ascii:strict", "\\uae40 \\udcb1"), ("utf-8", "김 \\udcb1")],
)
def test_what_no_encoding_has_is_told(encoding, shown):
    ended = command("print('\\uae40 \\udcb1')", PYTHONIOENCODING=encoding)

    assert (ended.returncode, ended.stdout) == (0, f"{shown}\n")
