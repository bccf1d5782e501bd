"""What the words beside a question make: checks with points, titles and inputs, and what the trusted side answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import torch

from autograder.checks.beside import Called, make
from autograder.checks.check_cells import CheckCell
from autograder.checks.collecting import Collection, Defaults, collecting
from autograder.checks.random_inputs import RandomInputs
from autograder.errors import AssignmentBroken
from autograder.model import Check

PATH = "assignments/tiny/notebook.py"


def doubled(question: str, inputs: Mapping[str, Any], driver: str = "") -> Called:
    """Stand in for our own answers: twice x, printed, and put into x."""
    return Called(inputs["x"] * 2, {**inputs, "x": inputs["x"] * 2}, f"{question}\n")


def made(source: str, points: float = 6.0, *, others: tuple[CheckCell, ...] = ()) -> Collection:
    cells = [*others, CheckCell("double", points, PATH, 10, source)]
    with collecting(Defaults()) as collection:
        collection.references = make(cells, doubled)
    return collection


def drawn(check: Check, seed: int = 3) -> dict[str, Any]:
    inputs: dict[str, Any] = check.draw(RandomInputs(seed, "tiny"))
    return inputs


def test_each_word_is_a_check_with_its_share_of_the_points() -> None:
    checks = made("ask(x=normal(3))\nask(x=normal(5), points=1)\nexpect(4, x=2)\nraises(ValueError, x=None)\n").checks
    assert [(one.name, one.points) for one in checks] == [
        ("ask_1", 1.66),
        ("ask_2", 1.0),
        ("expect_1", 1.66),
        ("raises_1", 1.68),
    ]
    assert sum(one.points for one in checks) == pytest.approx(6.0, abs=1e-12)
    assert {one.asks for one in checks} == {"double"}
    assert [one.place for one in checks] == [f"{PATH}:{line}" for line in (11, 12, 13, 14)]


def test_a_word_may_say_what_students_read() -> None:
    first, second = made('ask("Twice is twice.", x=normal(2), hint="Twice?")\nask(x=normal(2))\n').checks
    assert (first.title, first.hint) == ("Twice is twice.", "Twice?")
    assert second.title
    assert second.hint is None
    said, silent = made('after("x is doubled.", x=normal(2))\nafter({"x": 4}, x=2)\n').checks
    assert said.title == "x is doubled."
    assert silent.title != "x is doubled."


def test_inputs_are_drawn_anew_for_each_version_and_alike_for_the_same() -> None:
    (check,) = made("ask(x=normal(4), width=3)\n").checks
    assert drawn(check)["width"] == 3
    assert torch.equal(drawn(check, 1)["x"], drawn(check, 1)["x"])
    assert not torch.equal(drawn(check, 1)["x"], drawn(check, 2)["x"])
    assert drawn(check)["x"].dtype == torch.float64


def test_a_loop_makes_a_check_each_time() -> None:
    checks = made("for width in (2, 3):\n    ask(x=normal(8), width=width)\n").checks
    assert [drawn(one)["width"] for one in checks] == [2, 3]


def test_numbers_go_on_in_the_next_cell_of_a_question() -> None:
    before = CheckCell("double", 1.0, PATH, 1, "ask(x=normal(2))\n")
    other = CheckCell("other", 1.0, PATH, 4, "ask(x=normal(2))\n")
    checks = made("ask(x=normal(2))\n", others=(before, other)).checks
    assert [(one.asks, one.name) for one in checks] == [("double", "ask_1"), ("other", "ask_1"), ("double", "ask_2")]


def test_who_answers_on_the_trusted_side() -> None:
    collection = made(
        "ask(x=normal(2))\nexpect([1, 2], x=normal(2))\nraises(ValueError, x=normal(2))\n"
        "prints(x=normal(2))\nprints('said', x=normal(2))\nafter(x=normal(2))\n"
    )
    x = torch.ones(2)
    answers = {check.name: collection.references[str(check.reference)] for check in collection.checks}
    assert torch.equal(answers["ask_1"](x=x), 2 * x)
    assert answers["expect_1"](x=x) == [1, 2]
    assert answers["raises_1"](function_="double", x=x) == ["ValueError"]
    assert answers["prints_1"](function_="double", x=x) == "double\n"
    assert answers["prints_2"](function_="double", x=x) == "said"
    assert torch.equal(answers["after_1"](function_="double", x=x)["x"], 2 * x)


def test_a_driver_is_told_which_function_is_asked() -> None:
    for check in made("raises(ValueError, x=1)\nprints(x=1)\nafter(x=1)\n").checks:
        assert check.driver == f"{check.name.partition('_')[0]}_"
        assert drawn(check) == {"function_": "double", "x": 1}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("ask(x=normal(3)\n", r"notebook\.py:11: '\(' was never closed"),
        ("x = 1\n\nask(x=nomal(3))\n", r"notebook\.py:13: NameError: name 'nomal' is not defined"),
        (
            "ask(x=uniform(3))\n",
            r"notebook\.py:11: TypeError: uniform\(\) missing 1 required .* 'high'\. Correct it\. docs/reference-checks\.md says",
        ),
        ("ask(normal(3))\n", r"notebook\.py:11: ask is given a value without a name"),
        ("raises('ValueError', x=3)\n", r"notebook\.py:11: raises isn't told which exception"),
        ("after([4], x=2)\n", r"notebook\.py:11: after is told a list where the arguments belong"),
        ("x = 3\n", r"notebook\.py:10: there is no check in this cell"),
        ("ask(x=1, points=4)\nask(x=2, points=4)\n", "points is 6, but its checks say 8"),
        ("ask(x=1, points=4)\n", "points is 6, but its checks say 4"),
    ],
)
def test_a_mistake_of_its_author_is_a_sentence_with_the_line(source: str, said: str) -> None:
    with pytest.raises(AssignmentBroken, match=said):
        made(source)


def test_which_checks_there_are_may_not_be_drawn() -> None:
    (*_, last) = made("ask(x=normal(2))\nif float(normal()) > 0:\n    ask(x=1)\nelse:\n    prints(x=1)\n").checks
    with pytest.raises(AssignmentBroken, match="doesn't make the same checks each time"):
        for seed in range(30):
            drawn(last, seed)
