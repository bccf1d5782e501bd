"""What the command line says before a verb does anything."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

import autograder
from autograder import cli
from autograder.errors import AssignmentBroken, GradingError, SandboxFailed, UsageError

ROOT = Path(__file__).resolve().parents[3]


def test_the_version_is_said_and_stands_once():
    said = CliRunner().invoke(cli.app, ["--version"])
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert (said.exit_code, said.stdout) == (0, f"{autograder.__version__}\n")
    assert "version" not in settings["project"] and "version" in settings["project"]["dynamic"]
    assert settings["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "autograder.__version__"}
    assert re.search(rf"^## {re.escape(autograder.__version__)} – \d{{4}}-\d\d-\d\d$",
                     (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)  # fmt: skip
    assert (ROOT / "autograder" / "py.typed").exists()


@pytest.mark.parametrize("words", [["-h"], ["--help"], ["grade", "-h"]])
def test_help_has_a_short_name_too(words):
    said = CliRunner().invoke(cli.app, words)

    assert said.exit_code == 0
    assert "Usage:" in said.stdout


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SandboxFailed("it broke"), 3),
        (AssignmentBroken("it is wrong"), 1),
        (UsageError("there is none"), 2),
        (GradingError("there is none"), 2),
    ],
)
def test_every_error_is_one_sentence_and_a_status(monkeypatch, capsys, error, status):
    def stop() -> None:
        raise error

    monkeypatch.setattr(cli, "app", stop)
    with pytest.raises(SystemExit) as end:
        cli.main()

    assert end.value.code == status
    assert capsys.readouterr().err == f"autograder: {error}\n"
