"""Staged hints: two or three for each exercise, none with a line of the solution, given one after the other."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring import answer_blocks
from autograder.course import assignment, settings
from autograder.report import feedback
from tests.fixtures.common import load

ROOT = Path(__file__).resolve().parents[2]
NAMES = settings.names(ROOT)


def table(name: str) -> dict[str, tuple[str, ...]]:
    text = (ROOT / "assignments" / name / "notebook" / "hints.py").read_text(encoding="utf-8")
    hints: dict[str, tuple[str, ...]] = ast.literal_eval(text.removeprefix("HINTS = "))
    return hints


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_two_or_three_hints_in_the_notebook_s_order(name):
    questions = [one.id for one in assignment.load(name, ROOT).questions if not one.written]

    assert list(table(name)) == questions
    assert {question for question, hints in table(name).items() if len(hints) not in (2, 3)} == set()


@pytest.mark.parametrize("name", NAMES)
def test_no_hint_holds_a_line_of_the_solution(name):
    def bare(text: str) -> str:
        return "".join(text.split("#", maxsplit=1)[0].split())

    for question, texts in answer_blocks.our_solutions(name, ROOT).items():
        lines = {bare(line) for text in texts for line in text.split("\n")} - {""}
        assert [
            (question, line) for hint in table(name)[question] for line in lines if len(line) > 3 and line in bare(hint)
        ] == []


@pytest.mark.parametrize("name", NAMES)
def test_hints_are_short_sentences(name):
    for hints in table(name).values():
        for hint in hints:
            assert hint[-1] in ".?", hint
            for sentence in hint.replace("?", ".").split(". "):
                assert len(sentence.split()) <= 26, sentence


@pytest.fixture
def notebook() -> Any:
    module = load("hints")
    module.HINTS = {"double": ("Twice what?", "Add it to itself.")}
    return module


def said(notebook: Any, capsys: pytest.CaptureFixture[str], name: str = "double") -> str:
    notebook.hint(name)
    return capsys.readouterr().out.strip()


def test_the_first_call_gives_the_first_hint_and_each_further_one_the_next(notebook, capsys):
    assert said(notebook, capsys) == "Hint 1 of 2: Twice what?"
    assert said(notebook, capsys) == "Hint 2 of 2: Add it to itself."
    for _ in range(2):
        again = said(notebook, capsys)
        assert again.startswith("Hint 1 of 2: Twice what?\nHint 2 of 2: Add it to itself.\nThese are all the hints.")


def test_an_exercise_that_is_none_is_named_with_those_that_are(notebook, capsys):
    assert said(notebook, capsys, "dubble") == "There are no hints for 'dubble'. There are some for: double."


def test_the_page_knows_how_many_hints_the_released_notebook_has():
    for name in NAMES:
        assert feedback.hints(assignment.load(name, ROOT)) == {key: len(hints) for key, hints in table(name).items()}
