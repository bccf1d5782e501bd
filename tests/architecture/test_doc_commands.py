"""Each command that the docs show is one that the command line takes: its verb, its options, and what they may say."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from autograder.cli.verbs import app_of

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PROGRAM = re.compile(r"^(?:sudo |nice |srun )?(?:\.venv/bin/)?(?:python -m )?autograder +(?P<words>.*)$")
COMMAND = typer.main.get_command(app_of())


def shown() -> Iterator[tuple[str, int, str]]:
    """Give each command of ours, in a block or in a line, with its page and line."""
    for page in PAGES:
        for number, line in enumerate(page.read_text(encoding="utf-8").split("\n"), 1):
            here = [line.strip()] if line.startswith("    ") else re.findall(r"`([^`]+)`", line)
            for text in here:
                if found := PROGRAM.match(text):
                    yield page.relative_to(ROOT).as_posix(), number, found["words"]


def words_of(text: str) -> list[str]:
    """Take a command apart as a shell would, with what is optional in it, the first of alternatives, and a word for each place."""
    plain = re.sub(r"\[(--[^\]]*)\]", r"\1", text)
    words = [word for word in shlex.split(plain, comments=True) if word not in ("…", "...")]
    return ["1" if word == "N" else word.split("|")[0].strip("<>").replace("…", "") for word in words]


def parse(words: list[str]) -> None:
    """Parse words as the command line does, down to the verb's own options; nothing is run."""
    command, name = COMMAND, "autograder"
    while hasattr(command, "commands"):
        name, words = words[0], words[1:]
        assert name in command.commands, f"there is no command '{name}'"
        command = command.commands[name]
    command.make_context(name, list(words))


@pytest.mark.parametrize("command", list(shown()), ids=lambda one: f"{one[0]}:{one[1]}:{one[2][:30]}")
def test_a_command_of_the_docs_is_taken(command):
    words = words_of(command[2])

    if words[0].startswith("-"):  # autograder -h, --version
        assert words[0] in ("-h", "--help", "--version")
    elif len(words) == 1 or words[1:] == ["--help"]:  # `autograder doctor`: the verb is named, not asked
        assert words[0] in COMMAND.commands
    else:
        parse(words)


def test_there_are_commands_and_a_wrong_one_isnt_taken():
    assert len(list(shown())) > 20
    for wrong in (["export", "knn", "--too", "canvas"], ["grade", "--workers", "many", "knn", "x"], ["peple", "list"]):
        with pytest.raises(Exception, match=r"--too|valid integer|there is no command"):
            parse(wrong)


def test_each_target_of_make_that_the_docs_show_is_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))

    shown_ones: set[str] = set()
    for page in PAGES:
        for line in page.read_text(encoding="utf-8").split("\n"):
            for text in [line.strip()] if line.startswith("    ") else re.findall(r"`([^`]+)`", line):
                if found := re.match(r"make((?: [a-z]+)+)(?: |$)", text.split("#")[0].rstrip()):
                    shown_ones |= set(found[1].split())
    assert shown_ones - targets == set()
    assert {"setup", "test", "formgrader"} <= shown_ones
