"""What may stay alive is listed with a reason, by its id or as a kind of change in a question of many right answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.mutants import equivalent
from autograder.authoring.mutants.changes import Mutant
from autograder.errors import AssignmentBroken

ONE = '[[mutant]]\nid = "f: a → b"\nwhy = "It is."\n'
KIND = '[[mutant]]\nquestion = "g"\nkind = "constant"\nwhy = "Many are right."\n'


def mutant(question="f", kind="axis") -> Mutant:
    return Mutant(question, kind, "a", "b", 1, "", "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "toy"
    (made / "answers").mkdir(parents=True)
    return made


def write(folder: Path, text: str) -> None:
    (folder / "answers" / "equivalent.toml").write_text(text, encoding="utf-8")


def test_reasons_are_found_by_id_and_by_kind(folder):
    write(folder, ONE + KIND)

    read = equivalent.read(folder)

    assert read.why(mutant()) == "It is."
    assert read.why(mutant("g", "constant")) == "Many are right."
    assert read.why(mutant("g")) is None


def test_there_may_be_none(folder):
    assert equivalent.read(folder).why(mutant()) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ONE.replace('"It is."', '" "'), "mutant 1 has no id, or no reason"),
        (ONE + KIND.replace('question = "g"\n', ""), "mutant 2 has no id, or no reason"),
        (ONE + ONE, "there are two of 'f: a → b'"),
        (KIND + KIND, "there are two of 'g, constant'"),
        (ONE.replace("why", "reason"), "mutant"),
        ("[[mutant]", "Expected"),
    ],
)
def test_what_is_wrong_with_the_file_is_said(folder, text, said):
    write(folder, text)

    with pytest.raises(AssignmentBroken, match=said):
        equivalent.read(folder)
