"""What the command line says before a verb does anything."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

import autograder
from autograder import cli
from autograder.cli import verbs
from autograder.sandbox.outside import Ancestor

ROOT = Path(__file__).resolve().parents[3]


def test_the_version_is_said_and_stands_once():
    said = CliRunner().invoke(verbs.app_of(), ["--version"])
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert (said.exit_code, said.stdout) == (0, f"{autograder.__version__}\n")
    assert "version" not in settings["project"] and "version" in settings["project"]["dynamic"]
    assert settings["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "autograder.__version__"}
    assert re.search(rf"^## {re.escape(autograder.__version__)} – \d{{4}}-\d\d-\d\d$",
                     (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)  # fmt: skip
    assert (ROOT / "autograder" / "py.typed").exists()


@pytest.mark.parametrize("words", [["-h"], ["--help"], ["grade", "-h"]])
def test_help_has_a_short_name_too(words):
    said = CliRunner().invoke(verbs.app_of(), words)

    assert said.exit_code == 0
    assert "Usage:" in said.stdout


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("grade knn in", True),
        ("grade knn in --workers 2", True),
        ("grade --help", False),
        ("grade knn in --device cuda", False),
        ("grade knn in --device=cuda", False),
        ("grade knn in --cluster tcp://there:1", False),
        ("grade knn in --slurm", False),
        ("grade knn in --keep-warm 5", False),
        ("regrade knn", False),
        ("--help", False),
        ("", False),
    ],
)
def test_what_imports_the_libraries_is_begun_first_where_it_will_be_wanted_and_always_ended(monkeypatch, words, begins):
    seen: list[str] = []
    monkeypatch.setattr("sys.argv", ["autograder", *words.split()])
    # this process is no command, and leaves none to wait
    monkeypatch.setattr("autograder.cli._handed_over", lambda words: words)
    monkeypatch.setattr(Ancestor, "begin", lambda _: seen.append("begun"))
    monkeypatch.setattr(Ancestor, "close", lambda _: seen.append("closed"))

    def stop(*_: object) -> None:
        seen.append("run")
        raise SystemExit(2)

    monkeypatch.setattr(verbs, "run", stop)
    with pytest.raises(SystemExit):
        cli.main()

    assert seen == (["begun", "run", "closed"] if begins else ["run"])
