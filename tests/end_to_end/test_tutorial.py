"""docs/tutorial.md is true: its files are written and its lines run, in an empty folder, in their order."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

from tests.fixtures.commands import autograder

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "tutorial.md"
_FILE = re.compile(r".*`([\w./]+)`:$")


def steps() -> Iterator[tuple[str, str]]:
    """Give what the page has one do: ("", a command), or (a file's path, its text)."""
    lines = iter(PAGE.read_text(encoding="utf-8").split("\n"))
    path = ""
    for line in lines:
        if named := _FILE.fullmatch(line):
            path = named[1]
        elif line.startswith("```"):
            yield path, "".join(f"{one}\n" for one in iter(lines.__next__, "```"))
        elif line.startswith("    "):
            yield "", line.strip()


def test_a_new_author_gets_to_a_graded_class(tmp_path: Path) -> None:
    commands = tmp_path / "bin"
    commands.mkdir()
    program = commands / "autograder"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m autograder "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    env = os.environ | {
        "PATH": f"{commands}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "200",
        "PYTHONUNBUFFERED": "1",
    }
    here, said = tmp_path, {}

    for path, text in steps():
        if path:
            (here / path).write_text(text, encoding="utf-8")
        elif text.startswith("cd "):
            here /= text.split()[1]
        elif " watch " in text:
            said[text] = watched(text, here, env)
        elif text.startswith("autograder "):
            done = autograder(*shlex.split(text)[1:], cwd=here)
            assert done.returncode == 0, f"{text}: {done.stdout}{done.stderr}"
            said[text] = done.stdout
        else:
            ran = subprocess.run(["sh", "-c", text], cwd=here, env=env, capture_output=True, text=True, check=False)
            assert ran.returncode == 0, f"{text}: {ran.stdout}{ran.stderr}"
            said[text] = ran.stdout

    assert "running_median" in said["autograder watch medians"]
    assert "of two in the middle the upper one is taken" in said["autograder try medians my_answer.py --page"]
    assert "medians: ready to hand out" in said["autograder rehearse medians --quick"]
    pages = {path.parent.parent.parent.parent.name for path in here.rglob("feedback/*.html")}
    assert pages == {"course", "algorithms"}
    assert (here / "results/medians/marks.csv").is_file()
    released = (here / "release/medians/medians.ipynb").read_text(encoding="utf-8")
    assert "raise NotImplementedError" in released
    assert "medians of four are right" not in released.lower()


def heeding_ctrl_c() -> None:
    """Take Ctrl-C as a terminal's programs do; a shell's background jobs ignore it, and what they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def watched(command: str, here: Path, env: dict[str, str]) -> str:
    """Start what only Ctrl-C ends, and return its page when something was asked."""
    program = subprocess.Popen(
        ["sh", "-c", f"exec {command}"],
        cwd=here,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=heeding_ctrl_c,  # noqa: PLW1509 - nothing has started a thread here
    )
    try:
        assert program.stdout
        address = next(line.strip() for line in program.stdout if line.startswith("http"))
        next(line for line in program.stdout if "our solution" in line)
        with urlopen(address.replace("/?", "/checks?"), timeout=20) as page:
            return str(page.read().decode())
    finally:
        program.send_signal(signal.SIGINT)
        program.communicate(timeout=60)
