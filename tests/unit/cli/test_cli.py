"""What the command line says before a verb does anything."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import autograder
from autograder import cli
from autograder.cli import verbs
from autograder.errors import AssignmentBroken, GradingError, SandboxFailed, UsageError
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
    ("error", "status"),
    [
        (SandboxFailed("it broke"), 3),
        (AssignmentBroken("it is wrong"), 1),
        (UsageError("there is none"), 2),
        (GradingError("there is none"), 2),
    ],
)
def test_every_error_is_one_sentence_and_a_status(monkeypatch, capsys, error, status):
    def stop(**_: object) -> None:
        raise error

    monkeypatch.setattr(verbs, "app_of", lambda _: stop)
    with pytest.raises(SystemExit) as end:
        verbs.run([])

    assert end.value.code == status
    assert capsys.readouterr().err == f"autograder: {error}\n"


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
    monkeypatch.setattr(Ancestor, "begin", lambda _: seen.append("begun"))
    monkeypatch.setattr(Ancestor, "close", lambda _: seen.append("closed"))

    def stop(*_: object) -> None:
        seen.append("run")
        raise SystemExit(2)

    monkeypatch.setattr(verbs, "run", stop)
    with pytest.raises(SystemExit):
        cli.main()

    assert seen == (["begun", "run", "closed"] if begins else ["run"])


def test_a_verb_alone_is_put_together_like_all_verbs():
    every = {name: command.params for name, command in typer.main.get_command(verbs.app_of()).commands.items()}

    for name, params in every.items():
        alone = typer.main.get_command(verbs.app_of(name)).commands
        assert list(alone) == [name]
        assert [one.opts for one in alone[name].params] == [one.opts for one in params]


def test_to_put_one_verb_together_reads_no_other():
    code = "import sys; from autograder.cli import verbs; verbs.app_of('grade'); print(*sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)

    read = {name.removeprefix("autograder.cli.") for name in done.stdout.split() if name.startswith("autograder.cli.")}
    assert "grade" in read and not read & {"author", "desk", "export", "people", "similar"}
